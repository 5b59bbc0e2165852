"""The terms that partners agree on: a form of them, and how they are read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import g
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.businesses.queries import BusinessView
from app.coalitions.terms import (
    BOUNDS,
    HUNDREDTHS,
    Cover,
    SideTerms,
    Terms,
    to_minor,
)
from app.core import clock, locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.programmes import queries as programmes
from app.web.office.forms import (
    OfficeForm,
    ParsedField,
    day_field,
    money_field,
    number_field,
)
from app.web.office.programme_audience import TicksField

_PRICE = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?", re.ASCII)
_WHOLE = 10_000
Rows = list[tuple[str, str]]


def parse_price(text: str) -> int:
    """A price as typed, up to four decimals, in hundredths of a minor unit."""
    compact = re.sub(r"\s", "", text)
    if not _PRICE.fullmatch(compact):
        raise ValueError(text)
    whole, _mark, part = compact.replace(",", ".").partition(".")
    return int(whole) * _WHOLE + int(part.ljust(4, "0"))


def show_price(price: int) -> str:
    """A price as a person would type it: 8050 is 0,805 (ru) or 0.805 (en)."""
    whole, part = divmod(price, _WHOLE)
    decimals = f"{part:04d}".rstrip("0").ljust(2, "0")
    return f"{whole}{',' if locales.language() == 'ru' else '.'}{decimals}"


def _price_field(label: str) -> ParsedField:
    return ParsedField(
        label,
        parse=parse_price,
        show=show_price,
        within=(1, BOUNDS["price"][1]),
        message=mark("Write a price from %(low)s to %(high)s, for example 0.80."),
    )


class TermsForm(OfficeForm):
    """The contract from the side of who fills it in: ours and theirs."""

    programmes = TicksField(mark("Our cards that take part"), coerce=int)
    ours_worth = money_field(
        mark("One of our points pays at the partner"), (1, BOUNDS["worth_minor"][1])
    )
    ours_price = _price_field(mark("We pay the partner for it"))
    theirs_worth = money_field(
        mark("One of the partner's points pays here"), (1, BOUNDS["worth_minor"][1])
    )
    theirs_price = _price_field(mark("The partner pays us for it"))
    cover = RadioField(
        mark("What stands behind the points"),
        choices={
            Cover.CREDIT.value: mark("A credit limit for each side"),
            Cover.POOL.value: mark("A pool that each side pays into beforehand"),
        },
    )
    ours_credit = money_field(
        mark("The most we may owe"), BOUNDS["credit_minor"], is_needed=False
    )
    theirs_credit = money_field(
        mark("The most the partner may owe"), BOUNDS["credit_minor"], is_needed=False
    )
    member_day_points = number_field(
        mark("Most points of one guest a day"), (1, 1_000_000)
    )
    day_points = number_field(mark("Most points of one side a day"), (1, 1_000_000_000))
    dispute_days = number_field(
        mark("Days to dispute a statement"), BOUNDS["dispute_days"]
    )
    notice_days = number_field(mark("Days of notice to end"), BOUNDS["notice_days"])
    starts_on = day_field(mark("From which day"))

    def offer(self) -> None:
        """Cards that can be ticked, and words that a list of choices needs."""
        self.programmes.choices = [
            SelectChoice(each.id, each.name)
            for each in programmes.programmes()
            if each.is_open or each.id in (self.programmes.data or ())
        ]
        self.cover.choices = [
            SelectChoice(value, locales.gettext(text))
            for value, text in (
                (Cover.CREDIT.value, "A credit limit for each side"),
                (Cover.POOL.value, "A pool that each side pays into beforehand"),
            )
        ]

    def told(self, *, is_first: bool, currency: str, theirs: tuple[int, ...]) -> Terms:
        """The terms as they stand in the form."""
        ours = SideTerms(
            price=self.ours_price.value,
            worth_minor=self.ours_worth.value,
            credit_minor=self.ours_credit.data or 0,
            programmes=tuple(self.programmes.data or ()),
        )
        other = SideTerms(
            price=self.theirs_price.value,
            worth_minor=self.theirs_worth.value,
            credit_minor=self.theirs_credit.data or 0,
            programmes=theirs,
        )
        return Terms(
            currency=currency,
            first=ours if is_first else other,
            second=other if is_first else ours,
            cover=Cover(self.cover.data),
            member_day_points=self.member_day_points.value,
            day_points=self.day_points.value,
            dispute_days=self.dispute_days.value,
            notice_days=self.notice_days.value,
        )


def fresh() -> dict[str, Any]:
    """What an empty form proposes: 0.80 for a point that pays 1.00."""
    return {
        "programmes": [each.id for each in programmes.programmes()[:1]],
        "ours_worth": 1_00,
        "ours_price": 80_00,
        "theirs_worth": 1_00,
        "theirs_price": 80_00,
        "cover": Cover.CREDIT.value,
        "ours_credit": 50_000_00,
        "theirs_credit": 50_000_00,
        "member_day_points": 1_000,
        "day_points": 50_000,
        "dispute_days": 10,
        "notice_days": 30,
        "starts_on": clock.today(g.business.zone),
    }


def filled(terms: Terms, *, is_first: bool) -> dict[str, Any]:
    """The form with terms in force, to be changed from tomorrow on."""
    ours, theirs = terms.side(is_first=is_first), terms.side(is_first=not is_first)
    return {
        "programmes": list(ours.programmes),
        "ours_worth": ours.worth_minor,
        "ours_price": ours.price,
        "theirs_worth": theirs.worth_minor,
        "theirs_price": theirs.price,
        "cover": terms.cover.value,
        "ours_credit": ours.credit_minor,
        "theirs_credit": theirs.credit_minor,
        "member_day_points": terms.member_day_points,
        "day_points": terms.day_points,
        "dispute_days": terms.dispute_days,
        "notice_days": terms.notice_days,
        "starts_on": clock.today(g.business.zone) + timedelta(days=1),
    }


def price_text(price: int, currency: str) -> str:
    """A price per point with its currency, to its last decimal."""
    if price % HUNDREDTHS == 0:
        return locales.money(price // HUNDREDTHS, currency)
    return f"{show_price(price)} {currency}"


def sum_text(amount: int, currency: str) -> str:
    """A sum of claims as it is paid."""
    return locales.money(to_minor(amount), currency)


def words(
    terms: Terms, *, is_first: bool, ours: BusinessView, theirs: BusinessView
) -> Rows:
    """The terms line by line, for the side that reads."""
    return [
        *_side_words(terms.side(is_first=is_first), terms, ours, theirs),
        *_side_words(terms.side(is_first=not is_first), terms, theirs, ours),
        (
            _("Most points of one guest a day"),
            locales.number_text(terms.member_day_points),
        ),
        (_("Most points of one side a day"), locales.number_text(terms.day_points)),
        (_("Days to dispute a statement"), locales.number_text(terms.dispute_days)),
        (_("Days of notice to end"), locales.number_text(terms.notice_days)),
    ]


def offered_words(terms: Terms, ours: BusinessView) -> Rows:
    """The terms of an invitation, while nobody knows who comes."""
    nobody = replace(ours, name=_("your partner"))
    return words(terms, is_first=True, ours=ours, theirs=nobody)


def _side_words(
    side: SideTerms, terms: Terms, issuer: BusinessView, taker: BusinessView
) -> Iterator[tuple[str, str]]:
    yield (
        _(
            "A point of %(issuer)s pays at %(taker)s",
            issuer=issuer.name,
            taker=taker.name,
        ),
        locales.money(side.worth_minor, taker.currency),
    )
    yield (
        _("%(issuer)s pays for it", issuer=issuer.name),
        price_text(side.price, terms.currency),
    )
    if terms.cover is Cover.CREDIT:
        yield (
            _("%(issuer)s may owe at most", issuer=issuer.name),
            locales.money(side.credit_minor, terms.currency),
        )
    else:
        yield (
            _("Behind points of %(issuer)s", issuer=issuer.name),
            _("a paid-in pool"),
        )
