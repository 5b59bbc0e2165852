"""One of one's own passkeys: another name, or gone."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.people import factors, passkeys
from app.people.errors import PersonNotFound
from app.people.passkeys import LONGEST_NAME, PasskeyView
from app.web import guards
from app.web.office.door import blueprint
from app.web.office.forms import LineField, Needed, OfficeForm
from app.web.office.security import shown_first
from app.web.page import page


class NameForm(OfficeForm):
    """What the passkey is called."""

    name = LineField(
        mark("Name in your list"),
        validators=[Needed(mark("Write a name of up to 60 characters."), LONGEST_NAME)],
    )


class RemoveForm(OfficeForm):
    """The decision to trust it no more."""


@blueprint.route("/security/passkeys/<int:passkey_id>", methods=["GET", "POST"])
def passkey(passkey_id: int) -> ResponseReturnValue:
    """Show a passkey; call it otherwise."""
    found = _own(passkey_id)
    form = NameForm(data={"name": found.name})

    def rename() -> dict[str, object]:
        passkeys.rename(
            person_id=guards.staff().person_id,
            passkey_id=passkey_id,
            name=form.name.data,
        )
        return {}

    if form.is_sent() and form.send(rename, field="name") is not None:
        return redirect(url_for("office.security", done="renamed"), 303)
    return _show(found, form, RemoveForm(formdata=None))


@blueprint.post("/security/passkeys/<int:passkey_id>/remove")
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Trust it no more; whoever needs a second factor keeps one."""
    found = _own(passkey_id)
    form = RemoveForm()
    me = guards.staff().person_id
    if (answer := shown_first()) is not None:
        return answer

    def remove() -> dict[str, object]:
        passkeys.remove(person_id=me, passkey_id=passkey_id)
        factors.keep_one(me)
        return {}

    if form.is_sent() and form.send(remove, field="idempotency_key") is not None:
        return redirect(url_for("office.security", done="removed"), 303)
    return _show(found, NameForm(formdata=None, data={"name": found.name}), form)


def _own(passkey_id: int) -> PasskeyView:
    for each in passkeys.passkeys(guards.staff().person_id):
        if each.id == passkey_id:
            return each
    raise PersonNotFound


def _show(
    found: PasskeyView, form: NameForm, remove_form: RemoveForm
) -> ResponseReturnValue:
    has_errors = bool(form.errors or remove_form.errors)
    return page(
        "office/passkey.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        passkey=found,
        form=form,
        remove_form=remove_form,
    )
