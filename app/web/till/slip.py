"""The balance on paper, 80 mm wide: for who has no phone to look at (M14).

Handed over, a sheet with dates on it is a proven warning of what ends then (M10).
"""

from datetime import timedelta

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, db, locales
from app.ledger import queries as ledger
from app.notifications import proofs
from app.programmes import queries as programmes
from app.sales.movements import title_of
from app.web.page import page
from app.web.till import care, guest
from app.web.till.door import blueprint
from app.web.till.forms import TillForm

MOVEMENTS = 5
_INSTANT = timedelta(microseconds=1)


@blueprint.route("/slip", methods=["GET", "POST"])
def slip() -> ResponseReturnValue:
    """What stands on the open card, what ends next, the last movements."""
    shown = guest.present()
    if shown is None:
        return care.put_away()
    zone, form = g.business.zone, TillForm()
    ends = ledger.expiries(shown.card_id)
    if form.is_sent():
        with db.writing():
            proofs.prove_on_paper(shown.card_id, [each.expires_at for each in ends])
        return redirect(url_for("till.care", done="slip"), 303)
    rows = ledger.history(shown.card_id, limit=MOVEMENTS)
    return page(
        "till/slip.html",
        form=form,
        guest=shown,
        programme=programmes.programme(shown.programme_id),
        now=clock.now(),
        expiries=[
            # A lot ends at 24:00 of its last day (R4).
            (locales.day(clock.local_date(e.expires_at - _INSTANT, zone)), e.amount)
            for e in ends
        ],
        movements=[
            (locales.day(row.occurred_at, zone), title_of(row), row.net_points)
            for row in rows
        ],
        **care.about(shown),
    )
