"""Changing one card's balance by hand, and taking such a change back (R16, E34)."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, SelectField
from wtforms.validators import ValidationError

from app.cards import queries as cards
from app.cards.queries import CardFacts
from app.core import clock, locales
from app.core.errors import NotFound
from app.core.ids import MemberId
from app.core.locales import mark
from app.ledger import queries as ledger
from app.people import queries as people
from app.programmes import queries as programmes
from app.programmes.measures import MONEY
from app.trust import adjustments
from app.trust import limits as trust_limits
from app.trust.words import ADJUSTMENT_STATES, CORRECTION_NAMES
from app.web import guards, measures
from app.web.lines import AtMost
from app.web.office.door import blueprint, manages
from app.web.office.forms import (
    LineField,
    OfficeForm,
    day_field,
    money_field,
    number_field,
)
from app.web.office.member import chosen
from app.web.office.steps import StepForm
from app.web.page import page

MOST = 1_000_000


class BalanceForm(OfficeForm):
    """How much, which way, and why."""

    way = RadioField(
        mark("What to do"),
        choices={"give": mark("Add to the card"), "take": mark("Take off the card")},
        default="give",
    )
    amount = number_field(mark("How much"), (1, MOST))
    reason = SelectField(mark("Reason"), choices=dict(CORRECTION_NAMES))
    note = LineField(mark("Note for the team"), validators=[AtMost(200)])
    last_day = day_field(mark("Valid through"), is_needed=False)

    def validate_last_day(self, field: Field) -> None:
        """Not a day that is over."""
        if field.data is not None and field.data < clock.today(g.business.zone):
            raise ValidationError(locales.gettext("Choose today or a later day."))

    @property
    def signed(self) -> int:
        """The change, below zero to take."""
        amount = int(self.amount.data or 0)
        return -amount if self.way.data == "take" else amount


class MoneyForm(BalanceForm):
    """The same on a card that holds money: sums with their kopecks."""

    amount = money_field(mark("How much"), (1, MOST * 100))


def _form(card: CardFacts, *, is_blank: bool = False) -> BalanceForm:
    unit = programmes.unit_of(card.programme_id)
    measures.speak_of(unit)
    form = MoneyForm if unit == MONEY else BalanceForm
    return form(formdata=None) if is_blank else form()


@blueprint.route("/members/<int:member_id>/balance", methods=["GET", "POST"])
@manages
def balance(member_id: MemberId) -> ResponseReturnValue:
    """Change the balance of one of a member's cards; ``card`` says of which."""
    card = _card(member_id)
    form = _form(card)

    def change() -> dict[str, Any]:
        made = adjustments.adjust(
            card_id=card.id,
            amount=form.signed,
            reason=str(form.reason.data),
            note=form.note.data or "",
            staff_id=guards.staff().id,
            last_day=form.last_day.data,
        )
        return {"done": "posted" if made.is_posted else "asked"}

    if form.is_sent():
        answer = form.send(change, field="amount")
        if answer is not None:
            return _back(member_id, card, answer.body["done"])
    return _show(member_id, card, form)


@blueprint.post("/members/<int:member_id>/balance/<int:adjustment_id>/undo")
@manages
def undo_balance(member_id: MemberId, adjustment_id: int) -> ResponseReturnValue:
    """Take one change back."""
    row = adjustments.adjustment(adjustment_id)
    found = [each for each in cards.cards_of(member_id) if each.id == row.card_id]
    if not found:
        raise NotFound
    blank = _form(found[0], is_blank=True)
    form = StepForm()

    def change() -> dict[str, Any]:
        adjustments.undo(adjustment_id=adjustment_id, staff_id=guards.staff().id)
        return {}

    if form.is_sent() and form.once(("undo", adjustment_id), change) is not None:
        return _back(member_id, found[0], "undone")
    return _show(member_id, found[0], blank, form)


def _card(member_id: MemberId) -> CardFacts:
    card = chosen(cards.cards_of(people.member_by_id(member_id).id))
    if card is None:
        raise NotFound
    return card


def _back(member_id: MemberId, card: CardFacts, done: str) -> ResponseReturnValue:
    address = url_for("office.balance", member_id=member_id, card=card.id, done=done)
    return redirect(address, 303)


def _show(
    member_id: MemberId,
    card: CardFacts,
    form: BalanceForm,
    step: StepForm | None = None,
) -> ResponseReturnValue:
    step = step or StepForm(formdata=None)
    return page(
        "office/balance.html",
        status=422 if form.errors or step.errors else 200,
        error_title=bool(form.errors or step.errors),
        form=form,
        step=step,
        member=people.member_by_id(member_id),
        card=card,
        balance=ledger.balance(card.id),
        rows=adjustments.rows_of(card.id),
        names=people.names_of_staff(),
        states=ADJUSTMENT_STATES,
        reasons=CORRECTION_NAMES,
        limits=trust_limits.limits(),
        today=adjustments.changed_today(guards.staff().id),
        here=request.path,
    )
