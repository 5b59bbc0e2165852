"""One reward at the till: scanned by its own code or chosen, and handed out once."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.people import queries as people
from app.rewards import actions, queries
from app.rewards.errors import AwardNotFound
from app.rewards.queries import AwardView
from app.trust import own
from app.web import awards as words
from app.web import errors, lookups
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import ScanForm, TillForm
from app.web.till.home import scanner


@blueprint.get("/awards/<code>")
def award(code: str) -> ResponseReturnValue:
    """What it is, whose, and whether it can be handed out."""
    try:
        found = lookups.award(code, door.actor())
    except NotFound as refusal:
        return _not_found(refusal, code)
    return _show(found, TillForm(formdata=None))


@blueprint.post("/awards/<code>/redeem")
def redeem_award(code: str) -> ResponseReturnValue:
    """Hand it out."""
    form = TillForm()
    try:
        found = lookups.award(code, door.actor())
    except NotFound as refusal:
        return _not_found(refusal, code)

    def redeem() -> dict[str, Any]:
        own.check(door.actor(), found.member_id)
        actions.redeem(
            award_id=found.id, outlet_id=door.outlet().id, actor=door.actor()
        )
        return {}

    if form.is_sent() and form.once("redeem", int(found.id), redeem) is not None:
        return redirect(url_for("till.award", code=found.code, done=1), 303)
    return _show(queries.award(found.id), form)


def _not_found(refusal: NotFound, code: str) -> ResponseReturnValue:
    """Nothing to show: the scanner again, with what was typed and why."""
    form = ScanForm(formdata=None)
    form.code.data = "".join(letter for letter in code if letter.isprintable())
    form.refuse("code", errors.sentence_of(refusal))
    return scanner(form, status=404 if isinstance(refusal, AwardNotFound) else 422)


def _show(found: AwardView, form: TillForm) -> ResponseReturnValue:
    return page(
        "till/award.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        award=found,
        member=people.member_by_id(found.member_id),
        kind=words.kind_of(found),
        state=words.state_of(found),
    )
