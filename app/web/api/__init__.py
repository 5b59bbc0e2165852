"""The till API: quotes, receipts, refunds, cards and balances for other software."""

from flask import Flask

from app.web.api import awards, cards, docs, sales
from app.web.api.blueprint import blueprint
from app.web.security import csrf

__all__ = ["awards", "cards", "docs", "init", "sales"]
from app.web.api import instruments

__all__ = ["cards", "docs", "init", "instruments", "sales"]
from app.web.api import unclaimed

__all__ = ["cards", "docs", "init", "sales", "unclaimed"]

_SECURITY = {
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    "security": [{"key": []}],
}


def init(app: Flask) -> None:
    """Attach the API and its documentation."""
    csrf.exempt(blueprint)
    api = docs.DocumentedApi(
        app,
        spec_kwargs={
            "title": "Tessera",
            "version": "v1",
            "openapi_version": "3.1.0",
            **_SECURITY,
        },
    )
    api.register_blueprint(blueprint)
    app.register_blueprint(docs.blueprint)
    docs.publish(app, api.spec.to_dict())
