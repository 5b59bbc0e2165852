"""The kinds of cards there are; a new one adds its module and its line here."""

from app.programmes.kinds.cashback import CASHBACK
from app.programmes.kinds.certificate import CERTIFICATE
from app.programmes.kinds.club import CLUB
from app.programmes.kinds.discount import DISCOUNT
from app.programmes.kinds.kind import Kind
from app.programmes.kinds.points import POINTS
from app.programmes.kinds.stamps import STAMPS
from app.programmes.kinds.ticket import TICKET
from app.programmes.kinds.visits import VISITS
from app.programmes.rules import CardRules

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        POINTS,
        CASHBACK,
        CERTIFICATE,
        VISITS,
        TICKET,
        CLUB,
        DISCOUNT,
        STAMPS,
    )
}
SOLD = tuple(kind.name for kind in KINDS.values() if kind.is_sold)
"""Kinds whose cards are sold or given one by one."""


def kind_of(rules: CardRules) -> Kind:
    """The kind that rules belong to."""
    return next(kind for kind in KINDS.values() if type(rules) is kind.rules)
