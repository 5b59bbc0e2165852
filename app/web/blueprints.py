"""Every audience's screens, in one list."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.web import session
from app.web.api import init as init_api
from app.web.cabinet import blueprint as cabinet
from app.web.demo import blueprint as demo
from app.web.devices import init as init_devices
from app.web.health import blueprint as health
from app.web.office import blueprint as office
from app.web.platform import blueprint as platform
from app.web.public import blueprint as public
from app.web.till import blueprint as till


class StorableId(IntegerConverter):
    """``<int:…>`` up to what a database can hold; a larger number is no address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": 2**63 - 1} | options)


def register(app: Flask) -> None:
    """Attach all screens to ``app``."""
    app.url_map.converters["int"] = StorableId
    for blueprint in (health, public, cabinet, till, office, platform):
        app.register_blueprint(blueprint)
    if session.config_of(app).demo:
        app.register_blueprint(demo)
    init_devices(app)
    init_api(app)
