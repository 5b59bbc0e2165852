"""What the rest of the house needs to know of a kind of card."""

from dataclasses import dataclass

from app.programmes.rules import CardRules


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of card.

    Attributes:
        name: as it is stored; never changed.
        unit: what its cards hold, one of ``programmes.models.UNITS``.
        rules: its rules.
        title: message id of its name.
        purpose: message id of one sentence for an owner who chooses.
        is_sold: whether its cards are sold or given one by one: nobody gets one by
            joining, and a person may hold several.
    """

    name: str
    unit: str
    rules: type[CardRules]
    title: str
    purpose: str
    is_sold: bool = False
