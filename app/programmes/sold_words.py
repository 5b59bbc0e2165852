"""The rules of cards that are sold, in one sentence for guests and staff (row 32)."""

from collections.abc import Callable
from typing import Any

from app.core import locales
from app.core.locales import gettext as _
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import Begins, VisitRules


def sentence(rules: SoldRules, currency: str) -> str:
    """What is sold and on what terms, in the context's language."""
    parts = _PARTS[type(rules)](rules, currency)
    text = "; ".join(part for part in parts if part)
    return text[0].upper() + text[1:] + "."


def _certificate(rules: CertificateRules, currency: str) -> list[str]:
    sums = [locales.money(each, currency) for each in rules.nominals]
    if rules.most_minor:
        sums.append(
            _(
                "any sum from %(least)s to %(most)s",
                least=locales.money(rules.least_minor, currency),
                most=locales.money(rules.most_minor, currency),
            )
        )
    months = rules.valid_months
    return [
        _("sold for %(sums)s", sums=", ".join(sums)),
        _("good for ever")
        if months is None
        else locales.ngettext(
            "good for %(num)s month", "good for %(num)s months", months
        ),
        _("what is left then is paid back")
        if rules.is_owed_after
        else _("what is left then is lost"),
        _("what it pays earns points") if rules.is_earning else "",
    ]


def _visits(rules: VisitRules, currency: str) -> list[str]:
    count = (
        _("as many visits as you like")
        if rules.is_unlimited
        else locales.ngettext("%(num)s visit", "%(num)s visits", rules.visits)
    )
    days = (
        locales.ngettext(
            "%(num)s day from the first visit",
            "%(num)s days from the first visit",
            rules.days,
        )
        if rules.begins is Begins.FIRST_VISIT
        else locales.ngettext(
            "%(num)s day from the sale", "%(num)s days from the sale", rules.days
        )
    )
    rests = locales.ngettext(
        "can be frozen for %(num)s day",
        "can be frozen for %(num)s days",
        rules.freeze_days,
    )
    return [
        _price(rules, currency),
        count,
        days,
        rests if rules.freeze_times and rules.freeze_days else "",
    ]


def _ticket(rules: TicketRules, _currency: str) -> list[str]:
    return [
        _("one admission to one event"),
        _("may go over to another person once")
        if rules.is_transferable
        else _("only for the person who bought it"),
        locales.ngettext(
            "paid back until %(num)s hour before the beginning",
            "paid back until %(num)s hours before the beginning",
            rules.refund_hours,
        ),
    ]


def _club(rules: ClubRules, currency: str) -> list[str]:
    discount = locales.percent(rules.discount_basis_points)
    return [
        _price(rules, currency),
        locales.ngettext(
            "a membership of %(num)s day", "a membership of %(num)s days", rules.days
        ),
        _("%(share)s off", share=discount) if rules.discount_basis_points else "",
        ", ".join(rules.benefits),
    ]


def _price(rules: SoldRules, currency: str) -> str:
    if not rules.price_minor:
        return _("given for nothing")
    return locales.money(rules.price_minor, currency)


_PARTS: dict[type[SoldRules], Callable[[Any, str], list[str]]] = {
    CertificateRules: _certificate,
    VisitRules: _visits,
    TicketRules: _ticket,
    ClubRules: _club,
}
