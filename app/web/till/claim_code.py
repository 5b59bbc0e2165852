"""The code of a cheque without a card: to be photographed, or printed."""

from datetime import timedelta

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.sales import claiming
from app.sales.errors import ReceiptNotFound
from app.trust import limits
from app.wallet.codes import qr_address
from app.web import domains
from app.web.page import page
from app.web.session import config
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.receipt import ID


@blueprint.get(f"/without-card/<{ID}:unclaimed_id>")
def claim_code(unclaimed_id: int) -> ResponseReturnValue:
    """Show it; a cheque that was claimed shows none any more."""
    found = claiming.unclaimed(unclaimed_id)
    if found.outlet_id != door.outlet().id:
        raise ReceiptNotFound
    code = claiming.code_of(found, config().secret_key)
    path = url_for("public.claim_cheque", code=code)
    link = domains.address_of(g.business.slug, path)
    return page(
        "till/claim_code.html",
        found=found,
        code=claiming.spoken(code),
        link=link,
        qr=qr_address(link),
        until=found.recorded_at + timedelta(days=limits.limits().claim_days),
    )
