"""Every audience's screens, in one list."""

from flask import Flask

from app.web import session
from app.web.api import init as init_api
from app.web.cabinet import blueprint as cabinet
from app.web.demo import blueprint as demo
from app.web.health import blueprint as health
from app.web.office import blueprint as office
from app.web.public import blueprint as public
from app.web.till import blueprint as till


def register(app: Flask) -> None:
    """Attach all screens to ``app``."""
    for blueprint in (health, public, cabinet, till, office):
        app.register_blueprint(blueprint)
    if session.config_of(app).demo:
        app.register_blueprint(demo)
    init_api(app)
