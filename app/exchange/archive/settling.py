"""What was under way when an archive was written stands still where it is put back.

The old system goes on sending, or has sent, what was waiting there: nobody is told
twice. A mailing that had not begun is a draft again, one that was being written down is
stopped, and messages that had not left stay unsent with their reason.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.core import clock

Row = dict[str, Any]


def settled(name: str, row: Row) -> Row:
    """The row of a table as it is put back."""
    settle = _SETTLED.get(name)
    return row if settle is None else row | settle(row)


def _mailing(row: Row) -> Row:
    if row["state"] == "scheduled":
        return {"state": "draft", "starts_at": None, "started_by": None}
    if row["state"] == "writing":
        return {"state": "stopped", "stopped_at": clock.now()}
    return {}


def _delivery(row: Row) -> Row:
    if row["state"] == "due":
        return {"state": "skipped", "why": "moved", "due_at": None}
    if row["state"] == "sending":
        return {"state": "unclear", "why": "unclear", "due_at": None}
    return {}


_SETTLED: Final[Mapping[str, Callable[[Row], Row]]] = {
    "deliveries": _delivery,
    "mailings": _mailing,
}
