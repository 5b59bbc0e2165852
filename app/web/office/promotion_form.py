"""A promotion as a form, and back."""

import re
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.businesses.queries import OutletView
from app.core import locales, money
from app.core.ids import GroupId, OutletId, PostId
from app.core.locales import mark
from app.offers import spelling
from app.offers.actions import MAX_NAME, MAX_NOTE, Wish
from app.offers.explain import clock_time, weekday
from app.offers.queries import Audience, PromotionView
from app.offers.rules import MAX_LIMIT, Terms
from app.people.audiences import GroupView
from app.programmes.goods import Goods
from app.programmes.rules import MAX_EXCLUDED, InvalidRules
from app.programmes.windows import DAY_MINUTES, WEEKDAYS, Window
from app.web.office.forms import (
    AtMost,
    LineField,
    Needed,
    OfficeForm,
    ParsedField,
    day_field,
    money_field,
    number_field,
    percent_field,
)
from app.web.office.programme_audience import TicksField

MAX_TEXT = MAX_EXCLUDED * 101
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
_PLACES = {
    "goods": "categories",
    "window": "last_day",
    "share_basis_points": "percent",
}
_WORDS = {
    "categories": mark("Write one category per line, each up to 100 characters."),
    "last_day": mark("The last day lies before the first one."),
    "percent": mark("Write how much is taken off, more than nothing."),
}


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None or int(found[2]) > 59:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(text)
    return int(found[1]) * 60 + int(found[2])


def _time_field(label: str, within: tuple[int, int]) -> ParsedField:
    return ParsedField(
        label,
        parse=_minute,
        show=clock_time,
        within=within,
        message=mark("Write a time from %(low)s to %(high)s, for example 12:00."),
        is_needed=False,
    )


class PromotionForm(OfficeForm):
    """What an owner decides about a promotion. Money and percent as typed."""

    name = LineField(
        mark("Name, as guests read it"),
        validators=[Needed(mark("Write a name of up to 60 characters."), MAX_NAME)],
    )
    note = LineField(mark("A line for guests"), validators=[AtMost(MAX_NOTE)])
    word = LineField(mark("The word"), validators=[AtMost(spelling.LONGEST)])
    rotation = RadioField(
        mark("The password changes"),
        choices={
            "day": mark("every day, at midnight of the outlet"),
            "event": mark("never: one password for the whole event"),
        },
    )
    gain = RadioField(
        mark("Percent or a sum"),
        choices={"share": mark("Percent"), "amount": mark("A sum of money")},
    )
    percent = percent_field(mark("Percent"), is_needed=False)
    amount = money_field(mark("Sum"), (1, money.MAX_MINOR), is_needed=False)
    most = money_field(mark("At most"), (1, money.MAX_MINOR), is_needed=False)
    least = money_field(mark("Smallest receipt"), (0, money.MAX_MINOR), is_needed=False)
    categories = TextAreaField(
        mark("Only these categories"), validators=[AtMost(MAX_TEXT)]
    )
    skus = TextAreaField(mark("Only these articles"), validators=[AtMost(MAX_TEXT)])
    first_day = day_field(mark("First day"), is_needed=False)
    last_day = day_field(mark("Last day"), is_needed=False)
    weekdays = TicksField(mark("Days of the week"), coerce=int)
    start = _time_field(mark("Begins at"), (0, DAY_MINUTES - 1))
    end = _time_field(mark("Ends at"), (1, DAY_MINUTES))
    is_first_only = BooleanField(mark("Only with a guest's first purchase"))
    per_person = number_field(
        mark("Times for each guest"), (1, MAX_LIMIT), is_needed=False
    )
    total = number_field(mark("Times in all"), (1, MAX_LIMIT), is_needed=False)
    is_exclusive = BooleanField(
        mark("Not together with the card's own discount: the better one counts")
    )
    outlets = TicksField(mark("Outlets"), coerce=int)
    groups = TicksField(mark("Groups"), coerce=int)
    post = SelectField(mark("Post that carries it"), coerce=int, default=0)

    def offer(
        self,
        outlets: list[OutletView],
        groups: list[GroupView],
        posts: list[tuple[int, str]],
    ) -> None:
        """What can be ticked and chosen."""
        self.weekdays.choices = [SelectChoice(own, weekday(own)) for own in WEEKDAYS]
        self.outlets.choices = [SelectChoice(own.id, own.name) for own in outlets]
        self.groups.choices = [SelectChoice(own.id, own.name) for own in groups]
        self.post.choices = [(0, locales.gettext("None")), *posts]

    def wish(self) -> Wish | None:
        """The checked promotion; None when something beside a field is wrong."""
        try:
            terms = self._terms()
        except InvalidRules as wrong:
            place = _PLACES.get(wrong.field, "percent")
            self.decline(place, locales.gettext(_WORDS[place]))
            return None
        return Wish(
            name=self.name.data or "",
            note=self.note.data or "",
            word=self.word.data or "",
            rotation=self.rotation.data or "day",
            terms=terms,
            outlet_ids=tuple(OutletId(own) for own in self.outlets.data or ()),
            group_ids=tuple(GroupId(own) for own in self.groups.data or ()),
            post_id=PostId(self.post.data) if self.post.data else None,
        )

    def _terms(self) -> Terms:
        is_share = self.gain.data != "amount"
        return Terms(
            share_basis_points=(self.percent.data or 0) if is_share else 0,
            amount_minor=0 if is_share else self.amount.data or 0,
            max_minor=self.most.data if is_share else None,
            min_minor=self.least.data or 0,
            goods=Goods(
                categories=_lines(self.categories.data), skus=_lines(self.skus.data)
            ),
            window=self._window(),
            is_first_only=bool(self.is_first_only.data),
            per_person=self.per_person.data,
            total=self.total.data,
            is_exclusive=bool(self.is_exclusive.data),
        )

    def _window(self) -> Window:
        start = self.start.data or 0
        end = DAY_MINUTES if self.end.data is None else self.end.data
        return Window(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            weekdays=tuple(sorted(self.weekdays.data or ())),
            from_minute=start,
            until_minute=end,
        )


def filled(found: PromotionView, audience: Audience) -> dict[str, Any]:
    """A stored promotion as the form shows it."""
    terms, window = found.terms, found.terms.window
    return {
        "name": found.name,
        "note": found.note,
        "word": found.word,
        "rotation": found.rotation,
        "gain": "amount" if terms.amount_minor else "share",
        "percent": terms.share_basis_points or None,
        "amount": terms.amount_minor or None,
        "most": terms.max_minor,
        "least": terms.min_minor or None,
        "categories": "\n".join(terms.goods.categories),
        "skus": "\n".join(terms.goods.skus),
        "first_day": window.first_day,
        "last_day": window.last_day,
        "weekdays": list(window.weekdays),
        "start": window.from_minute or None,
        "end": None if window.until_minute == DAY_MINUTES else window.until_minute,
        "is_first_only": terms.is_first_only,
        "per_person": terms.per_person,
        "total": terms.total,
        "is_exclusive": terms.is_exclusive,
        "outlets": sorted(audience.outlet_ids),
        "groups": sorted(audience.group_ids),
        "post": found.post_id or 0,
    }


FIRST: dict[str, Any] = {
    "rotation": "day",
    "gain": "share",
    "percent": 10_00,
    "per_person": 1,
}
"""What the form of a new promotion starts with."""


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
