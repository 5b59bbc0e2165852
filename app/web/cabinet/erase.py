"""The right to be forgotten: what goes, what stays, and one deliberate tap (R24)."""

from dataclasses import dataclass
from typing import cast

from flask import Response, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField
from wtforms.validators import Optional

from app.cards import erasing
from app.cards.holding import all_held_by
from app.core import db, ids, locales
from app.core.errors import AppError, TooMany
from app.core.locales import gettext as _
from app.ledger import queries as ledger
from app.people import certificates, sign_in
from app.people import erasing as forgetting
from app.people import queries as people
from app.people.addresses import Address
from app.people.errors import OnlyOwner
from app.reviews import handlers as reviews
from app.web import clearing, measures, session
from app.web.cabinet.door import blueprint, holder
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page

ACTOR = "holder"
_ASKED = "erase"
_KEPT = "erase_reviews"
REMOVE, KEEP = "remove", "keep"


class EraseForm(Form):
    """One box that nobody ticks by accident, and what becomes of reviews."""

    reviews = RadioField(choices=[], default=REMOVE, validators=[Optional()])
    sure = BooleanField()

    def speak(self) -> "EraseForm":
        """Label what there is to choose in the reader's language."""
        self.sure.label.text = _("I understand that this cannot be undone")
        self.reviews.label.text = _("What you said in reviews")
        self.reviews.choices = [
            (REMOVE, _("Remove my words; only the stars stay")),
            (KEEP, _("Leave the words under nobody’s name, without photos")),
        ]
        return self


@blueprint.get("/erase")
def erase() -> ResponseReturnValue:
    """What will be deleted and what the law makes us keep."""
    return _shown(EraseForm().speak())


@blueprint.post("/erase")
def confirm_erase() -> ResponseReturnValue:
    """Delete at once, or ask a protected card's holder for a fresh code first."""
    form = EraseForm().speak()
    if not form.is_sent():
        return _shown(form, status=422)
    if not form.sure.data:
        form.refuse("sure", _("Tick the box, so that nothing is deleted by mistake."))
        return _shown(form, status=422)
    cookie[_KEPT] = form.reviews.data
    address = reachable()
    try:
        if address is None:
            return farewell()
        _send_code(address)
    except (OnlyOwner, TooMany) as error:
        return _refused(form, error)
    return redirect(url_for("cabinet.erase_code"), 303)


def reachable() -> Address | None:
    """Where a code can be sent to this person; None when it cannot."""
    config, person = session.config(), people.person(holder().person_id)
    gateways = {"phone": config.sms_url, "email": config.smtp_url}
    for channel, gateway in gateways.items():
        contact: str | None = getattr(person, channel)
        if contact and (gateway or config.demo):
            return Address(channel, contact)
    return None


@dataclass(frozen=True)
class Asked:
    """The code that this browser was asked for before deleting."""

    code_id: int
    nonce: str


def asked() -> Asked | None:
    """That code, if there is one."""
    kept = cookie.get(_ASKED)
    return None if kept is None else Asked(kept["id"], kept["nonce"])


def farewell() -> Response:
    """Delete everything, leave nothing on the device, and say so on a last page."""
    person_id, config = holder().person_id, session.config()
    places, known = people.memberships(person_id), people.person(person_id)
    is_kept = cookie.pop(_KEPT, REMOVE) == KEEP
    with db.writing():
        if is_kept:
            reviews.keep_words(person_id)
        erased = erasing.erase(person_id=person_id, actor=ACTOR)
        issued = certificates.issue(
            businesses=[place.name for place in places],
            cards=erased.cards,
            points=erased.points,
            is_russian=g.business.currency == "RUB",
            address=known.email if config.smtp_url and not config.demo else None,
            language=locales.language(),
            secret_key=config.secret_key,
        )
    session.sign_out()
    # The last page takes it out again.
    cookie["certificate"] = [issued.certificate_id, issued.token]
    answer = cast("Response", redirect(url_for("public.farewell"), 303))
    clearing.forget(answer)
    return answer


def _send_code(address: Address) -> None:
    nonce = cookie.setdefault("nonce", ids.token())
    person_id = holder().person_id
    with db.writing():
        # Who may not be deleted is told so before a code is sent.
        forgetting.begin(person_id)
        code = sign_in.ask_code(
            address=address,
            session_nonce=nonce,
            language=locales.language(),
            sender="Tessera",
            ip=request.remote_addr or "",
            secret_key=session.config().secret_key,
        )
    cookie[_ASKED] = {"id": code.code_id, "nonce": nonce}


def _refused(form: EraseForm, error: AppError) -> Response:
    form.form_errors.append(sentence_of(error))
    return _shown(form, status=error.status)


def _shown(form: EraseForm, status: int = 200) -> Response:
    person_id = holder().person_id
    return page(
        "cabinet/erase.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        places=people.memberships(person_id),
        lost=_lost(),
        has_contact=people.person(person_id).is_protected,
        has_reviews=reviews.has_said(person_id),
    )


def _lost() -> str:
    """What could be spent from all their cards of this business."""
    every = all_held_by(holder().person_id)
    known = ledger.balances([card.id for card in every])
    return measures.together(
        (card.programme_id, known[card.id].available)
        for card in every
        if card.id in known
    )
