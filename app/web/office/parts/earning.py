"""How a purchase earns: a percentage, or a point for every full amount."""

from typing import Any

from wtforms import RadioField, SelectField

from app.core import money
from app.core.locales import mark
from app.programmes.rules import Rounding
from app.web.office.forms import money_field, percent_field
from app.web.office.parts.part import Part, Values, needed

ROUNDINGS = {
    Rounding.FLOOR.value: mark("is dropped"),
    Rounding.HALF_UP.value: mark("is rounded, a half goes up"),
    Rounding.CEIL.value: mark("counts as a whole point"),
}
KOPECKS = ROUNDINGS | {Rounding.CEIL.value: mark("counts as a whole one")}


class Fields:
    """A percentage or full amounts."""

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
    rounding = SelectField(mark("A fraction of a point"), choices=ROUNDINGS)


class RateFields:
    """A percentage only."""

    percent = percent_field(mark("Percent of the sum paid"))
    rounding = SelectField(mark("A fraction of a kopeck"), choices=KOPECKS)


def _fill(rules: Any) -> Values:
    return {
        "earning": "step" if rules.step_minor else "percent",
        "percent": rules.rate_basis_points,
        "step": rules.step_minor or None,
        "rounding": rules.rounding.value,
    }


def _read(form: Any, base: Any) -> Values:
    rate = form.percent.data
    return {
        "rate_basis_points": base.rate_basis_points if rate is None else rate,
        "step_minor": form.step.data if form.earning.data == "step" else 0,
        "rounding": Rounding(form.rounding.data),
    }


def _read_rate(form: Any, _base: Any) -> Values:
    return {
        "rate_basis_points": form.percent.data,
        "rounding": Rounding(form.rounding.data),
    }


def _check(form: Any) -> bool:
    return needed(
        form,
        {
            "percent": form.earning.data == "percent",
            "step": form.earning.data == "step",
        },
    )


EARNING = Part(
    name="earning",
    title=mark("Earning"),
    template="office/_part_earning.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
)
RATE = Part(
    name="rate",
    title=mark("Earning"),
    template="office/_part_rate.html",
    fields=RateFields,
    fill=_fill,
    read=_read_rate,
)
