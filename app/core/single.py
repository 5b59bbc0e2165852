"""The one row that a business has in a table of choices."""

from typing import Any, TypeVar

from sqlalchemy import ScalarResult, select

from app.core import db, tenancy, unique

Row = TypeVar("Row", bound=db.Base)


def locked(model: type[Row], **first: Any) -> Row:
    """The row of the business in scope, locked; made with ``first`` when there is none.

    Runs inside ``writing()``.
    """
    found = _found(model).one_or_none()
    if found is not None:
        return found
    row = model(business_id=tenancy.current(), **first)
    # Two may choose for the first time at once; the first one's row is the one.
    return row if unique.is_added(row) else _found(model).one()


def _found(model: type[Row]) -> ScalarResult[Row]:
    return db.session().scalars(
        select(model).with_for_update().execution_options(populate_existing=True)
    )
