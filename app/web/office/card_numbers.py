"""Other numbers of a member's cards: printed ones handed out, plastic brought along."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards import plastic
from app.cards import queries as cards
from app.cards.errors import CardNotFound
from app.cards.queries import CardFacts
from app.core.errors import NotFound
from app.core.ids import MemberId
from app.core.locales import mark
from app.people import queries as people
from app.programmes import queries as programmes
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import LineField, Needed, OfficeForm
from app.web.office.steps import StepForm
from app.web.page import page

LONGEST = 64


class NumberForm(OfficeForm):
    """A number as it is printed or scanned."""

    number = LineField(
        mark("Number on the printed card"),
        validators=[Needed(mark("Scan the card or type its number."), LONGEST)],
    )


@blueprint.route(
    "/members/<int:member_id>/cards/<int:card_id>/numbers", methods=["GET", "POST"]
)
@touches_all
def card_numbers(member_id: MemberId, card_id: int) -> ResponseReturnValue:
    """List them; a POST attaches another one."""
    card, form = _card(member_id, card_id), NumberForm()
    if form.is_sent():

        def attach() -> dict[str, Any]:
            plastic.attach(card_id=card.id, text=form.number.data)
            return {}

        if form.send(attach, field="number") is not None:
            return _back(member_id, card_id)
    return _show(card, form)


@blueprint.post("/members/<int:member_id>/cards/<int:card_id>/numbers/remove")
@touches_all
def remove_card_number(member_id: MemberId, card_id: int) -> ResponseReturnValue:
    """Let a number lead here no more."""
    card, form = _card(member_id, card_id), StepForm()
    typed = request.form.get("number_id", "")
    if not typed.isascii() or not typed.isdecimal():
        raise NotFound
    number_id = int(typed[:18])

    def detach() -> dict[str, Any]:
        plastic.detach(card_id=card.id, number_id=number_id)
        return {}

    if form.is_sent() and form.once(number_id, detach) is None:
        return _show(card, NumberForm(formdata=None), form)
    return _back(member_id, card_id)


def _card(member_id: MemberId, card_id: int) -> CardFacts:
    people.member_by_id(member_id)
    for card in cards.cards_of(member_id):
        if card.id == card_id:
            return card
    raise CardNotFound


def _back(member_id: MemberId, card_id: int) -> ResponseReturnValue:
    address = url_for(
        "office.card_numbers", member_id=member_id, card_id=card_id, done=1
    )
    return redirect(address, 303)


def _show(
    card: CardFacts, form: NumberForm, step: StepForm | None = None
) -> ResponseReturnValue:
    errors = form.errors or (step.errors if step else {})
    return page(
        "office/card_numbers.html",
        status=422 if errors else 200,
        error_title=bool(errors),
        form=form,
        step=step or StepForm(formdata=None),
        card=card,
        member=people.member_by_id(card.member_id),
        programme=programmes.programme(card.programme_id),
        numbers=plastic.numbers_of(card.id),
    )
