"""How one of these cards stands at an instant, and what is paid back: pure."""

from datetime import date, datetime
from enum import StrEnum

from app.core import clock
from app.instruments.queries import Held
from app.programmes.kinds import club, visits
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import Break, VisitRules


class Status(StrEnum):
    """Whether a card is good, and why not."""

    GOOD = "good"
    NOT_YET = "not_yet"
    RESTING = "resting"
    USED = "used"
    ENDED = "ended"
    REFUNDED = "refunded"


def status(held: Held, at: datetime) -> Status:
    """How a card stands at an instant, by the local day of the place that sold it."""
    if held.state != "active":
        return Status.REFUNDED if held.state == "refunded" else Status.ENDED
    own = held.rules
    if isinstance(own, TicketRules):
        return _of_ticket(held, own, at)
    today = clock.local_date(at, held.zone)
    if held.through_on is not None and today > held.through_on:
        return Status.ENDED
    if break_of(held, today) is not None:
        return Status.RESTING
    return Status.USED if _is_spent(held) else Status.GOOD


def _of_ticket(held: Held, own: TicketRules, at: datetime) -> Status:
    if held.used:
        return Status.USED
    if held.event is None or at >= own.closes_at(held.event.starts_at):
        return Status.ENDED
    if at < own.opens_at(held.event.starts_at):
        return Status.NOT_YET
    return Status.GOOD


def _is_spent(held: Held) -> bool:
    own = held.rules
    if isinstance(own, VisitRules):
        return not own.is_unlimited and not held.available
    return isinstance(own, CertificateRules) and not held.available


def break_of(held: Held, today: date) -> Break | None:
    """The break that lasts on a day, if any."""
    return next((each for each in held.breaks if each.has(today)), None)


def break_ahead(held: Held, today: date) -> Break | None:
    """The break that lasts or is still to come, if any."""
    return next((each for each in held.breaks if each.last >= today), None)


def visits_left(held: Held) -> int | None:
    """Visits that are left; None: nobody counts them."""
    own = held.rules
    if not isinstance(own, VisitRules) or own.is_unlimited:
        return None
    return held.available


def is_owed_after(held: Held) -> bool:
    """Whether what is left after the last day is still owed."""
    return isinstance(held.rules, CertificateRules | VisitRules) and (
        held.rules.is_owed_after
    )


def refund_of(held: Held, at: datetime) -> int:
    """Money that is paid back for what is left; zero: nothing (E20, E22, E30)."""
    now = status(held, at)
    if held.is_gift or now is Status.REFUNDED or held.state != "active":
        return 0
    if now is Status.ENDED and not is_owed_after(held):
        return 0
    own, today = held.rules, clock.local_date(at, held.zone)
    if isinstance(own, CertificateRules):
        return held.available if own.is_owed_after else 0
    if isinstance(own, VisitRules):
        return _of_pass(held, own, today)
    if isinstance(own, TicketRules):
        return _of_unused_ticket(held, own, at)
    if isinstance(own, ClubRules) and held.starts_on and held.through_on:
        return club.refund(held.price_minor, held.starts_on, held.through_on, today)
    return 0


def _of_pass(held: Held, own: VisitRules, today: date) -> int:
    rested = sum(
        max((min(each.last, today) - each.first).days + 1, 0) for each in held.breaks
    )
    gone = (today - held.starts_on).days - rested if held.starts_on else 0
    return visits.refund(
        held.price_minor, held.used, own, days_used=max(gone, 0), days=own.days
    )


def _of_unused_ticket(held: Held, own: TicketRules, at: datetime) -> int:
    is_open = held.event is not None and own.can_refund(held.event.starts_at, at)
    return held.price_minor if is_open and not held.used else 0
