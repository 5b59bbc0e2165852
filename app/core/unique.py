"""Rows that there may be one of: the unique key decides, not a look before."""

from sqlalchemy.exc import IntegrityError

from app.core import db


def is_added(row: db.Base) -> bool:
    """Insert a row at once; False where a constraint refuses it, and nothing changed.

    For what two may do in the same moment. Runs inside ``writing()``.
    """
    try:
        with db.session().begin_nested():
            db.session().add(row)
            db.session().flush()
    except IntegrityError:
        return False
    return True
