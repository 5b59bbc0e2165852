"""The form of a kind of card, put together from the parts that the kind names."""

import dataclasses
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from wtforms import HiddenField, RadioField

from app.core import clock, locales
from app.core.locales import mark
from app.programmes.actions import MAX_NAME
from app.programmes.kinds.kind import Kind
from app.programmes.kinds.points import POINTS
from app.programmes.rules import CardRules, InvalidRules
from app.web.office import programme_cheque, programme_figures
from app.web.office.forms import LineField, Needed, OfficeForm, day_field
from app.web.office.parts import hours
from app.web.office.parts.actions import ACTIONS
from app.web.office.parts.boosts import BOOSTS
from app.web.office.parts.earning import EARNING, RATE
from app.web.office.parts.goods import EXCLUDED
from app.web.office.parts.levels import LEVELS, PRICE_LEVELS
from app.web.office.parts.life import END, LIFE
from app.web.office.parts.own import own
from app.web.office.parts.part import Part, Values, needed
from app.web.office.parts.promotions import PROMOTIONS
from app.web.office.parts.referral import REFERRAL
from app.web.office.parts.rewards import REWARDS
from app.web.office.parts.sold import BEGINS, CLUB, NOMINALS
from app.web.office.parts.spending import SPENDING
from app.web.office.parts.stamps import STAMPS
from app.web.office.parts.tiers import DISCOUNT, TIERS

LONGEST_WAIT = timedelta(days=730)

PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        EARNING,
        RATE,
        EXCLUDED,
        LIFE,
        END,
        SPENDING,
        DISCOUNT,
        TIERS,
        PROMOTIONS,
        BOOSTS,
        LEVELS,
        PRICE_LEVELS,
        ACTIONS,
        REWARDS,
        REFERRAL,
        STAMPS,
        NOMINALS,
        BEGINS,
        CLUB,
    )
}
"""Every part; a new one adds its module and its line here."""


class KindForm(OfficeForm):
    """What an owner decides about a card: its name, its parts, when it starts."""

    kind: ClassVar[Kind] = POINTS
    parts: ClassVar[tuple[Part, ...]] = ()

    based_on = HiddenField()
    name = LineField(
        mark("Name of the card"),
        validators=[Needed(mark("Write a name of up to 60 characters."), MAX_NAME)],
    )
    start = RadioField(
        mark("From when"),
        choices={"now": mark("At once"), "date": mark("From the start of a day")},
        default="now",
    )
    start_on = day_field(mark("Day"), is_needed=False)

    def validate(self, *args: Any, **more: Any) -> bool:
        """Each field for itself, then those that need each other."""
        is_valid = bool(super().validate(*args, **more))
        checks = [part.check(self) for part in self.parts]
        has_day = needed(self, {"start_on": self.start.data == "date"})
        return is_valid and all(checks) and has_day

    def rules(self, base: CardRules) -> CardRules | None:
        """The rules as filled in over ``base``; None when they contradict themselves."""
        try:
            values: Values = {}
            for part in self.parts:
                values |= part.read(self, base)
            return dataclasses.replace(base, **values)
        except InvalidRules as error:
            place, text = self._place(error)
            self.decline(place, text)
            return None

    def _place(self, error: InvalidRules) -> tuple[str, str]:
        for part in self.parts:
            if error.field in part.places:
                place, words = part.places[error.field]
                return place, locales.gettext(words)
        return "name", str(error)

    def starts_at(self, zone: str) -> datetime | None:
        """When the rules start, None for now; raises ValueError for a day that is over.

        Today means now, for its beginning is in the past.
        """
        day: date | None = self.start_on.data if self.start.data == "date" else None
        today = clock.today(zone)
        if day is None or day == today:
            return None
        if not today < day <= today + LONGEST_WAIT:
            raise ValueError(day)
        return clock.day_start(day, zone)

    def shown(self) -> Values:
        """What the fragments of the parts need besides the form."""
        values: Values = {"has_hours": hours.in_use}
        if not self.kind.is_sold:
            values |= programme_cheque.shown(self)
        for part in self.parts:
            values |= part.shown(self)
        return values


@cache
def form_of(kind: Kind) -> type[KindForm]:
    """The form of a kind."""
    parts = tuple(PARTS[name] for name in kind.parts)
    if kind.knobs:
        parts = (own(kind), *parts)
    # A card that is sold has terms, but no cheque that it would be tried on.
    tried = () if kind.is_sold else (programme_cheque.Fields, programme_figures.Fields)
    bases = (*(part.fields for part in parts), *tried, KindForm)
    return type(f"{kind.name.title()}Form", bases, {"kind": kind, "parts": parts})


def filled(form: type[KindForm], rules: CardRules, *, name: str, based_on: int) -> Any:
    """The form's values for stored rules."""
    values: Values = {"based_on": str(based_on), "name": name}
    if not form.kind.is_sold:
        values |= programme_cheque.first(form.kind.unit) | programme_figures.filled()
    for part in form.parts:
        values |= part.fill(rules)
    return values
