"""Till software with a key."""

import contextvars
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.businesses import actions as businesses
from app.core import db, tenancy
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from tests.conftest import ADDRESS
from tests.world import Shop, World


@dataclass
class Software:
    """A program that talks to the API for one outlet."""

    app: Flask
    shop: Shop
    key: str
    _names: Any = field(default_factory=lambda: itertools.count(1))

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        status: int,
        headers: dict[str, str | None] | None = None,
        raw: bytes | None = None,
    ) -> TestResponse:
        """Send one request; writes get a new Idempotency-Key unless one is given."""
        sent: dict[str, str | None] = {
            "Authorization": f"Bearer {self.key}",
            "Accept-Language": "en",
        }
        if method == "POST":
            sent["Content-Type"] = "application/json"
            sent["Idempotency-Key"] = f"key-{next(self._names)}"
        sent |= headers or {}
        data = raw if raw is not None else json.dumps(body).encode()
        if method == "GET":
            data = b""
        # As from outside: nothing of the test's context leaks in.
        db.session().rollback()
        answer: TestResponse = contextvars.Context().run(
            self.app.test_client(use_cookies=False).open,
            f"/api/v1{path}",
            method=method,
            base_url=ADDRESS,
            headers={k: v for k, v in sent.items() if v is not None},
            data=data,
        )
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
        kind = "application/json" if status < 400 else "application/problem+json"
        assert answer.mimetype == kind
        if status >= 400:
            problem = answer.get_json(force=True)
            assert problem["status"] == status
            assert problem["code"] == problem["type"].rpartition(":")[2]
            assert problem["title"]
        return answer

    def sell(self, *, status: int = 201, **changes: Any) -> Any:
        """Book a cheque of 1,000.00 on the member's card, or as ``changes`` say."""
        return self.call(
            "POST", "/receipts", self.cheque(**changes), status=status
        ).get_json(force=True)

    def cheque(self, **changes: Any) -> dict[str, Any]:
        """A body; ``None`` leaves a field out."""
        body = {"card": self.shop.member.number, "amount_minor": 100_000} | changes
        return {name: value for name, value in body.items() if value is not None}

    def balance(self) -> Balance:
        """How the member's card stands."""
        with tenancy.scope(self.shop.business_id):
            return ledger.balance(self.shop.member.card_id)


def make_key(app: Flask, shop: Shop, outlet_id: int | None = None) -> str:
    """A new key of an outlet."""
    with tenancy.scope(shop.business_id), db.writing():
        return businesses.make_api_key(
            outlet_id=outlet_id or shop.outlet_id,
            name="test",
            secret_key=app.config["SECRET_KEY"],
            staff_id=None,
        )


@pytest.fixture
def coffee(app: Flask, world: World) -> Software:
    """The coffee shop's till software."""
    return Software(app, world.coffee, make_key(app, world.coffee))


@pytest.fixture
def books(app: Flask, world: World) -> Software:
    """The bookshop's till software."""
    return Software(app, world.books, make_key(app, world.books))
