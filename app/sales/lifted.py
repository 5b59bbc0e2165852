"""Which lines of a receipt earned more, and by which of the card's boosts (rows 4, 18)."""

from collections.abc import Mapping

from app.programmes.earning import lifting
from app.programmes.purchases import Bought, Purchase
from app.programmes.rules import CardRules
from app.sales.queries import LineRow, ReceiptDetail


def names(found: ReceiptDetail, rules: CardRules) -> Mapping[int, tuple[str, ...]]:
    """The boosts of every line by its position; ``rules`` are the receipt's own."""
    if not rules.boosts or not found.row.is_earning:
        return {}
    return {line.position: _names(line, found, rules) for line in found.lines}


def _names(line: LineRow, found: ReceiptDetail, rules: CardRules) -> tuple[str, ...]:
    if line.is_excluded or not line.paid_minor:
        return ()
    bought = Bought(
        paid_minor=line.paid_minor,
        sku=line.sku,
        category=line.category,
        quantity_milli=line.quantity_milli,
    )
    purchase = Purchase(lines=(bought,), local=found.row.local)
    return tuple(boost.name for boost in lifting(bought, purchase, rules))
