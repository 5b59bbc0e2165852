"""The office's door: its blueprint, who may enter, and what every page knows."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from app.onboarding import queries as onboarding
from app.web import guards
from app.web.page import page

blueprint = Blueprint("office", __name__, url_prefix="/<business>/office")
MANAGERS = ("owner", "administrator")
READERS = (*MANAGERS, "moderator")
manages = guards.requires(*MANAGERS)
reads = guards.requires(*READERS)


def enter() -> ResponseReturnValue | None:
    """Staff but cashiers, whose place is the till."""
    answer = guards.require_staff()
    if answer is None and guards.staff().role not in READERS:
        return page("office/door.html", status=403)
    return answer


guards.guard(blueprint, enter)


def is_manager() -> bool:
    """Whether the staff member at work may change things."""
    return guards.staff().role in MANAGERS


def actor() -> str:
    """How the books name who is at work."""
    return f"staff:{guards.staff().id}"


@blueprint.context_processor
def _surroundings() -> dict[str, object]:
    staff = g.get("staff")
    manages_all = staff is not None and staff.role in MANAGERS
    return {
        "staff_name": staff.name if staff else None,
        "is_manager": manages_all,
        "standing": onboarding.standing() if manages_all else None,
    }
