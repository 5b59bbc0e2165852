"""Taking one's joined cards apart again, within thirty days (R23)."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards import merges
from app.cards.errors import CardNotFound
from app.cards.merging import undo
from app.core import db
from app.core.errors import Conflict
from app.people import queries
from app.web.cabinet.door import blueprint, holder
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page


class PartForm(Form):
    """The decision to take them apart."""


@blueprint.route("/merges/<int:merge_id>/undo", methods=["GET", "POST"])
def part(merge_id: int) -> ResponseReturnValue:
    """What each card will have again; a POST does it, unless points were spent."""
    member_id = queries.present_member(holder().person_id)
    if member_id is None:
        raise CardNotFound
    found, form = merges.merge_of(merge_id, member_id), PartForm()
    if form.is_sent():
        try:
            with db.writing():
                undo(merge_id=merge_id, actor=f"member:{member_id}", with_debt=False)
            return redirect(url_for("cabinet.profile", done="parted"), 303)
        except Conflict as refusal:
            form.form_errors.append(sentence_of(refusal))
    return page(
        "cabinet/part.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        found=found,
    )
