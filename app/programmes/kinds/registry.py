"""The kinds of cards there are; a new one adds its module and its line here."""

from app.programmes.kinds.cashback import CASHBACK
from app.programmes.kinds.discount import DISCOUNT
from app.programmes.kinds.kind import Kind
from app.programmes.kinds.points import POINTS
from app.programmes.rules import CardRules

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        POINTS,
        CASHBACK,
        DISCOUNT,
    )
}


def kind_of(rules: CardRules) -> Kind:
    """The kind that rules belong to."""
    return next(kind for kind in KINDS.values() if type(rules) is kind.rules)
