"""The platform's door: operators only, by a sign-in for work and a second factor."""

from typing import cast

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import audit
from app.core.audit import Author
from app.core.errors import Forbidden
from app.core.ids import PersonId
from app.people.operators import is_operator
from app.web import guards, session

blueprint = Blueprint("platform", __name__, url_prefix="/platform")


def enter() -> ResponseReturnValue | None:
    """Operators; others sign in or are told that they may not."""
    visitor = session.visitor()
    if visitor is None or not visitor.is_staff_sign_in:
        return redirect(url_for("public.sign_in", next=request.full_path.rstrip("?")))
    if not is_operator(visitor.person_id, session.config()):
        raise Forbidden
    if not visitor.has_second_factor:
        here = request.full_path.rstrip("?")
        return redirect(url_for("public.second_factor", next=here), 303)
    g.operator_id = visitor.person_id
    audit.enter(Author(f"operator:{visitor.person_id}", session.origin()))
    return None


def operator_id() -> PersonId:
    """The operator that the guard let in."""
    return cast("PersonId", g.operator_id)


guards.guard(blueprint, enter)
