"""Who may enter. An audience's blueprint has one guard; a new screen is born guarded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import audit, reach
from app.core.audit import Author
from app.core.errors import Forbidden
from app.people import factors, limits
from app.people import queries as people
from app.people.queries import StaffView
from app.people.rights import Right, rights_of, roles_with
from app.web import session

P = ParamSpec("P")
R = TypeVar("R")
Check = Callable[[], ResponseReturnValue | None]
GUARDED: dict[str, Check] = {}


def guard(blueprint: Blueprint, check: Check) -> None:
    """Let ``check`` stand in front of every view of ``blueprint``."""
    GUARDED[blueprint.name] = check
    blueprint.before_request(check)


def require_staff() -> ResponseReturnValue | None:
    """Staff of this business; others sign in or are told that they may not."""
    visitor = session.visitor()
    staff = people.staff_of(visitor.person_id, g.business.id) if visitor else None
    # A guest's session may be years old; work asks for a sign-in of its own.
    if visitor is None or (staff is not None and not visitor.is_staff_sign_in):
        return redirect(url_for("public.sign_in", next=request.full_path.rstrip("?")))
    if staff is None:
        raise Forbidden
    if factors.is_needed(staff.role) and not visitor.has_second_factor:
        g.grace_ends_at = factors.grace_ends_at(staff)
        if g.grace_ends_at is None:
            here = request.full_path.rstrip("?")
            return redirect(url_for("public.second_factor", next=here), 303)
    g.staff = staff
    audit.enter(Author(f"staff:{staff.id}", session.origin()))
    return None


def keep_to_groups() -> None:
    """Show who is limited to groups their guests only, for the rest of the request."""
    if staff().is_limited_to_groups:
        reach.limit_to(limits.guests_of(limits.limits_of(staff().id).groups))


def allows(right: Right) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only those run the view who have a right, limits considered."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not has(right):
                raise Forbidden
            return view(*args, **kwargs)

        cast("Any", checked).required_roles = roles_with(right)
        return checked

    return decorate


def has(right: Right) -> bool:
    """Whether who is at work has a right."""
    is_limited = staff().is_limited_to_groups
    return right in rights_of(staff().role, is_limited=is_limited)


def staff() -> StaffView:
    """The staff member that the guard let in."""
    return cast("StaffView", g.staff)


def requires(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only these roles run the view, for every method it answers."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if staff().role not in roles:
                raise Forbidden
            return view(*args, **kwargs)

        cast("Any", checked).required_roles = roles
        return checked

    return decorate
