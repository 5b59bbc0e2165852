"""Rewards at the till: what waits for the guest, and what their points buy now."""

from hashlib import sha256
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import actions as cards
from app.core import clock
from app.ledger import queries as ledger
from app.people import queries as people
from app.programmes import queries as programmes
from app.rewards import queries
from app.trust import exchanging
from app.web import awards as words
from app.web.page import page
from app.web.till import door, guest
from app.web.till.door import blueprint
from app.web.till.forms import TillForm
from app.web.till.guest import CardPutAway, Guest


class OrderForm(TillForm):
    """One reward; the pressed button says which."""


@blueprint.get("/awards")
def awards() -> ResponseReturnValue:
    """Rewards of the guest whose card lies open."""
    shown = guest.present()
    if shown is None:
        return redirect(url_for("till.home") + "?put-away=1", 303)
    return _show(shown, OrderForm(formdata=None))


@blueprint.post("/awards")
def order_award() -> ResponseReturnValue:
    """Exchange the guest's points for a reward, to be handed out with the next tap."""
    form, key = OrderForm(), request.form.get("reward", "").replace("\0", "")
    try:
        shown = guest.read(request.form.get("guest", ""))
    except CardPutAway:
        guest.close()
        return redirect(url_for("till.home") + "?put-away=1", 303)

    def order() -> dict[str, Any]:
        if shown.step is not None:
            cards.burn_code(shown.shown_id or shown.card_id, shown.step)
        award_id = exchanging.order(
            card_id=shown.card_id,
            reward_key=key,
            actor=door.actor(),
            code_is_rotating=shown.is_rotating,
        )
        return {"code": queries.award(award_id).code}

    # Going back and pressing another button is another request.
    what = f"award:{sha256(key.encode()).hexdigest()}"
    answer = form.once(what, shown.card_id, order) if form.is_sent() else None
    if answer is None:
        return _show(shown, form)
    return redirect(url_for("till.award", code=answer.body["code"]), 303)


def _show(shown: Guest, form: OrderForm) -> ResponseReturnValue:
    available = ledger.balance(shown.card_id).available
    return page(
        "till/awards.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        guest=shown,
        member=people.member_by_id(shown.member_id),
        available=available,
        waiting=queries.open_of(shown.member_id),
        offers=queries.offers(
            programmes.current(shown.programme_id, clock.now()).rules,
            programme_id=shown.programme_id,
            member_id=shown.member_id,
            available=available,
        ),
        limit_of=words.limit_of,
    )
