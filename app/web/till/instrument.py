"""A certificate, a pass, a ticket or a club card that was scanned: what to do with it."""

from typing import Any

from flask import g, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.cards import alternatives, choosing
from app.core import locales
from app.core.errors import NotFound, Refused
from app.core.locales import mark
from app.instruments import actions, queries
from app.instruments.faces import face
from app.instruments.queries import Held
from app.programmes.kinds.club import ClubRules
from app.trust import admitting as trusted
from app.web import errors, lookups
from app.web.page import page
from app.web.till import door, guest
from app.web.till.door import blueprint
from app.web.till.forms import MAX_CODE, TillForm
from app.web.till.guest import Guest
from app.web.till.pay_form import PayForm

_GATES = "gates"


class AdmitForm(TillForm):
    """One scan, one visit; at an event also the entrance."""

    gate = RadioField(mark("Entrance"), validate_choice=False)

    def offer(self, held: Held) -> None:
        """Entrances, where the event has some; the one of before is chosen."""
        gates = held.event.gates if held.event else ()
        if len(gates) < len("12"):
            del self.gate
            return
        self.gate.choices = [SelectChoice(each, each) for each in gates]
        if self.gate.data is None:
            self.gate.data = cookie.get(_GATES, {}).get(g.business.slug)

    def validate_gate(self, field: Field) -> None:
        """One of those."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(locales.gettext("Choose the entrance."))

    def chosen(self, held: Held) -> str:
        """Where this gate is; remembered in this browser."""
        if "gate" not in self:
            return held.event.gates[0] if held.event and held.event.gates else ""
        gate = str(self.gate.data)
        cookie[_GATES] = {**cookie.get(_GATES, {}), g.business.slug: gate}
        return gate


class OwnerForm(TillForm):
    """The person whom a ticket goes over to."""

    owner = StringField(mark("Card or phone of the new holder"))

    def validate_owner(self, field: Field) -> None:
        """Something that can be looked up."""
        if not field.data or len(field.data) > MAX_CODE:
            words = "Scan the card or type its number."
            raise ValidationError(locales.gettext(words))


@blueprint.get("/instrument")
def instrument() -> ResponseReturnValue:
    """Show what was scanned and the one right thing to do."""
    shown = guest.present()
    return show(shown) if shown else put_away()


@blueprint.post("/instrument/uses")
def admit() -> ResponseReturnValue:
    """Let the holder in."""
    shown = guest.present()
    if shown is None:
        return put_away()
    held, form = queries.held(shown.card_id), AdmitForm()
    form.offer(held)
    if not form.is_sent():
        return show(shown, admitting=form)
    gate = form.chosen(held)

    def action() -> dict[str, Any]:
        done = trusted.use(
            card_id=shown.card_id,
            outlet_id=door.outlet().id,
            actor=door.actor(),
            gate=gate,
        )
        return {"use_id": done.use_id, "is_repeat": done.is_repeat}

    answer = form.once("admit", [shown.card_id, gate], action)
    if answer is None:
        return show(shown, admitting=form)
    guest.close()
    again = 1 if answer.body["is_repeat"] else None
    return redirect(
        url_for("till.used", use_id=answer.body["use_id"], again=again), 303
    )


@blueprint.post("/instrument/owner")
def hand_over() -> ResponseReturnValue:
    """Give a ticket to another person."""
    shown = guest.present()
    if shown is None:
        return put_away()
    form = OwnerForm()
    if not form.is_sent():
        return show(shown, owner=form)
    try:
        member_id = lookups.guest(form.owner.data, door.actor()).member_id
    except (NotFound, Refused) as refusal:
        form.refuse("owner", errors.sentence_of(refusal))
        return show(shown, owner=form)

    def action() -> dict[str, Any]:
        actions.hand_over(
            card_id=shown.card_id, member_id=member_id, actor=door.actor()
        )
        return {}

    if form.once("hand-over", [shown.card_id, member_id], action) is None:
        return show(shown, owner=form)
    guest.close()
    return redirect(url_for("till.home", done="handed-over"), 303)


def put_away() -> ResponseReturnValue:
    """Ask to scan it again."""
    guest.close()
    return redirect(url_for("till.home") + "?put-away=1", 303)


def _other_card(held: Held) -> str:
    """The number of the holder's own card that fits best here, if they have one."""
    found = alternatives.candidates(held.member_id, door.outlet().id, None)
    return choosing.choose(found).card.number if found else ""


def show(
    shown: Guest,
    *,
    admitting: AdmitForm | None = None,
    owner: OwnerForm | None = None,
    paying: PayForm | None = None,
) -> ResponseReturnValue:
    """The page, with the form that was found wanting, if one was."""
    held = queries.held(shown.card_id)
    if admitting is None:
        admitting = AdmitForm(formdata=None)
        admitting.offer(held)
    asked = [form for form in (admitting, owner, paying) if form is not None]
    wrong = next((form for form in asked if form.errors), None)
    own = held.rules
    return page(
        "till/instrument.html",
        status=422 if wrong else 200,
        guest=shown,
        held=held,
        face=face(held, currency=g.business.currency),
        service=own.service if isinstance(own, ClubRules) else "",
        admitting=admitting,
        can_hand_over=actions.can_hand_over(held),
        owner=owner or OwnerForm(formdata=None),
        paying=paying or PayForm(formdata=None, card=_other_card(held)),
        wrong=wrong,
        error_title=wrong is not None,
    )
