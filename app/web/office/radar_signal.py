"""The evidence behind one signal: receipts, their cards, and the way to a check."""

from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.ids import ReceiptId
from app.people import queries as people
from app.sales import queries as receipts
from app.trust import radar as trust
from app.trust.guests import guests_of
from app.trust.signals import ORDER
from app.web.office.door import blueprint, touches_all
from app.web.office.radar import span, told
from app.web.page import page

MOST = 50


_CODES = ", ".join(ORDER)


@blueprint.get(f"/radar/<int:staff_id>/<any({_CODES}):signal>")
@touches_all
def radar_signal(staff_id: int, signal: str) -> ResponseReturnValue:
    """Show it, or that nothing of the kind stands out any more."""
    names = people.names_of_staff()
    if staff_id not in names:
        raise NotFound
    found = next(
        (
            each
            for each in trust.radar(span())
            if each.actor == f"staff:{staff_id}" and each.code == signal
        ),
        None,
    )
    shown = found.receipts[-MOST:] if found else ()
    rows = [receipts.receipt(ReceiptId(each)).row for each in shown]
    return page(
        "office/radar_signal.html",
        days=span(),
        sentence=told(found) if found else "",
        name=names[staff_id],
        rows=rows,
        guests=guests_of(row.card_id for row in rows),
    )
