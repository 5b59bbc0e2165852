"""One review: reply to it, hide it with a reason, show it again."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField

from app.core.locales import mark
from app.reviews import moderation, queries, rules, tasks
from app.reviews.errors import BadReason
from app.reviews.moderation import REASONS
from app.web import guards
from app.web.lines import Chosen
from app.web.office.door import blueprint, moderates
from app.web.office.forms import BlockField, LineField, Needed, OfficeForm
from app.web.page import page


class ShowReviewForm(OfficeForm):
    """The decision to let everybody read it."""


class HideReviewForm(OfficeForm):
    """Why nobody else may read it; its author sees that, the public the reason."""

    reason = RadioField(
        mark("Reason"), choices=dict(REASONS), validators=[Chosen(BadReason.sentence)]
    )
    words = LineField(
        mark("Explain it to the author"),
        validators=[
            Needed(
                mark("Write in up to 200 characters what breaks the rules."),
                rules.LONGEST_REASON,
            )
        ],
    )


class ReplyForm(OfficeForm):
    """What the business says to it, ``seen`` being what it says that to."""

    text = BlockField(
        mark("Your reply"),
        validators=[
            Needed(mark("Write a reply of up to 2,000 characters."), rules.LONGEST),
        ],
    )
    seen = HiddenField()


@blueprint.get("/reviews/<int:feedback_id>")
@moderates
def review(feedback_id: int) -> ResponseReturnValue:
    """The review with all that happened to it."""
    return _show(feedback_id)


@blueprint.post("/reviews/<int:feedback_id>/replies")
@moderates
def reply_to_review(feedback_id: int) -> ResponseReturnValue:
    """Reply in the business's name, or correct the reply within a day."""
    form, me = ReplyForm(), guards.staff().id

    def reply() -> dict[str, Any]:
        moderation.reply(
            review_id=feedback_id,
            staff_id=me,
            text=form.text.data or "",
            seen=form.seen.data or "",
        )
        return {}

    if form.is_sent() and form.send(reply, field="text") is not None:
        return _done(feedback_id, "replied")
    return _show(feedback_id, form)


@blueprint.post("/reviews/<int:feedback_id>/shown")
@moderates
def show_review(feedback_id: int) -> ResponseReturnValue:
    """Let everybody read it."""
    form, me = ShowReviewForm(), guards.staff().id

    def show() -> dict[str, Any]:
        moderation.show(review_id=feedback_id, staff_id=me)
        return {}

    if form.is_sent() and form.send(show, field="idempotency_key") is not None:
        return _done(feedback_id, "shown")
    return _show(feedback_id, form)


@blueprint.post("/reviews/<int:feedback_id>/hidden")
@moderates
def hide_review(feedback_id: int) -> ResponseReturnValue:
    """Let only its author read it, with the reason."""
    form, me = HideReviewForm(), guards.staff().id

    def hide() -> dict[str, Any]:
        moderation.hide(
            review_id=feedback_id,
            staff_id=me,
            reason=form.reason.data or "",
            words=form.words.data or "",
        )
        return {}

    if form.is_sent() and form.send(hide, field="reason") is not None:
        return _done(feedback_id, "hidden")
    return _show(feedback_id, form)


def _done(feedback_id: int, what: str) -> ResponseReturnValue:
    return redirect(url_for("office.review", feedback_id=feedback_id, done=what), 303)


def _show(feedback_id: int, sent: OfficeForm | None = None) -> ResponseReturnValue:
    """The page; ``sent`` is the one of its forms that was refused."""
    found = queries.review(feedback_id)
    forms = {
        kind: sent if isinstance(sent, kind) else kind(formdata=None)
        for kind in (ShowReviewForm, HideReviewForm, ReplyForm)
    }
    if not sent:
        forms[ReplyForm] = ReplyForm(formdata=None, data={"text": found.reply})
    forms[ReplyForm].seen.data = found.edition
    return page(
        "office/review.html",
        status=422 if sent else 200,
        error_title=sent is not None,
        found=found,
        tasks=tasks.tasks_of(feedback_id),
        show_form=forms[ShowReviewForm],
        hide_form=forms[HideReviewForm],
        reply_form=forms[ReplyForm],
        sent=sent or forms[ShowReviewForm],
        reasons=REASONS,
    )
