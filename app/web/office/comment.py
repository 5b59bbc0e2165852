"""One comment: show it, hide it with a reason, answer it in the business's name."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.space import comments, threads
from app.web import guards
from app.web.office.door import blueprint, moderates
from app.web.office.forms import BlockField, LineField, Needed, OfficeForm
from app.web.page import page


class ShowForm(OfficeForm):
    """The decision to let everybody read it."""


class HideForm(OfficeForm):
    """Why nobody else may read it; its author sees that."""

    reason = LineField(
        mark("Reason"),
        validators=[Needed(mark("Write the reason in up to 200 characters."), 200)],
    )


class AnswerForm(OfficeForm):
    """What the business says."""

    text = BlockField(
        mark("Your answer"),
        validators=[
            Needed(mark("Write an answer of up to 2,000 characters."), comments.LONGEST)
        ],
    )


@blueprint.get("/comments/<int:comment_id>")
@moderates
def comment(comment_id: int) -> ResponseReturnValue:
    """The comment and what it answers."""
    return _show(comment_id)


@blueprint.post("/comments/<int:comment_id>/shown")
@moderates
def show_comment(comment_id: int) -> ResponseReturnValue:
    """Let everybody read it."""
    form, me = ShowForm(), guards.staff().id

    def show() -> dict[str, Any]:
        comments.show(comment_id=comment_id, staff_id=me)
        return {}

    if form.is_sent() and form.send(show, field="idempotency_key") is not None:
        return _done("shown")
    return _show(comment_id, form)


@blueprint.post("/comments/<int:comment_id>/hidden")
@moderates
def hide_comment(comment_id: int) -> ResponseReturnValue:
    """Let only its author read it, with the reason."""
    form, me = HideForm(), guards.staff().id

    def hide() -> dict[str, Any]:
        reason = form.reason.data or ""
        comments.hide(comment_id=comment_id, staff_id=me, reason=reason)
        return {}

    if form.is_sent() and form.send(hide, field="reason") is not None:
        return _done("hidden")
    return _show(comment_id, form)


@blueprint.post("/comments/<int:comment_id>/answers")
@moderates
def answer_comment(comment_id: int) -> ResponseReturnValue:
    """Answer in the business's name."""
    form, me = AnswerForm(), guards.staff().id

    def answer() -> dict[str, Any]:
        text = form.text.data or ""
        return {
            "id": comments.answer(comment_id=comment_id, staff_id=me, text=text),
        }

    if form.is_sent() and form.send(answer, field="text") is not None:
        return _done("answered")
    return _show(comment_id, form)


def _done(what: str) -> ResponseReturnValue:
    return redirect(url_for("office.inbox", done=what), 303)


def _show(comment_id: int, sent: OfficeForm | None = None) -> ResponseReturnValue:
    """The page; ``sent`` is the one of its forms that was refused."""
    forms = {
        kind: sent if isinstance(sent, kind) else kind(formdata=None)
        for kind in (ShowForm, HideForm, AnswerForm)
    }
    return page(
        "office/comment.html",
        status=422 if sent else 200,
        error_title=sent is not None,
        found=threads.moderated(comment_id),
        show_form=forms[ShowForm],
        hide_form=forms[HideForm],
        answer_form=forms[AnswerForm],
        sent=sent or forms[ShowForm],
    )
