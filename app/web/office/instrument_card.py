"""One certificate, pass, ticket or membership: breaks, uses, paying it back."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.core import clock
from app.core.ids import CardId
from app.core.locales import mark
from app.instruments import actions, attendance, queries, rules
from app.instruments.faces import face
from app.instruments.queries import Held
from app.people import queries as people
from app.programmes.kinds.visits import VisitRules
from app.web.office.door import actor, blueprint, is_manager, manages, reads
from app.web.office.forms import OfficeForm, day_field
from app.web.office.instrument_cards import state_words
from app.web.page import page


class BreakForm(OfficeForm):
    """The first and the last day of a break."""

    first = day_field(mark("First day"))
    last = day_field(mark("Last day"))


class EndForm(OfficeForm):
    """A button that ends something."""


@blueprint.get("/instruments/cards/<int:card_id>")
@reads
def instrument_card(card_id: CardId) -> ResponseReturnValue:
    """How it stands and what happened to it."""
    return _show(queries.held(card_id))


@blueprint.post("/instruments/cards/<int:card_id>/breaks")
@manages
def freeze_pass(card_id: CardId) -> ResponseReturnValue:
    """Let a pass rest."""
    held, form = queries.held(card_id), BreakForm()

    def freeze() -> dict[str, Any]:
        days: dict[str, Any] = {"first": form.first.data, "last": form.last.data}
        actions.freeze(card_id=held.card_id, actor=actor(), **days)
        return {}

    if form.is_sent() and form.send(freeze, field="first") is not None:
        return _done(held, "frozen")
    return _show(held, resting=form)


@blueprint.post("/instruments/cards/<int:card_id>/breaks/end")
@manages
def unfreeze_pass(card_id: CardId) -> ResponseReturnValue:
    """End a break, or call the next one off."""
    return _end(card_id, actions.unfreeze, "unfrozen")


@blueprint.post("/instruments/cards/<int:card_id>/refunds")
@manages
def refund_instrument(card_id: CardId) -> ResponseReturnValue:
    """Pay back what is left."""
    return _end(card_id, actions.refund, "refunded")


def _end(card_id: CardId, act: Callable[..., Any], done: str) -> ResponseReturnValue:
    held, form = queries.held(card_id), EndForm()

    def end() -> dict[str, Any]:
        act(card_id=held.card_id, actor=actor())
        return {}

    if form.is_sent() and form.send(end, field="idempotency_key") is not None:
        return _done(held, done)
    return _show(held, ending=form)


def _done(held: Held, done: str) -> ResponseReturnValue:
    here = url_for("office.instrument_card", card_id=held.card_id, done=done)
    return redirect(here, 303)


def _show(
    held: Held, *, resting: BreakForm | None = None, ending: EndForm | None = None
) -> ResponseReturnValue:
    wrong = next((each for each in (resting, ending) if each and each.errors), None)
    own, at = held.rules, clock.now()
    can_rest = isinstance(own, VisitRules) and held.state == "active"
    today = clock.local_date(at, held.zone)
    return page(
        "office/instrument_card.html",
        status=422 if wrong else 200,
        error_title=wrong is not None,
        wrong=wrong,
        held=held,
        face=face(held, currency=g.business.currency),
        member=people.member_by_id(held.member_id),
        uses=attendance.attendance(instrument_id=held.id),
        outlets={each.id: each.name for each in businesses.outlets()},
        state_words=state_words,
        is_manager=is_manager(),
        resting=(resting or BreakForm(formdata=None)) if can_rest else None,
        rest=rules.break_ahead(held, today) if can_rest else None,
        ending=ending or EndForm(formdata=None),
        refund_minor=rules.refund_of(held, at),
    )
