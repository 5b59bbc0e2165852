"""What the face of such a card says, in the reader's language: one wording for all.

Till, cabinet, office and passes show the same title, figure, state and facts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core import clock, locales
from app.core.locales import gettext as _
from app.instruments import rules
from app.instruments.queries import Held
from app.instruments.rules import Status
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules

Fact = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Face:
    """A card in words.

    Attributes:
        title: the programme, or the event of a ticket.
        figure: the one thing that matters, such as what is left.
        unit: what the figure counts.
        is_good: whether it can be used now.
        state: how it stands, as a short sentence.
        facts: names and values of all else.
    """

    title: str
    figure: str
    unit: str
    is_good: bool
    state: str
    facts: tuple[Fact, ...]


def face(held: Held, *, currency: str, at: datetime | None = None) -> Face:
    """The face of a card as of an instant, now by default."""
    instant = at or clock.now()
    now = rules.status(held, instant)
    figure, unit = _FIGURES[type(held.rules)](held, currency)
    return Face(
        title=held.event.name if held.event else held.programme,
        figure=figure,
        unit=unit,
        is_good=now is Status.GOOD,
        state=_state(held, now, instant),
        facts=tuple(_facts(held, currency)),
    )


def _left_on_certificate(held: Held, currency: str) -> Fact:
    return locales.money(held.available, currency), _("left on the certificate")


def _left_of_pass(held: Held, _currency: str) -> Fact:
    left = rules.visits_left(held)
    if left is None:
        return _("Unlimited"), _("as many visits as you like")
    return locales.number_text(left), locales.ngettext(
        "visit left", "visits left", left
    )


def _time_of_ticket(held: Held, _currency: str) -> Fact:
    if held.event is None:
        return "—", ""
    event = held.event
    when = locales.time_of_day(event.starts_at, event.zone)
    return when, locales.day(event.starts_at, event.zone)


def _end_of_club(held: Held, _currency: str) -> Fact:
    if held.through_on is None:
        return "—", ""
    return locales.day(held.through_on, short=True), _("last day of the membership")


_FIGURES: dict[type[SoldRules], Callable[[Held, str], Fact]] = {
    CertificateRules: _left_on_certificate,
    VisitRules: _left_of_pass,
    TicketRules: _time_of_ticket,
    ClubRules: _end_of_club,
}


def _state(held: Held, now: Status, at: datetime) -> str:
    if now is Status.REFUNDED:
        return _("Paid back, no longer good")
    if now is Status.USED:
        return _used(held)
    if now is Status.RESTING:
        rest = rules.break_of(held, clock.local_date(at, held.zone))
        return _("Frozen through %(day)s", day=locales.day(rest.last)) if rest else ""
    if now is Status.ENDED:
        return _ended(held)
    if now is Status.NOT_YET and isinstance(held.rules, TicketRules) and held.event:
        opens = held.rules.opens_at(held.event.starts_at)
        return _("Gates open %(at)s", at=locales.moment(opens, held.event.zone))
    return _good(held)


def _used(held: Held) -> str:
    if held.event is None or held.last is None:
        if isinstance(held.rules, CertificateRules):
            return _("All of it is spent")
        return _("All visits are used")
    at = locales.moment(held.last.used_at, held.event.zone)
    if not held.last.gate:
        return _("Used %(at)s", at=at)
    return _("Used %(at)s, entrance %(gate)s", at=at, gate=held.last.gate)


def _ended(held: Held) -> str:
    if held.through_on is None:
        return _("Its time is over")
    day = locales.day(held.through_on)
    if rules.is_owed_after(held) and held.available and held.state == "active":
        return _("Ended on %(day)s; what is left can be paid back", day=day)
    return _("Ended on %(day)s", day=day)


def _good(held: Held) -> str:
    own = held.rules
    if isinstance(own, TicketRules):
        return _("Not used yet")
    if held.through_on is None:
        if isinstance(own, VisitRules):
            return locales.ngettext(
                "%(num)s day from the first visit",
                "%(num)s days from the first visit",
                own.days,
            )
        return _("Good for ever")
    return _("Good through %(day)s", day=locales.day(held.through_on))


def _facts(held: Held, currency: str) -> Iterator[Fact]:
    own = held.rules
    if isinstance(own, CertificateRules):
        yield _("Certificate for"), locales.money(held.amount, currency)
    elif isinstance(own, VisitRules):
        yield from _of_pass(held, own)
    elif isinstance(own, TicketRules):
        yield from _of_ticket(held)
    elif isinstance(own, ClubRules):
        yield from _of_club(own)
    if held.giver:
        yield _("From whom"), held.giver
    if held.message:
        yield _("Words"), held.message


def _of_pass(held: Held, own: VisitRules) -> Iterator[Fact]:
    used = locales.number_text(held.used)
    if own.is_unlimited:
        yield _("Visits"), used
    else:
        whole = locales.number_text(held.amount)
        yield _("Visits"), _("%(used)s of %(whole)s used", used=used, whole=whole)
    if held.starts_on and held.through_on:
        yield _("Period"), locales.days(held.starts_on, held.through_on)
    for each in held.breaks:
        yield _("Break"), locales.days(each.first, each.last)
    if held.last is not None:
        yield _("Last visit"), locales.moment(held.last.used_at, held.zone)


def _of_ticket(held: Held) -> Iterator[Fact]:
    event = held.event
    if event is None:
        return
    yield _("Begins"), locales.moment(event.starts_at, event.zone)
    if event.place:
        yield _("Place"), event.place
    if event.gates:
        yield _("Entrances"), ", ".join(event.gates)
    if held.last is not None and held.last.gate:
        yield _("Entrance"), held.last.gate


def _of_club(own: ClubRules) -> Iterator[Fact]:
    if own.discount_basis_points:
        yield _("Discount"), locales.percent(own.discount_basis_points)
    for number, text in enumerate(own.benefits):
        yield ("" if number else _("Benefits")), text
