"""The balance on paper, 80 mm wide: for who has no phone to look at (M14)."""

from datetime import timedelta

from flask import g
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.ledger import queries as ledger
from app.programmes import queries as programmes
from app.sales.movements import title_of
from app.web.page import page
from app.web.till import care, guest
from app.web.till.door import blueprint

MOVEMENTS = 5
_INSTANT = timedelta(microseconds=1)


@blueprint.get("/slip")
def slip() -> ResponseReturnValue:
    """What stands on the open card, what ends next, the last movements."""
    shown = guest.present()
    if shown is None:
        return care.put_away()
    zone = g.business.zone
    rows = ledger.history(shown.card_id, limit=MOVEMENTS)
    return page(
        "till/slip.html",
        guest=shown,
        programme=programmes.programme(shown.programme_id),
        now=clock.now(),
        expiries=[
            # A lot ends at 24:00 of its last day (R4).
            (locales.day(clock.local_date(e.expires_at - _INSTANT, zone)), e.amount)
            for e in ledger.expiries(shown.card_id)
        ],
        movements=[
            (locales.day(row.occurred_at, zone), title_of(row), row.net_points)
            for row in rows
        ],
        **care.about(shown),
    )
