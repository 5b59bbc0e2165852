"""One reward of the guest: the code to be scanned, until when, and the way back."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import db
from app.core.ids import AwardId
from app.rewards import actions
from app.rewards.queries import AwardView
from app.wallet.codes import picture
from app.web import awards
from app.web.cabinet.door import blueprint, card
from app.web.cabinet.rewards import ACTOR, own
from app.web.page import page
from app.web.sending import StepForm

_ID = f"int(max={2**63 - 1})"


@blueprint.get(f"/awards/<{_ID}:award_id>")
def award(award_id: int) -> ResponseReturnValue:
    """The award as staff scan it."""
    found = own(award_id)
    if found.is_new:
        with db.writing():
            actions.see(member_id=card().member_id)
    return _show(found, StepForm(formdata=None))


@blueprint.post(f"/awards/<{_ID}:award_id>/cancel")
def cancel_award(award_id: int) -> ResponseReturnValue:
    """Give the order back; its points return."""
    found, form = own(award_id), StepForm()

    def cancel() -> dict[str, Any]:
        actions.cancel(award_id=AwardId(award_id), actor=ACTOR)
        return {}

    if form.is_sent() and form.once("cancel", cancel) is not None:
        return redirect(url_for("cabinet.rewards", done="cancelled"), 303)
    return _show(own(found.id), form)


def _show(found: AwardView, form: StepForm) -> ResponseReturnValue:
    return page(
        "cabinet/award.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        award=found,
        kind=awards.kind_of(found),
        state=awards.state_of(found),
        code=picture("qr", found.code) if found.is_open else None,
    )
