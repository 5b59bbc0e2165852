"""The guest's profile: name, language, contact, consents, devices."""

from datetime import date

from flask import g, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, ValidationError

from app.cards import actions as cards
from app.cards import merges
from app.cards.merges import MergeView
from app.core import clock, db, locales
from app.core.ids import PersonId
from app.core.locales import gettext as _
from app.incentives import actions as incentives
from app.people import actions as people
from app.people import contacts, queries
from app.people.actions import LONGEST_NAME
from app.people.models import PURPOSES
from app.programmes.target_actions import Action
from app.web.cabinet.consent import rows
from app.web.cabinet.door import blueprint, holder
from app.web.forms import Form
from app.web.page import page

FIRST_DAY = date(1900, 1, 1)


class ProfileForm(Form):
    """What a guest may say about themselves."""

    name = StringField()
    language = RadioField(
        choices=[SelectChoice("ru", "Русский"), SelectChoice("en", "English")],
        validate_choice=False,
    )
    born_on = StringField()

    def speak(self) -> "ProfileForm":
        """Label the fields in the reader's language."""
        self.name.label.text = _("What to call you")
        self.language.label.text = _("Language")
        self.born_on.label.text = _("Date of birth")
        too_long = _("Write a shorter name: up to %(most)s letters.", most=LONGEST_NAME)
        self.name.validators = [Length(max=LONGEST_NAME, message=too_long)]
        self.language.validators = [AnyOf(locales.LANGUAGES, _("Choose a language."))]
        return self

    def validate_born_on(self, _field: Field) -> None:
        """A day on which somebody alive can have been born, or nothing."""
        try:
            day = self.birthday
        except ValueError:
            day = date.max
        if day is not None and not FIRST_DAY <= day <= clock.today(g.business.zone):
            raise ValidationError(_("Choose the day on which you were born."))

    @property
    def birthday(self) -> date | None:
        """The day that was typed; raises ValueError."""
        typed = self.born_on.data or ""
        return date.fromisoformat(typed) if typed else None


@blueprint.get("/profile")
def profile() -> ResponseReturnValue:
    """Everything about the guest on one page."""
    known = queries.person(holder().person_id)
    form = ProfileForm(
        name=known.name or "",
        language=locales.language(),
        born_on=known.born_on.isoformat() if known.born_on else "",
    ).speak()
    return _shown(form)


@blueprint.post("/profile")
def save_profile() -> ResponseReturnValue:
    """Keep the name and the language."""
    form = ProfileForm().speak()
    if not form.is_sent():
        return _shown(form, status=422)
    person_id = holder().person_id
    with db.writing():
        people.rename(person_id=person_id, name=form.name.data or "")
        people.speak(person_id=person_id, language=form.language.data)
        people.keep_birthday(person_id=person_id, born_on=form.birthday)
        cards.show_person(person_id)
        if form.name.data and form.birthday:
            incentives.done_everywhere(person_id=person_id, action=Action.PROFILE)
    cookie["language"] = form.language.data
    return redirect(url_for("cabinet.profile", saved=1), 303)


@blueprint.post("/devices/<int:session_id>/end")
def end_device(session_id: int) -> ResponseReturnValue:
    """Sign another of one's own browsers out; a stranger's is left alone."""
    with db.writing():
        people.close_session(session_id=session_id, person_id=holder().person_id)
    return redirect(url_for("cabinet.profile", _anchor="devices"), 303)


def _shown(form: ProfileForm, status: int = 200) -> ResponseReturnValue:
    person_id = holder().person_id
    return page(
        "cabinet/profile.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        contacts=contacts.contacts_of(person_id),
        merges=_merges(person_id),
        consents=rows(person_id, PURPOSES),
        devices=queries.devices(person_id),
        this_device=holder().session_id,
    )


def _merges(person_id: PersonId) -> list[MergeView]:
    """What can still be taken apart."""
    member_id = queries.present_member(person_id)
    return [] if member_id is None else merges.open_merges(member_id)
