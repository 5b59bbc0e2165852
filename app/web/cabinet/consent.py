"""One consent: its text, what it is for, giving and withdrawing it."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cards.actions import show_change
from app.core import db, locales
from app.core.ids import PersonId
from app.core.locales import gettext as _
from app.people import actions as people
from app.people import consents, queries
from app.people.models import PURPOSES
from app.space import subscriptions
from app.web.cabinet.door import blueprint, card, holder
from app.web.forms import Form
from app.web.page import page


class ConsentForm(Form):
    """Nothing but the decision, made by a button."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent in the profile; ``given_at`` is None when it is not given."""

    purpose: str
    title: str
    given_at: datetime | None


def rows(person_id: PersonId, purposes: tuple[str, ...]) -> list[ConsentRow]:
    """The consents that this business asks for, and which are given."""
    given = {each.purpose: each.given_at for each in queries.consents(person_id)}
    name, language = g.business.name, locales.language()
    return [
        ConsentRow(
            purpose,
            consents.text(purpose, language, name).title,
            given.get(purpose),
        )
        for purpose in purposes
    ]


@blueprint.get("/consents/<purpose>")
def consent(purpose: str) -> ResponseReturnValue:
    """The text in full, with the one thing that can be done."""
    return _shown(_known(purpose), ConsentForm())


@blueprint.post("/consents/<purpose>")
def decide_consent(purpose: str) -> ResponseReturnValue:
    """Give or withdraw; the same decision twice is one."""
    form = ConsentForm()
    decision = request.form.get("decision")
    if not form.is_sent() or decision not in {"give", "withdraw"}:
        form.form_errors.append(_("Use one of the buttons below."))
        return _shown(_known(purpose), form, status=422)
    person_id, language = holder().person_id, locales.language()
    with db.writing():
        if decision == "give":
            people.give_consent(
                person_id=person_id, purpose=_known(purpose), language=language
            )
        else:
            _withdraw(person_id, _known(purpose))
        show_change(card().id)
    return redirect(url_for("cabinet.profile", _anchor="consents"), 303)


def _withdraw(person_id: PersonId, purpose: str) -> None:
    """Mailings stop at once, as their consent says: news by e-mail too."""
    email = queries.person(person_id).email
    people.withdraw_consent(person_id=person_id, purpose=purpose)
    if purpose == subscriptions.PURPOSE and email is not None:
        subscriptions.stop_address(email=email)


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        abort(404)
    return purpose


def _shown(purpose: str, form: ConsentForm, status: int = 200) -> ResponseReturnValue:
    (row,) = rows(holder().person_id, (purpose,))
    return page(
        "cabinet/consent.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        consent=row,
        text=consents.text(purpose, locales.language(), g.business.name),
        is_protected=card().is_protected,
    )
