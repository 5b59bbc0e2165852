"""Predicates on the books for questions about many cards at once."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from app.ledger.models import Account


def has_points(card_id: Any, least: int) -> ColumnElement[bool]:
    """Whether the card of a column has at least so many points to spend.

    By the cached row: what time has ended since counts until the worker has booked it,
    a minute at most.
    """
    return exists().where(
        Account.card_id == card_id,
        Account.kind == "points",
        Account.balance - Account.pending >= least,
    )
