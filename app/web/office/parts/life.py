"""From when and until when what was earned can be spent."""

from typing import Any

from wtforms import RadioField, SelectField

from app.core.locales import mark
from app.programmes.rules import BOUNDS, LifeEnd
from app.web.office.forms import number_field
from app.web.office.parts.part import Part, Values, needed

_LONGER = mark("Points must live longer than they are on hold.")


class Fields:
    """Hold and life."""

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


class EndFields:
    """Life without a hold."""

    life = RadioField(
        mark("How long it stays on the card"),
        choices={
            "months": mark("Some months"),
            "days": mark("Some days"),
            "never": mark("For ever"),
        },
    )
    life_count = Fields.life_count
    life_end = Fields.life_end


def _fill(rules: Any) -> Values:
    return {
        "hold_days": rules.hold_days,
        "life": _life(rules),
        "life_count": rules.life_months or rules.life_days,
        "life_end": rules.life_end.value,
    }


def _life(rules: Any) -> str:
    if rules.life_months is not None:
        return "months"
    return "never" if rules.life_days is None else "days"


def _read(form: Any, _base: Any) -> Values:
    return {"hold_days": form.hold_days.data} | _read_end(form, _base)


def _read_end(form: Any, _base: Any) -> Values:
    count = form.life_count.data
    return {
        "life_months": count if form.life.data == "months" else None,
        "life_days": count if form.life.data == "days" else None,
        "life_end": LifeEnd(form.life_end.data),
    }


def _check(form: Any) -> bool:
    return needed(form, {"life_count": form.life.data in {"months", "days"}})


_PLACES = {
    "life_days": ("life_count", _LONGER),
    "life_months": ("life_count", _LONGER),
}
LIFE = Part(
    name="life",
    title=mark("Hold and life"),
    template="office/_part_life.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    places=_PLACES,
)
END = Part(
    name="end",
    title=mark("How long it counts"),
    template="office/_part_end.html",
    fields=EndFields,
    fill=_fill,
    read=_read_end,
    check=_check,
    places=_PLACES,
)
