"""One gift: what became of it, and the end of it."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.ids import GiftId
from app.programmes.rewards import KINDS
from app.programmes.rules import RewardKind
from app.rewards import gift_queries, gifts
from app.web.office.door import blueprint, touches_all
from app.web.office.gifts import for_whom
from app.web.office.steps import StepForm
from app.web.page import page


@blueprint.get("/gifts/<int:gift_id>")
@touches_all
def gift(gift_id: GiftId) -> ResponseReturnValue:
    """The gift and its counts."""
    return _show(gift_queries.gift(gift_id), StepForm(formdata=None))


@blueprint.post("/gifts/<int:gift_id>/end")
@touches_all
def end_gift(gift_id: GiftId) -> ResponseReturnValue:
    """Give it to nobody any more; who has it keeps it."""
    found, form = gift_queries.gift(gift_id), StepForm()

    def end() -> dict[str, Any]:
        gifts.end(gift_id=found.id)
        return {}

    if form.is_sent() and form.once("end", end) is not None:
        return redirect(url_for("office.gift", gift_id=gift_id, done="ended"), 303)
    return _show(found, form)


def _show(found: gift_queries.GiftView, form: StepForm) -> ResponseReturnValue:
    return page(
        "office/gift.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        gift=found,
        form=form,
        kind=KINDS[RewardKind(found.kind)],
        for_whom=for_whom(found),
        done=request.args.get("done", ""),
    )
