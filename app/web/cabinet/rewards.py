"""Rewards of the guest: what waits for them, what points buy, what they have had."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, db
from app.core.errors import NotFound
from app.core.ids import AwardId
from app.ledger import queries as ledger
from app.programmes import queries as programmes
from app.rewards import actions, queries
from app.trust import exchanging
from app.web import awards
from app.web.cabinet.door import blueprint, card
from app.web.page import page
from app.web.sending import StepForm

ACTOR = "holder"


@blueprint.get("/rewards")
def rewards() -> ResponseReturnValue:
    """Everything at once; what came new counts as seen from now on."""
    return _show(StepForm(formdata=None))


@blueprint.post("/rewards")
def order_reward() -> ResponseReturnValue:
    """Exchange points for the reward whose button was pressed."""
    form, key = StepForm(), request.form.get("reward", "").replace("\0", "")

    def order() -> dict[str, Any]:
        award_id = exchanging.order(card_id=card().id, reward_key=key, actor=ACTOR)
        return {"award_id": award_id}

    answer = form.once(key, order) if form.is_sent() else None
    if answer is None:
        return _show(form)
    return redirect(url_for("cabinet.award", award_id=answer.body["award_id"]), 303)


def _show(form: StepForm) -> ResponseReturnValue:
    held = card()
    waiting = queries.open_of(held.member_id)
    if any(award.is_new for award in waiting):
        with db.writing():
            actions.see(member_id=held.member_id)
    available = ledger.balance(held.id).available
    rules = programmes.current(held.programme_id, clock.now()).rules
    return page(
        "cabinet/rewards.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        card=held,
        waiting=waiting,
        automatic=rules.automatic,
        offers=queries.offers(
            rules,
            programme_id=held.programme_id,
            member_id=held.member_id,
            available=available,
        ),
        available=available,
        past=queries.past_of(held.member_id),
        state_of=awards.state_of,
        kind_of=awards.kind_of,
        limit_of=awards.limit_of,
    )


def own(award_id: int) -> queries.AwardView:
    """An award of the guest; raises NotFound for anybody else's."""
    found = queries.award(AwardId(award_id))
    if found.member_id != card().member_id:
        raise NotFound
    return found
