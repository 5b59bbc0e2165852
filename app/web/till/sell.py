"""Selling a card with a price: what, for whom, done."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.core import clock, locales, money
from app.core.errors import NotFound, Refused
from app.core.ids import MemberId, ProgrammeId
from app.core.locales import mark
from app.instruments import actions, queries
from app.instruments.actions import Order
from app.instruments.queries import EventView
from app.instruments.selling import LONGEST_GIVER, LONGEST_MESSAGE
from app.programmes import queries as programmes
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.registry import KINDS
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.web import errors, lookups
from app.web.lines import AtMost, LineField
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import MAX_CODE, TillForm
from app.web.till.receipt import ID

FREE = "free"
MAX_EVENTS = 50


class SellForm(TillForm):
    """What is sold, and for whom; fields that the kind does not need are left out."""

    nominal = RadioField(mark("Sum"), validate_choice=False)
    amount = StringField(mark("Another sum"))
    event = RadioField(mark("Event"), validate_choice=False)
    guest = StringField(mark("Guest, if the card is for one"))
    giver = LineField(mark("From whom, as the certificate says it"))
    message = LineField(mark("Words with it"), validators=[AtMost(LONGEST_MESSAGE)])

    def offer(self, rules: SoldRules, events: list[EventView]) -> None:
        """Leave what this kind asks for."""
        if isinstance(rules, CertificateRules):
            self._offer_sums(rules)
        else:
            del self.nominal, self.amount, self.giver, self.message
        if isinstance(rules, TicketRules):
            self.event.choices = [
                SelectChoice(str(each.id), each.name) for each in events
            ]
        else:
            del self.event

    def _offer_sums(self, rules: CertificateRules) -> None:
        self.nominal.choices = [
            SelectChoice(str(each), str(each)) for each in rules.nominals
        ]
        if rules.most_minor:
            another = SelectChoice(FREE, locales.gettext("Another sum"))
            self.nominal.choices.append(another)
        else:
            del self.amount

    def validate_nominal(self, field: Field) -> None:
        """One of the sums."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(locales.gettext("Choose a sum."))

    def validate_amount(self, field: Field) -> None:
        """A sum, where another one was chosen."""
        if self.nominal.data == FREE:
            try:
                money.parse_minor(field.data or "")
            except ValueError as error:
                words = "Enter the sum in digits, like 1250 or 1250,50."
                raise ValidationError(locales.gettext(words)) from error

    def validate_event(self, field: Field) -> None:
        """One of those that are ahead."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(locales.gettext("Choose an event."))

    def validate_guest(self, field: Field) -> None:
        """Not longer than any code."""
        if field.data and len(field.data) > MAX_CODE:
            raise ValidationError(locales.gettext("A card number has 10 digits."))

    def validate_giver(self, field: Field) -> None:
        """Not longer than a name."""
        AtMost(LONGEST_GIVER)(self, field)

    def sum_minor(self) -> int | None:
        """The chosen sum of a certificate; checked before."""
        if "nominal" not in self:
            return None
        if self.nominal.data == FREE:
            return money.parse_minor(self.amount.data or "")
        return int(self.nominal.data)

    def words(self, name: str) -> str:
        """A text that the kind may have."""
        return (self[name].data or "") if name in self else ""


@blueprint.get("/sell")
def sell() -> ResponseReturnValue:
    """What is on sale."""
    found = [(each, _rules(each.id)) for each in programmes.sold()]
    return page("till/sell.html", found=found, titles=_titles(), kinds=KINDS)


@blueprint.route(f"/sell/<{ID}:programme_id>", methods=["GET", "POST"])
def sell_card(programme_id: int) -> ResponseReturnValue:
    """Sell one card of a programme."""
    programme = programmes.programme(ProgrammeId(programme_id))
    rules = _rules(programme.id)
    events = queries.events(programme.id, after=clock.now())[:MAX_EVENTS]
    form = SellForm()
    form.offer(rules, events)
    if form.is_sent():
        sold_id = _sold(form, programme.id)
        if sold_id is not None:
            return redirect(url_for("till.sold", instrument_id=sold_id), 303)
    return page(
        "till/sell_card.html",
        status=422 if form.errors else 200,
        form=form,
        programme=programme,
        rules=rules,
        events={str(each.id): each for each in events},
        error_title=bool(form.errors),
    )


def _sold(form: SellForm, programme_id: ProgrammeId) -> int | None:
    """What was sold, the first time for a repeat; None when it was refused."""
    try:
        member_id = _guest(form)
    except (NotFound, Refused) as refusal:
        form.refuse("guest", errors.sentence_of(refusal))
        return None
    order = Order(
        programme_id=programme_id,
        member_id=member_id,
        outlet_id=door.outlet().id,
        actor=door.actor(),
        amount_minor=form.sum_minor(),
        event_id=int(form.event.data) if "event" in form else None,
        giver=form.words("giver"),
        message=form.words("message"),
    )

    def action() -> dict[str, Any]:
        return {"instrument_id": actions.sell(order).instrument_id}

    answer = form.once("sell", [str(order)], action)
    return None if answer is None else int(answer.body["instrument_id"])


def _guest(form: SellForm) -> MemberId | None:
    """For whom it is; None: for whoever carries the code."""
    if not form.guest.data:
        return None
    return lookups.guest(form.guest.data, door.actor()).member_id


def _rules(programme_id: ProgrammeId) -> SoldRules:
    rules = programmes.current_rules(programme_id)
    if not isinstance(rules, SoldRules):
        raise NotFound
    return rules


def _titles() -> dict[str, str]:
    return {name: locales.gettext(kind.title) for name, kind in KINDS.items()}
