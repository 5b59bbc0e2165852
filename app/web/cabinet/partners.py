"""Points at partners as one purse, and what a guest lets businesses tell each other."""

from dataclasses import dataclass

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.cards import holding
from app.cards.actions import show_change
from app.coalitions import consents, purses
from app.coalitions.consents import Given
from app.coalitions.purses import PartnerCard
from app.coalitions.running import Running, running
from app.coalitions.sides import at_side
from app.core import db, locales
from app.core.ids import BusinessId, PersonId
from app.core.locales import gettext as _
from app.web.cabinet.door import blueprint, card, holder
from app.web.forms import Form
from app.web.page import page

PURPOSES = ("purse", "contacts")


class PartnerConsentForm(Form):
    """Nothing but the decision, made by a button."""


@dataclass(frozen=True)
class PartnerRow:
    """A partner as its page's reader stands to it.

    ``cards`` are theirs that can be spent here; ``asks`` the consents that may be given:
    who tells, what, and when it was given.
    """

    name: str
    other_id: BusinessId
    has_card: bool
    cards: tuple[PartnerCard, ...]
    asks: tuple[tuple[str, str, Given | None], ...]


@blueprint.get("/partners")
def partners() -> ResponseReturnValue:
    """The purse, partner by partner, and every consent with its state."""
    person_id = holder().person_id
    cards = purses.cards_of(person_id)
    return page(
        "cabinet/partners.html",
        rows=[_row(each, person_id, cards) for each in running()],
        total=sum(each.worth for each in cards),
    )


@blueprint.get(
    "/partners/<int:other_id>/<any(out,in):way>/<any(purse,contacts):purpose>"
)
def partner_consent(other_id: int, way: str, purpose: str) -> ResponseReturnValue:
    """One consent in full: who tells whom what."""
    return _shown(_known(other_id), way, purpose, PartnerConsentForm())


@blueprint.post(
    "/partners/<int:other_id>/<any(out,in):way>/<any(purse,contacts):purpose>"
)
def decide_partner_consent(
    other_id: int, way: str, purpose: str
) -> ResponseReturnValue:
    """Give it or take it back; the same decision twice is one."""
    pact, form = _known(other_id), PartnerConsentForm()
    decision = request.form.get("decision")
    if not form.is_sent() or decision not in {"give", "withdraw"}:
        form.form_errors.append(_("Use one of the buttons below."))
        return _shown(pact, way, purpose, form, status=422)
    giver, recipient = _sides(pact, way)
    with db.writing():
        with at_side(giver.id):
            _decide(decision, purpose, recipient.id)
        show_change(card().id)
    return redirect(url_for("cabinet.partners", done=decision), 303)


def _decide(decision: str, purpose: str, recipient_id: BusinessId) -> None:
    person_id = holder().person_id
    if decision == "give":
        consents.give(
            person_id=person_id,
            recipient_id=recipient_id,
            purpose=purpose,
            language=locales.language(),
        )
    else:
        consents.withdraw(
            person_id=person_id, recipient_id=recipient_id, purpose=purpose
        )


def _known(other_id: int) -> Running:
    """A partner of this business where the reader has a card; else there is nothing."""
    pact = next((each for each in running() if each.other_id == other_id), None)
    if pact is None or not _holds(pact, holder().person_id):
        abort(404)
    return pact


def _holds(pact: Running, person_id: PersonId) -> bool:
    with at_side(pact.other_id):
        return bool(holding.all_held_by(person_id))


def _sides(pact: Running, way: str) -> tuple[BusinessView, BusinessView]:
    """Who tells whom: ``out`` is what this business tells, ``in`` what it is told."""
    here, other = g.business, businesses.by_id(pact.other_id)
    return (here, other) if way == "out" else (other, here)


def _row(pact: Running, person_id: PersonId, cards: list[PartnerCard]) -> PartnerRow:
    with at_side(pact.other_id):
        theirs = consents.given(person_id)
    asks = [
        (way, purpose, _given(known, told, purpose))
        for way, known, told in (
            ("in", theirs, pact.here_id),
            ("out", consents.given(person_id), pact.other_id),
        )
        for purpose in PURPOSES
    ]
    return PartnerRow(
        name=pact.other,
        other_id=pact.other_id,
        has_card=_holds(pact, person_id),
        cards=tuple(each for each in cards if each.issuer_id == pact.other_id),
        asks=tuple(asks),
    )


def _given(known: list[Given], told: int, purpose: str) -> Given | None:
    return next(
        (
            each
            for each in known
            if each.recipient_id == told and each.purpose == purpose
        ),
        None,
    )


def _shown(
    pact: Running,
    way: str,
    purpose: str,
    form: PartnerConsentForm,
    status: int = 200,
) -> ResponseReturnValue:
    giver, recipient = _sides(pact, way)
    person_id = holder().person_id
    with at_side(giver.id):
        given = _given(consents.given(person_id), recipient.id, purpose)
        shares = consents.shares(person_id, recipient.id)
    return page(
        "cabinet/partner_consent.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        text=consents.text(
            purpose,
            locales.language(),
            business=giver.name,
            recipient=recipient.name,
        ),
        given=given,
        shares=shares if purpose == "contacts" else [],
        address=url_for(
            "cabinet.decide_partner_consent",
            other_id=pact.other_id,
            way=way,
            purpose=purpose,
        ),
    )
