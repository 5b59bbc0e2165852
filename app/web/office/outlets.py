"""Places of business in the order that guests see them; add one."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.businesses import hours_words, outlets, queries
from app.core import clock, locales
from app.core.locales import mark
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.office.place_form import OutletForm
from app.web.page import page
from app.web.zones import zones


@blueprint.route("/outlets", methods=["GET", "POST"], endpoint="outlets")
@manages
def list_outlets() -> ResponseReturnValue:
    """The outlets; add one."""
    form = OutletForm(data={"zone": g.business.zone})
    if form.is_sent() and _add(form):
        return redirect(url_for("office.outlets", done="added"), 303)
    return page(
        "office/outlets.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        order_form=OfficeForm(formdata=None),
        outlets=queries.outlets(),
        zones=zones(locales.language()),
        now=clock.now(),
        hours_now=hours_words.sentence,
    )


def _add(form: OutletForm) -> bool:
    def add() -> dict[str, Any]:
        outlet_id = outlets.add(code=form.code.data or "", place=form.told())
        return {"outlet_id": outlet_id}

    try:
        return form.send(add, field="code") is not None
    except IntegrityError:
        # The unique key of the business's codes decides, also between two at once.
        words = mark("Another outlet has this code. Choose another one.")
        form.decline("code", locales.gettext(words))
        return False
