"""Two codes, to the own contact and to the other one: both must be in these hands.

Further contacts, another main one and two cards that become one all go through here.
"""

from typing import Any

from flask import redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.cards.errors import SameMember
from app.cards.merging import merge
from app.core import db
from app.core.errors import AppError, Conflict, NotFound, Refused, TooMany
from app.core.ids import MemberId
from app.core.locales import gettext as _
from app.people import actions as people
from app.people import contacts, queries
from app.people.addresses import Address
from app.people.errors import NobodyThere
from app.web import proofs
from app.web.cabinet.door import blueprint, holder
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page

COOKIE = "proof"
_DONE = {"further": "contact", "main": "contact", "merge": "merged"}


class ProofForm(Form):
    """The digits of both codes."""

    own = StringField()
    other = StringField()

    def speak(self) -> "ProofForm":
        """Label the fields in the reader's language."""
        self.own.label.text = _("Code from your own contact")
        self.other.label.text = _("Code from the other contact")
        return self


def begin(purpose: str, own: Address, other: Address) -> ResponseReturnValue:
    """Send both codes and go on to the page that asks for them; raises TooMany."""
    with db.writing():
        asked = {"own": proofs.ask(own), "other": proofs.ask(other)}
    cookie[COOKIE] = {"for": purpose, "is_own_proved": False, **asked}
    return redirect(url_for("cabinet.proof"), 303)


@blueprint.route("/proof", methods=["GET", "POST"])
def proof() -> ResponseReturnValue:
    """Ask for the digits; right ones do what they were asked for."""
    kept, form = cookie.get(COOKIE), ProofForm().speak()
    if kept is None:
        return redirect(url_for("cabinet.profile"), 303)
    if form.is_sent() and _is_done(form, kept):
        del cookie[COOKIE]
        return redirect(url_for("cabinet.profile", done=_DONE[kept["for"]]), 303)
    return page(
        "cabinet/proof.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        purpose=kept["for"],
        is_own_proved=kept["is_own_proved"],
        own=proofs.waiting(kept["own"]),
        other=proofs.waiting(kept["other"]),
    )


def _is_done(form: ProofForm, kept: dict[str, Any]) -> bool:
    """Check one code after the other; what is proved stays so for the next try."""
    if not kept["is_own_proved"]:
        if not _is_right(form, "own", kept["own"]):
            return False
        cookie[COOKIE] = kept | {"is_own_proved": True}
        kept["is_own_proved"] = True
    return _is_right(form, "other", kept["other"], kept["for"])


def _is_right(form: ProofForm, field: str, code_id: int, purpose: str = "") -> bool:
    """Whether a code is right, and what it was for is done; else it says why not."""
    try:
        with db.writing():
            answer = proofs.check(code_id, form[field].data or "")
            if isinstance(answer, Address) and purpose:
                _ACTS[purpose](answer)
    except (Refused, Conflict, NotFound, TooMany) as refusal:
        answer = refusal
    if isinstance(answer, AppError):
        form.refuse(field, sentence_of(answer))
        form[field].data = ""
    return isinstance(answer, Address)


def _add(address: Address) -> None:
    contacts.add(person_id=holder().person_id, address=address)


def _replace(address: Address) -> None:
    contacts.add(person_id=holder().person_id, address=address, instead=True)


def _merge(address: Address) -> None:
    """The card behind the other contact becomes one with this one (R23)."""
    owner = people.owner_of(address.channel, address.value)
    theirs = None if owner is None else queries.present_member(owner)
    mine = queries.present_member(holder().person_id)
    if theirs is None or mine is None:
        raise NobodyThere
    if theirs == mine:
        raise SameMember
    merge(
        source_id=theirs,
        target_id=MemberId(mine),
        proof="contacts",
        actor=f"member:{mine}",
    )


_ACTS = {"further": _add, "main": _replace, "merge": _merge}
