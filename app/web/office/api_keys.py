"""Keys of till software: made for an outlet, shown once, revoked for good."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.businesses import actions, queries
from app.businesses.queries import KeyView
from app.core import db
from app.core.errors import NotFound
from app.core.ids import OutletId
from app.core.locales import mark
from app.web import guards, session
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import LineField, Needed, OfficeForm
from app.web.page import page


class KeyForm(OfficeForm):
    """For which outlet, and what the key is called."""

    outlet = SelectField(mark("Outlet"))
    name = LineField(
        mark("What the key is for"),
        validators=[Needed(mark("Write a name of up to 60 characters."), 60)],
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.outlet.choices = {str(o.id): o.name for o in queries.outlets()}


class RevokeForm(OfficeForm):
    """The decision to end a key."""


@blueprint.route("/api-keys", methods=["GET", "POST"])
@touches_all
def api_keys() -> ResponseReturnValue:
    """The keys; make another, which this answer shows and nothing ever again."""
    form = KeyForm()
    made: list[str] = []

    def make() -> dict[str, Any]:
        key = actions.make_api_key(
            outlet_id=OutletId(int(form.outlet.data)),
            name=form.name.data,
            secret_key=session.config().secret_key,
            staff_id=guards.staff().id,
        )
        made.append(key)
        # The key itself is kept nowhere, so a repeat can only say that it was made.
        return {"name": form.name.data}

    if form.is_sent():
        answer = form.send(make, field="name")
        if answer is not None:
            return page(
                "office/new_api_key.html",
                status=answer.status,
                key=made[-1] if made else None,
                name=answer.body["name"],
            )
    return page(
        "office/api_keys.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        keys=queries.api_keys(),
        has_outlets=bool(form.outlet.choices),
    )


@blueprint.get("/api-keys/<int:key_id>")
@touches_all
def api_key(key_id: int) -> ResponseReturnValue:
    """One key, and what revoking it means."""
    form = RevokeForm(formdata=None)
    return page("office/api_key.html", form=form, key=_key(key_id))


@blueprint.post("/api-keys/<int:key_id>/revoke")
@touches_all
def revoke_api_key(key_id: int) -> ResponseReturnValue:
    """End a key at once; twice is as good as once."""
    _key(key_id)
    with db.writing():
        actions.revoke_api_key(key_id=key_id)
    return redirect(url_for("office.api_keys", done="revoked"), 303)


def _key(key_id: int) -> KeyView:
    for each in queries.api_keys():
        if each.id == key_id:
            return each
    raise NotFound
