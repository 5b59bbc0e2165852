"""The plain values of a kind itself: fields are made from what the kind says of them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from wtforms import BooleanField

from app.core.locales import mark
from app.programmes.kinds.kind import Kind, Knob, Wheel
from app.web.office.forms import money_field, number_field, percent_field
from app.web.office.parts.part import Part, Values

_MAKES = {
    Wheel.NUMBER: number_field,
    Wheel.MONEY: money_field,
}


@cache
def own(kind: Kind) -> Part:
    """The part with the knobs of a kind."""

    def fill(rules: Any) -> Values:
        return {knob.name: getattr(rules, knob.name) for knob in kind.knobs}

    def read(form: Any, _base: Any) -> Values:
        return {knob.name: form[knob.name].data for knob in kind.knobs}

    def shown(_form: Any) -> Values:
        return {"knobs": kind.knobs}

    return Part(
        name="own",
        title=mark("The card"),
        template="office/_part_own.html",
        fields=type("Fields", (), dict(_fields(kind))),
        fill=fill,
        read=read,
        shown=shown,
        places=_places(kind),
    )


def _fields(kind: Kind) -> Mapping[str, Any]:
    return {knob.name: _field(kind, knob) for knob in kind.knobs}


def _field(kind: Kind, knob: Knob) -> Any:
    if knob.wheel is Wheel.FLAG:
        return BooleanField(knob.label)
    if knob.wheel is Wheel.PERCENT:
        return percent_field(knob.label, is_needed=not knob.is_optional)
    make = _MAKES[knob.wheel]
    bounds = kind.rules.bounds[knob.name]
    return make(knob.label, bounds, is_needed=not knob.is_optional)


def _places(kind: Kind) -> Mapping[str, tuple[str, str]]:
    words = mark("This does not go together with the other rules.")
    return {knob.name: (knob.name, words) for knob in kind.knobs}
