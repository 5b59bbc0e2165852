"""One-click sign-in of the demo. Not registered anywhere else."""

from flask import Blueprint, redirect, url_for
from werkzeug import Response

from app.demo import doors
from app.web import session

blueprint = Blueprint("demo", __name__)
LANDING = {"guest": "cabinet.home", "cashier": "till.home"}


@blueprint.get("/demo/<string:token>")
def enter(token: str) -> Response:
    """Become one of the demo's people."""
    person_id, slug, role = doors.open_door(session.config(), token)
    works = role != "guest"
    session.sign_in(person_id, is_staff_sign_in=works, has_second_factor=works)
    if role == doors.OPERATOR:
        return redirect(url_for("platform.home"), 303)
    endpoint = LANDING.get(role, "office.today")
    return redirect(url_for(endpoint, business=slug), 303)
