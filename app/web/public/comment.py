"""One comment on a page of its own: its author withdraws it, others report it."""

from flask import Response, redirect, url_for
from werkzeug import Response as Answer

from app.core import db
from app.core.ids import PersonId
from app.space import comments as actions
from app.space import threads
from app.space.talk_errors import CommentNotFound
from app.space.threads import CommentView
from app.web.forms import Form
from app.web.page import page
from app.web.public import contacting


class DecisionForm(Form):
    """One deliberate tap."""


def comment(post_id: int, comment_id: int) -> Response:
    """The comment, and what its reader can do about it."""
    post = threads.post(post_id)
    return page(
        "public/comment.html",
        post=post,
        comment=_found(post_id, comment_id, contacting.me()),
        form=DecisionForm(),
    )


def withdraw_comment(post_id: int, comment_id: int) -> Answer:
    """Take one's own comment back."""
    person_id = contacting.me()
    _found(post_id, comment_id, person_id)
    if person_id is None:
        return _sign_in(post_id, comment_id)
    with db.writing():
        actions.withdraw(comment_id=comment_id, person_id=person_id)
    return redirect(url_for("public.comments", post_id=post_id, done="withdrawn"), 303)


def report_comment(post_id: int, comment_id: int) -> Answer:
    """Ask staff to look at somebody's comment."""
    person_id = contacting.me()
    _found(post_id, comment_id, person_id)
    if person_id is None:
        return _sign_in(post_id, comment_id)
    with db.writing():
        actions.report(comment_id=comment_id, person_id=person_id)
    return redirect(url_for("public.comments", post_id=post_id, done="reported"), 303)


def _sign_in(post_id: int, comment_id: int) -> Answer:
    here = url_for("public.comment", post_id=post_id, comment_id=comment_id)
    return redirect(url_for("public.sign_in", next=here), 303)


def _found(post_id: int, comment_id: int, reader: PersonId | None) -> CommentView:
    """A comment under this post that the reader may read; raises CommentNotFound."""
    threads.post(post_id)
    found = threads.comment(comment_id, reader)
    if found.post_id != post_id or not found.text:
        raise CommentNotFound
    return found
