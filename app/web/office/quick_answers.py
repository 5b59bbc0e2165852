"""Words that staff often need: the list, and one more."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.chat import quick
from app.chat.models import LONGEST
from app.core.locales import mark
from app.web.office.door import blueprint, manages
from app.web.office.forms import BlockField, LineField, Needed, OfficeForm
from app.web.page import page


class QuickForm(OfficeForm):
    """A title for the list, and the words themselves."""

    title = LineField(
        mark("Title"),
        validators=[
            Needed(mark("Write a title of up to 60 characters."), quick.LONGEST_TITLE)
        ],
    )
    text = BlockField(
        mark("Text of the answer"),
        validators=[Needed(mark("Write up to 4,000 characters."), LONGEST)],
    )


@blueprint.route("/quick-answers", methods=["GET", "POST"])
@manages
def quick_answers() -> ResponseReturnValue:
    """Look through them and add one."""
    form = QuickForm()

    def add() -> dict[str, Any]:
        title, text = form.title.data or "", form.text.data or ""
        return {"id": quick.add(title=title, text=text)}

    if form.is_sent() and form.send(add, field="title") is not None:
        return redirect(url_for("office.quick_answers", done="added"), 303)
    return page(
        "office/quick_answers.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        answers=quick.answers(),
    )
