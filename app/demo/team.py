"""What a team leaves behind: a pending invitation, and a journal that reads like one."""

from datetime import datetime, timedelta

from app.businesses import outlets, queries
from app.core import audit, clock, db
from app.core.audit import Author
from app.core.ids import StaffId
from app.demo.places import Place
from app.people import actions as people
from app.people import invitations
from app.people import queries as staff

NEWCOMERS = {
    "ru": ("nina.k@example.com", "Нина К."),
    "en": ("sam.w@example.com", "Sam W."),
}
DESK, PHONE = "192.0.2.14 · Mac · Safari", "198.51.100.23 · iPhone · Safari"


def till() -> Author:
    """Who stood at the till all year."""
    cashier = next(each.id for each in staff.staff() if each.role == "cashier")
    return Author(f"staff:{cashier}", "203.0.113.5 · Android · Chrome")


def work(place: Place, until: datetime) -> None:
    """Some changes of the last weeks by owner and administrator, then an invitation."""
    team = {each.role: each.id for each in staff.staff()}
    owner, administrator = team["owner"], team["administrator"]
    moderator = team["moderator"]
    for days, who, origin, role in (
        (41, owner, DESK, "cashier"),
        (12, administrator, PHONE, "moderator"),
    ):
        with clock.at(until - timedelta(days=days)), db.writing():
            audit.enter(Author(f"staff:{who}", origin))
            people.change_role(staff_id=moderator, role=role)
    with clock.at(until - timedelta(days=9)), db.writing():
        audit.enter(Author(f"staff:{administrator}", DESK))
        _reorder_outlets()
    with clock.at(until - timedelta(days=2)), db.writing():
        audit.enter(Author(f"staff:{owner}", PHONE))
        _invite(place, owner)
    audit.leave()


def _reorder_outlets() -> None:
    outlets.move_up(outlet_id=queries.outlets()[-1].id)


def _invite(place: Place, owner: StaffId) -> None:
    email, name = NEWCOMERS[place.language]
    invitations.invite(
        email=email,
        name=name,
        role="cashier",
        language=place.language,
        invited_by=owner,
    )
