"""What was just sold: what to take, and what to hand over."""

from datetime import timedelta

from flask import Response, g
from flask.typing import ResponseReturnValue

from app.core import clock
from app.instruments import queries
from app.instruments.errors import InstrumentNotFound
from app.instruments.faces import face
from app.instruments.queries import Held
from app.wallet import cards as wallet
from app.wallet.codes import picture
from app.wallet.facts import facts_of
from app.web import session
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.receipt import ID

SHOWN_FOR = timedelta(hours=1)


@blueprint.get(f"/sold/<{ID}:instrument_id>")
def sold(instrument_id: int) -> ResponseReturnValue:
    """Say what to take, and give the code to print or to photograph."""
    held = _own(instrument_id)
    return page(
        "till/sold.html",
        held=held,
        face=face(held, currency=g.business.currency),
        code=picture("qr", held.payload),
    )


@blueprint.get(f"/sold/<{ID}:instrument_id>/card.pdf")
def sold_card(instrument_id: int) -> ResponseReturnValue:
    """The card on paper, 85.60 × 53.98 mm."""
    held = _own(instrument_id)
    facts = facts_of(g.business, held.card_id)
    body = wallet.printed_card(facts, session.config())
    answer = Response(body, mimetype="application/pdf")
    name = f"{g.business.slug}-{held.number}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own(instrument_id: int) -> Held:
    """What this outlet sold lately; whoever comes later scans the card itself."""
    held = queries.held(queries.card_of(instrument_id))
    is_fresh = clock.now() - held.sold_at <= SHOWN_FOR
    if held.outlet_id != door.outlet().id or not is_fresh:
        raise InstrumentNotFound
    return held
