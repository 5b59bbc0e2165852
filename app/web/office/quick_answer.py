"""One quick answer: written anew, or taken away."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.chat import quick
from app.core import db
from app.web.office.door import blueprint, manages
from app.web.office.quick_answers import QuickForm
from app.web.page import page


@blueprint.route("/quick-answers/<int:quick_answer_id>", methods=["GET", "POST"])
@manages
def quick_answer(quick_answer_id: int) -> ResponseReturnValue:
    """Correct it."""
    found = quick.answer(quick_answer_id)
    form = QuickForm(data={"title": found.title, "text": found.text})

    def change() -> dict[str, Any]:
        title, text = form.title.data or "", form.text.data or ""
        quick.change(answer_id=quick_answer_id, title=title, text=text)
        return {}

    if form.is_sent() and form.send(change, field="title") is not None:
        return redirect(url_for("office.quick_answers", done="changed"), 303)
    return page(
        "office/quick_answer.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        found=found,
    )


@blueprint.post("/quick-answers/<int:quick_answer_id>/removed")
@manages
def remove_quick_answer(quick_answer_id: int) -> ResponseReturnValue:
    """Take it away; what was sent stays."""
    with db.writing():
        quick.remove(answer_id=quick_answer_id)
    return redirect(url_for("office.quick_answers", done="removed"), 303)
