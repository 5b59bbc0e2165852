"""The books of a business put back into an empty system, as an archive holds them.

Rows keep their ids, so the hash chain goes on proving every one of them (`ledger.seal`),
and the database's own triggers check each posting as it comes in.
"""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table

from app.core import restoring
from app.ledger.models import Account, Allocation, Entry, Lot, Posting, Seal

_TABLES = {
    cast("Table", model.__table__).name: cast("Table", model.__table__)
    for model in (Account, Posting, Entry, Lot, Allocation, Seal)
}
NAMES = frozenset(_TABLES)
"""Tables that only this module puts back."""


def put(name: str, rows: Iterable[restoring.Row]) -> int:
    """Put rows of one of the books back, in the order of their ids; how many.

    Runs inside ``writing()``; raises KeyError for a table that is none of the books.
    """
    return restoring.put(_TABLES[name], rows)
