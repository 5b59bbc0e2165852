"""Rules of reviews: who reads first, whether guests are asked, which themes they mark."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField

from app.core.locales import mark
from app.reviews import policy, rules
from app.web.office.door import blueprint, manages
from app.web.office.forms import BlockField, Needed, OfficeForm
from app.web.page import page

ORDER = {
    "after": mark("Everybody reads them at once, the team looks afterwards"),
    "before": mark("The team reads them first"),
}


class RulesForm(OfficeForm):
    """How the business hears its guests."""

    order = RadioField(mark("New reviews"), choices=ORDER)
    asks = BooleanField(mark("Ask guests how a purchase was"))
    themes = BlockField(
        mark("Themes that guests can mark"),
        validators=[Needed(mark("Write at least one theme."), 1_000)],
    )


@blueprint.route("/reviews/rules", methods=["GET", "POST"])
@manages
def review_rules() -> ResponseReturnValue:
    """See and change them."""
    now = policy.policy()
    form = RulesForm(
        data={
            "order": "before" if now.is_premoderated else "after",
            "asks": now.is_asking,
            "themes": "\n".join(now.themes),
        }
    )

    def change() -> dict[str, Any]:
        lines = (form.themes.data or "").split("\n")
        policy.change(
            is_premoderated=form.order.data == "before",
            is_asking=bool(form.asks.data),
            themes=[" ".join(line.split()) for line in lines],
        )
        return {}

    if form.is_sent() and form.send(change, field="themes") is not None:
        return redirect(url_for("office.review_rules", done="saved"), 303)
    return page(
        "office/review_rules.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        limits=rules,
    )
