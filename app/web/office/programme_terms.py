"""What a card with a price means for a guest who buys it today, by its own rules."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import g

from app.core import clock, locales
from app.core.locales import gettext as _
from app.programmes.kinds import club, visits
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules

Facts = list[tuple[str, str]]
_USED = 3
_AHEAD = timedelta(days=7)


def terms(rules: SoldRules) -> Facts:
    """The example of a card that is sold, in the language being spoken."""
    today = clock.today(g.business.zone)
    return _TERMS[type(rules)](rules, today) if type(rules) in _TERMS else []


def _certificate(rules: CertificateRules, today: date) -> Facts:
    last = rules.last_day(today)
    first = rules.nominals[0] if rules.nominals else rules.least_minor
    return [
        (_("Sold today for"), _money(first)),
        (_("Pays through"), locales.day(last) if last else _("any day")),
        (_("On the day of sale it is"), _("an advance, not revenue")),
    ]


def _visits(rules: VisitRules, today: date) -> Facts:
    last = rules.last_day(today)
    found = [(_("Used from today, it lasts through"), locales.day(last or today))]
    if not rules.is_unlimited:
        each = rules.price_minor // rules.visits
        found.insert(0, (_("One visit costs"), _money(each)))
    used = min(_USED, rules.visits or _USED)
    back = visits.refund(
        rules.price_minor, used, rules, days_used=used, days=rules.days
    )
    words = locales.ngettext(
        "Paid back after %(num)s visit", "Paid back after %(num)s visits", used
    )
    return [*found, (words, _money(back))]


def _ticket(rules: TicketRules, _today: date) -> Facts:
    starts_at = clock.now().replace(minute=0, second=0, microsecond=0) + _AHEAD
    zone = g.business.zone
    until = starts_at - timedelta(hours=rules.refund_hours)
    return [
        (_("An event on"), locales.moment(starts_at, zone)),
        (_("Doors open"), locales.time_of_day(rules.opens_at(starts_at), zone)),
        (_("Paid back until"), locales.moment(until, zone)),
    ]


def _club(rules: ClubRules, today: date) -> Facts:
    last = rules.last_day(today) or today
    used = max(1, rules.days // 3)
    back = club.refund(rules.price_minor, today, last, today + timedelta(days=used))
    words = locales.ngettext(
        "Paid back after %(num)s day", "Paid back after %(num)s days", used
    )
    return [
        (_("Bought today, it lasts through"), locales.day(last)),
        (words, _money(back)),
    ]


def _money(minor: int) -> str:
    return locales.money(minor, g.business.currency)


_TERMS: dict[type[SoldRules], Callable[[Any, date], Facts]] = {
    CertificateRules: _certificate,
    VisitRules: _visits,
    TicketRules: _ticket,
    ClubRules: _club,
}
