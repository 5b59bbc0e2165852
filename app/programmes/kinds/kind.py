"""What the rest of the house needs to know of a kind of card."""

from dataclasses import dataclass
from enum import StrEnum

from app.programmes.rules import CardRules


class Wheel(StrEnum):
    """How a plain value of a kind is typed."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class Knob:
    """A plain value that only this kind has; the editor makes its field from this.

    Attributes:
        name: the rule's name; its bounds are those of the rules.
        label: message id of its name.
        wheel: how it is typed.
        is_optional: whether it may stay empty, which is None.
    """

    name: str
    label: str
    wheel: Wheel = Wheel.NUMBER
    is_optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of card.

    Attributes:
        name: as it is stored; never changed.
        unit: what its cards hold, one of ``programmes.models.UNITS``.
        rules: its rules.
        title: message id of its name.
        purpose: message id of one sentence for an owner who chooses.
        guest: message id of what a guest sees on the card.
        art: the drawing that stands for it (``ui/kind_art.html``).
        parts: the parts of the editor's form, in order (``web.office.parts``).
        knobs: plain values of its own.
        is_sold: whether its cards are sold or given one by one: nobody gets one by
            joining, and a person may hold several.
    """

    name: str
    unit: str
    rules: type[CardRules]
    title: str
    purpose: str
    guest: str = ""
    art: str = "plain"
    parts: tuple[str, ...] = ()
    knobs: tuple[Knob, ...] = ()
    is_sold: bool = False
