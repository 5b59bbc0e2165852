"""A printed card for the guest whose card lies open: scan it, hand it over (M14)."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards import plastic
from app.web.page import page
from app.web.till import care, guest
from app.web.till.door import blueprint
from app.web.till.forms import ScanForm
from app.web.till.guest import Guest


class AttachForm(ScanForm):
    """The new printed card's number."""


@blueprint.route("/attach", methods=["GET", "POST"])
def attach() -> ResponseReturnValue:
    """Ask for it; a POST lets it lead to the open card."""
    shown, form = guest.present(), AttachForm()
    if shown is None:
        return care.put_away()
    if form.is_sent() and _is_attached(form, shown):
        return redirect(url_for("till.care", done="attached"), 303)
    return page(
        "till/attach.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        guest=shown,
        **care.about(shown),
    )


def _is_attached(form: AttachForm, shown: Guest) -> bool:
    def change() -> dict[str, Any]:
        plastic.attach(card_id=shown.card_id, text=form.code.data)
        return {}

    return form.once("attach", [shown.card_id, form.code.data], change) is not None
