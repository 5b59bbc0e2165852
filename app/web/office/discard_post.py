"""Throwing a draft away: a page that names it, since there is no way back."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.ids import PostId
from app.space import actions, queries
from app.space.rules import State
from app.web.office.door import blueprint, reads
from app.web.office.forms import OfficeForm
from app.web.page import page


@blueprint.route("/posts/<int:post_id>/discard", methods=["GET", "POST"])
@reads
def discard_post(post_id: PostId) -> ResponseReturnValue:
    """Ask, then throw away; only what nobody has seen."""
    post = queries.post(post_id)
    if post.state != State.DRAFT:
        raise NotFound
    form = OfficeForm()

    def discard() -> dict[str, Any]:
        actions.discard(post_id=post_id)
        return {}

    if form.is_sent() and form.send(discard, field="idempotency_key") is not None:
        return redirect(url_for("office.posts", done="discarded"), 303)
    return page(
        "office/discard_post.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        post=post,
    )
