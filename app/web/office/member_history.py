"""One member's history of points as a file."""

from collections.abc import Iterator

from flask import g
from flask.typing import ResponseReturnValue

from app.cards import queries as cards
from app.cards.queries import CardFacts
from app.core import audit, clock, db
from app.core.errors import NotFound
from app.core.ids import MemberId
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Row, Table
from app.insights.periods import Span
from app.ledger import queries as ledger
from app.people import queries as people
from app.sales.movements import title_of
from app.sales.slips import slips
from app.web import files
from app.web.office.door import blueprint, reads
from app.web.office.member import chosen

BATCH = 500


@blueprint.get("/members/<int:member_id>/history.<any(csv,xlsx):ending>")
@reads
def member_history(member_id: MemberId, ending: str) -> ResponseReturnValue:
    """Every line of the history of a card; ``card`` chooses among several."""
    member = people.member_by_id(member_id)
    card = chosen(cards.cards_of(member.id))
    if card is None:
        raise NotFound
    with db.writing():
        audit.note("member.exported", subject=f"member:{member.id}", ending=ending)
    table = Table(_("History of points"), _columns(), _rows(card), g.business.zone)
    today = clock.today(g.business.zone)
    name = files.called(f"member-{member.id}", Span(today, today))
    return files.download(table, ending, name)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("When"), Kind.MOMENT, 18),
        Column(_("What"), width=24),
        Column(_("Points"), Kind.NUMBER, 10),
        Column(_("Receipt"), width=18),
        Column(_("Total"), Kind.MONEY),
        Column(_("Outlet"), width=24),
    )


def _rows(card: CardFacts) -> Iterator[Row]:
    before = None
    while True:
        rows = ledger.history(card.id, limit=BATCH, before=before)
        known = slips({row.receipt_id for row in rows if row.receipt_id is not None})
        for row in rows:
            slip = known.get(row.receipt_id or 0)
            yield (
                row.occurred_at,
                title_of(row),
                row.net_points,
                slip.number if slip else None,
                slip.due_minor if slip else None,
                slip.outlet if slip else None,
            )
        if len(rows) < BATCH:
            return
        before = (rows[-1].occurred_at, rows[-1].posting_id)
