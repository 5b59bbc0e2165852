"""Whose guests somebody may see: a limit inside a business, like the scope around it.

While a limit lasts, every ORM statement on rows that hang on a member, a card or a
receipt finds those of the named members only, whatever screen asks. A new screen is
limited by being one; a table counts by its columns' names. Core statements are not
seen: they are asked with ids that an ORM statement has found.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import with_loader_criteria

from app.core import db, tenancy
from app.core.tenancy import BusinessOwned

_MEMBERS, _CARDS, _RECEIPTS = "members", "cards", "receipts"


def limit_to(members: Select[Any]) -> None:
    """Show guests among ``members`` only, until the scope is left.

    ``members`` is a Core statement that yields ids of members.
    """
    tenancy.narrow(
        tuple(
            with_loader_criteria(kind, rule, include_aliases=True)
            for kind, rule in _rules(members)
        )
    )


def _rules(members: Select[Any]) -> Iterator[tuple[type, ColumnElement[bool]]]:
    tables = db.Base.metadata.tables
    cards, receipts = tables[_CARDS].alias(), tables[_RECEIPTS].alias()
    of_members = select(cards.c.id).where(cards.c.member_id.in_(members))
    of_cards = select(receipts.c.id).where(receipts.c.card_id.in_(of_members))
    known = {"member_id": members, "card_id": of_members, "receipt_id": of_cards}
    for mapper in db.Base.registry.mappers:
        if not issubclass(mapper.class_, BusinessOwned):
            continue
        if mapper.local_table is tables[_MEMBERS]:
            yield mapper.class_, mapper.columns.id.in_(members)
            continue
        name = next((name for name in known if name in mapper.columns), None)
        if name is not None:
            column = mapper.columns[name]
            is_of_nobody = column.is_(None) if column.nullable else false()
            yield mapper.class_, or_(column.in_(known[name]), is_of_nobody)
