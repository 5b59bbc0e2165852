"""The office's door: its blueprint, who may enter, and what every page knows."""

from datetime import timedelta

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.inbox import queries as inbox
from app.inbox.items import Source
from app.inbox.queries import Waiting
from app.inbox.sources import registry
from app.onboarding import queries as onboarding
from app.people.rights import Right, rights_of, roles_with
from app.web import guards
from app.web.page import page

blueprint = Blueprint("office", __name__, url_prefix="/<business>/office")
MANAGERS = roles_with(Right.MANAGE)
READERS = roles_with(Right.READ)
manages = guards.requires(*MANAGERS)
reads = guards.requires(*READERS)
moderates = guards.allows(Right.MODERATE)
leads = guards.allows(Right.LEAD)
reads_trail = guards.allows(Right.AUDIT)
owns = guards.allows(Right.OWN)
touches_all = guards.allows(Right.WHOLE)


_HOUR = timedelta(hours=1)


# One's own sign-in is everybody's who works here, a cashier's too.
OWN_PAGES = frozenset(
    f"office.{name}"
    for name in (
        "security",
        "remove_app",
        "end_session",
        "end_other_sessions",
        "passkey",
        "remove_passkey",
    )
)


def enter() -> ResponseReturnValue | None:
    """Staff but cashiers, whose place is the till; their own sign-in is here too."""
    answer = guards.require_staff()
    if answer is not None:
        return answer
    is_reader = guards.staff().role in READERS
    if not is_reader and request.endpoint not in OWN_PAGES:
        return page("office/door.html", status=403)
    guards.keep_to_groups()
    return None


guards.guard(blueprint, enter)


def is_manager() -> bool:
    """Whether the staff member at work may change things."""
    return guards.staff().role in MANAGERS


def actor() -> str:
    """How the books name who is at work."""
    return f"staff:{guards.staff().id}"


def sources() -> tuple[Source, ...]:
    """What of the inbox is open to who is at work."""
    mine = rights_of(
        guards.staff().role, is_limited=guards.staff().is_limited_to_groups
    )
    return registry.open_to(mine) if Right.READ in mine else ()


def _waiting() -> Waiting:
    """What the menu says beside its entries: asked for by the menu alone."""
    if g.get("staff") is None:
        return Waiting()
    is_reader = g.staff.role in READERS
    return inbox.waiting(sources(), with_checks=is_manager(), with_chats=is_reader)


@blueprint.context_processor
def _surroundings() -> dict[str, object]:
    staff = g.get("staff")
    ends_at = g.get("grace_ends_at")
    is_manager = staff is not None and staff.role in MANAGERS
    return {
        "grace_hours": -(-(ends_at - clock.now()) // _HOUR) if ends_at else None,
        "staff_name": staff.name if staff else None,
        "is_manager": is_manager,
        "is_moderator": staff is not None and guards.has(Right.MODERATE),
        "is_whole": staff is not None and guards.has(Right.WHOLE),
        "is_reader": staff is not None and staff.role in READERS,
        "is_owner": staff is not None and Right.OWN in rights_of(staff.role),
        "standing": onboarding.standing() if is_manager else None,
        "waiting_here": _waiting,
    }
