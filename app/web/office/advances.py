"""Money paid in advance for certificates, month by month, and as a file."""

from collections.abc import Iterator

from flask import g
from flask.typing import ResponseReturnValue

from app.core.locales import gettext as _
from app.core.locales import mark
from app.exchange.tables import Column, Kind, Row, Table
from app.instruments import advances as books
from app.instruments.advances import Month
from app.web import files
from app.web.office.door import blueprint, touches_all
from app.web.page import page

COLUMNS = (
    ("before", mark("Owed before")),
    ("sold", mark("Sold")),
    ("given", mark("Given away")),
    ("used", mark("Paid for goods")),
    ("paid_back", mark("Paid back")),
    ("ended", mark("Ended unused")),
    ("left", mark("Owed after")),
)


@blueprint.get("/instruments/advances")
@touches_all
def advances() -> ResponseReturnValue:
    """What was sold, used and is left."""
    return page(
        "office/advances.html",
        months=books.months(g.business.zone),
        columns=[(name, _(title)) for name, title in COLUMNS],
    )


@blueprint.get("/instruments/advances.<any(csv,xlsx):ending>")
@touches_all
def advances_file(ending: str) -> ResponseReturnValue:
    """The same as a table."""
    columns = [Column(_(title), Kind.MONEY) for _name, title in COLUMNS]
    table = Table(
        _("Advances for certificates"),
        (Column(_("Month"), Kind.DAY), *columns),
        _rows(books.months(g.business.zone)),
        g.business.zone,
    )
    return files.download(table, ending, "advances")


def _rows(months: list[Month]) -> Iterator[Row]:
    for month in months:
        yield (month.first, *(getattr(month, name) for name, _title in COLUMNS))
