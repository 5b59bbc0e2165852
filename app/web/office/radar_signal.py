"""The evidence behind one signal: receipts, their cards, and the way to a check."""

from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.ids import ReceiptId
from app.people import queries as people
from app.sales import queries as receipts
from app.trust import radar as trust
from app.trust.guests import guests_of
from app.web.office.door import blueprint, touches_all
from app.web.office.radar import span, told
from app.web.page import page

MOST = 50


@blueprint.get("/radar/<int:staff_id>/<signal>")
@touches_all
def radar_signal(staff_id: int, signal: str) -> ResponseReturnValue:
    """Show it; what does not stand out any more is not found."""
    found = next(
        (
            each
            for each in trust.radar(span())
            if each.actor == f"staff:{staff_id}" and each.code == signal
        ),
        None,
    )
    if found is None:
        raise NotFound
    rows = [receipts.receipt(ReceiptId(each)).row for each in found.receipts[-MOST:]]
    return page(
        "office/radar_signal.html",
        days=span(),
        sentence=told(found),
        name=people.names_of_staff().get(staff_id, ""),
        rows=rows,
        guests=guests_of(row.card_id for row in rows),
    )
