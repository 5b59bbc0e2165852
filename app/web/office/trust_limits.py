"""The limits of a business: what one person may do, and what is looked at first."""

from dataclasses import asdict
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.trust import limits as trust
from app.trust.rules import BOUNDS, DEFAULTS, Limits
from app.trust.words import LIMIT_NAMES
from app.web.office.door import blueprint, owns
from app.web.office.forms import OfficeForm, number_field
from app.web.page import page


def _field(name: str) -> Any:
    return number_field(LIMIT_NAMES[name], BOUNDS[name])


class LimitsForm(OfficeForm):
    """All of them."""

    single = _field("single")
    daily = _field("daily")
    card_day = _field("card_day")
    cashier_card_hour = _field("cashier_card_hour")
    cashier_hour = _field("cashier_hour")
    device_hour = _field("device_hour")
    typed_percent = _field("typed_percent")
    refunds_after_spend = _field("refunds_after_spend")
    review_days = _field("review_days")
    claim_days = _field("claim_days")

    def told(self) -> Limits:
        """The checked limits."""
        return Limits(**{name: int(self[name].data or 0) for name in BOUNDS})


@blueprint.route("/limits", methods=["GET", "POST"])
@owns
def trust_limits() -> ResponseReturnValue:
    """Choose them; an owner does."""
    form = LimitsForm(data=asdict(trust.limits()))

    def change() -> dict[str, Any]:
        trust.change(form.told())
        return {}

    if form.is_sent() and form.send(change, field="single") is not None:
        return redirect(url_for("office.trust_limits", done="changed"), 303)
    return page(
        "office/trust_limits.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        defaults=DEFAULTS,
    )
