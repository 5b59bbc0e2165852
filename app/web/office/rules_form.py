"""The rules of a points card as a form, and back."""

import dataclasses
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField

from app.core import clock, locales, money
from app.core.locales import mark
from app.programmes.actions import MAX_NAME
from app.programmes.rules import (
    BOUNDS,
    MAX_EXCLUDED,
    CardRules,
    InvalidRules,
    LifeEnd,
    Rounding,
)
from app.web.office import referral_rows, reward_rows
from app.web.office.forms import (
    AtMost,
    LineField,
    Needed,
    day_field,
    money_field,
    number_field,
    percent_field,
)
from app.web.office.referral_rows import ReferralRows
from app.web.office.reward_rows import ROWS

MAX_TEXT = MAX_EXCLUDED * 101
LONGEST_WAIT = timedelta(days=730)
_PLACES = {
    "life_days": "life_count",
    "life_months": "life_count",
    "rewards": "reward_1_name",
    "excluded_categories": "excluded",
    "referral": "friend_bringer",
}
_WORDS = {
    "life_count": mark("Points must live longer than they are on hold."),
    "reward_1_name": mark("Give each reward another name."),
    "friend_bringer": mark("This card holds nothing that could be given for a friend."),
    "excluded": mark("Write one category per line, each up to 100 characters."),
}


class RulesForm(ReferralRows):
    """What an owner decides about a points card. Money and percent as typed."""

    based_on = HiddenField()
    name = LineField(
        mark("Name of the card"),
        validators=[Needed(mark("Write a name of up to 60 characters."), MAX_NAME)],
    )
    earning = RadioField(
        mark("How points are earned"),
        choices={
            "percent": mark("Percent of the sum paid"),
            "step": mark("1 point for every full amount"),
        },
    )
    percent = percent_field(mark("Percent"), is_needed=False)
    step = money_field(
        mark("Amount for 1 point"), (1, money.MAX_MINOR), is_needed=False
    )
    rounding = SelectField(
        mark("A fraction of a point"),
        choices={
            Rounding.FLOOR.value: mark("is dropped"),
            Rounding.HALF_UP.value: mark("is rounded, a half goes up"),
            Rounding.CEIL.value: mark("counts as a whole point"),
        },
    )
    hold_days = number_field(
        mark("Days before points can be spent"), BOUNDS["hold_days"]
    )
    life = RadioField(
        mark("How long points live"),
        choices={
            "months": mark("Some months"),
            "days": mark("Some days"),
            "never": mark("They never expire"),
        },
    )
    life_count = number_field(
        mark("How many months or days"), (1, 3660), is_needed=False
    )
    life_end = SelectField(
        mark("The last day is moved"),
        choices={
            LifeEnd.DAY.value: mark("nowhere"),
            LifeEnd.MONTH.value: mark("to the end of the month"),
            LifeEnd.QUARTER.value: mark("to the end of the quarter"),
            LifeEnd.HALF_YEAR.value: mark("to the end of the half-year"),
        },
    )
    spend_percent = percent_field(mark("Part of a receipt that points may pay"))
    spend_max = number_field(
        mark("Most points on one receipt"), BOUNDS["spend_max_points"], is_needed=False
    )
    min_receipt = money_field(
        mark("Smallest receipt to spend on"),
        BOUNDS["min_receipt_minor"],
        is_needed=False,
    )
    min_line = money_field(
        mark("Money to pay for each item"),
        BOUNDS["min_line_money_minor"],
        is_needed=False,
    )
    excluded = TextAreaField(
        mark("Goods that do not take part"), validators=[AtMost(MAX_TEXT)]
    )
    unprotected = number_field(
        mark("Without a phone or e-mail"), BOUNDS["unprotected_spend_points"]
    )
    static = number_field(mark("By the ordinary code"), BOUNDS["static_spend_points"])
    start = RadioField(
        mark("From when"),
        choices={"now": mark("At once"), "date": mark("From the start of a day")},
        default="now",
    )
    start_on = day_field(mark("Day"), is_needed=False)

    def validate(self, *args: Any, **more: Any) -> bool:
        """Each field for itself, then those that need each other."""
        is_valid = bool(super().validate(*args, **more))
        needs = {
            "percent": self.earning.data == "percent",
            "step": self.earning.data == "step",
            "life_count": self.life.data in {"months", "days"},
            "start_on": self.start.data == "date",
        }
        for name, is_needed in needs.items():
            field = self[name]
            if is_needed and field.data is None and not field.errors:
                self.refuse(name, field.words())
                is_valid = False
        return self.has_whole_rewards() and is_valid

    def rules(self, base: CardRules) -> CardRules | None:
        """The rules as filled in over ``base``; None when they contradict themselves."""
        try:
            return dataclasses.replace(base, **self._values(base))
        except InvalidRules as error:
            place = _PLACES.get(error.field, "name")
            words = _WORDS.get(place)
            text = locales.gettext(words) if words else str(error)
            self.decline(place, text)
            return None

    def _values(self, base: CardRules) -> dict[str, Any]:
        count = self.life_count.data
        has_step = self.earning.data == "step"
        rate = self.percent.data
        return {
            "rate_basis_points": base.rate_basis_points if rate is None else rate,
            "step_minor": self.step.data if has_step else 0,
            "rounding": Rounding(self.rounding.data),
            "hold_days": self.hold_days.data,
            "life_months": count if self.life.data == "months" else None,
            "life_days": count if self.life.data == "days" else None,
            "life_end": LifeEnd(self.life_end.data),
            "spend_share_basis_points": self.spend_percent.data,
            "spend_max_points": self.spend_max.data,
            "min_receipt_minor": self.min_receipt.data or 0,
            "min_line_money_minor": self.min_line.data or 0,
            "excluded_categories": _lines(self.excluded.data or ""),
            "unprotected_spend_points": self.unprotected.data,
            "static_spend_points": self.static.data,
            "rewards": (*self.rewards(), *base.rewards[len(ROWS) :]),
            "referral": self.referral(),
        }

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


def filled(rules: CardRules, *, name: str, based_on: int) -> dict[str, Any]:
    """The form's values for stored rules."""
    values: dict[str, Any] = {
        "based_on": str(based_on),
        "name": name,
        "earning": "step" if rules.step_minor else "percent",
        "percent": rules.rate_basis_points,
        "step": rules.step_minor or None,
        "rounding": rules.rounding.value,
        "hold_days": rules.hold_days,
        "life": _life(rules),
        "life_count": rules.life_months or rules.life_days,
        "life_end": rules.life_end.value,
        "spend_percent": rules.spend_share_basis_points,
        "spend_max": rules.spend_max_points,
        "min_receipt": rules.min_receipt_minor or None,
        "min_line": rules.min_line_money_minor or None,
        "excluded": "\n".join(rules.excluded_categories),
        "unprotected": rules.unprotected_spend_points,
        "static": rules.static_spend_points,
    }
    values |= referral_rows.filled(rules.referral)
    return values | reward_rows.filled(rules.rewards)


def _life(rules: CardRules) -> str:
    if rules.life_months is not None:
        return "months"
    return "never" if rules.life_days is None else "days"


def _lines(text: str) -> tuple[str, ...]:
    """Lines with words, each once, in the order typed."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
