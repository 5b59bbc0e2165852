"""Writing a post: beside the form stands what guests will see; drafts keep themselves."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db, idempotency, locales
from app.core.errors import Conflict, NotFound, Refused
from app.core.ids import PostId
from app.core.locales import mark
from app.space import actions, markdown, previews, queries
from app.space.queries import PostView
from app.space.rules import State
from app.space.words import moment_there, zone_name
from app.web import guards, paging
from app.web.errors import sentence_of
from app.web.office.door import blueprint, reads
from app.web.office.post_form import PostForm
from app.web.office.post_kinds import FORMS, filled
from app.web.page import page, wants_fragment

UNSEEN = {State.DRAFT, State.WITHDRAWN}
"""States in which nobody sees what is typed, so that it may be kept unasked."""

HEADINGS = {
    "news": mark("News item"),
    "event": mark("Event"),
    "offer": mark("Special offer"),
}
NEW_HEADINGS = {
    "news": mark("New piece of news"),
    "event": mark("New event"),
    "offer": mark("New special offer"),
}


@blueprint.route("/posts/new", methods=["GET", "POST"])
@reads
def new_post() -> ResponseReturnValue:
    """Write a post of a kind; it becomes a draft with the first words that are kept."""
    kind = request.args.get("kind", "news")
    if kind not in FORMS:
        raise NotFound
    form = FORMS[kind]()
    known = paging.row_id(form.post_id.data or "")
    if known is None:
        return _answer(form, None)
    found = queries.post(PostId(known))
    if found.kind != kind:
        raise NotFound
    return _answer(form, found)


@blueprint.route("/posts/<int:post_id>", methods=["GET", "POST"])
@reads
def post(post_id: PostId) -> ResponseReturnValue:
    """Change a post, publish it now or later."""
    found = queries.post(post_id)
    return _answer(filled(found), found)


@blueprint.post("/posts/<int:post_id>/withdraw")
@reads
def withdraw_post(post_id: PostId) -> ResponseReturnValue:
    """Take a post out of sight; publishing it again is the way back."""
    with db.writing():
        actions.withdraw(post_id=post_id)
    return redirect(url_for("office.post", post_id=post_id, done="withdrawn"), 303)


def _answer(form: PostForm, found: PostView | None) -> ResponseReturnValue:
    if request.method == "GET":
        return _show(form, found)
    wish = request.form.get("do", "save")
    form.validate()
    form.read_picture()
    if wish == "preview":
        return _preview(form, found)
    if _is_right(form, found, wish) and (post_id := _save(form, found, wish)):
        return redirect(url_for("office.post", post_id=post_id, done=wish), 303)
    form.show_picture()
    return _show(form, found)


def _is_right(form: PostForm, found: PostView | None, wish: str) -> bool:
    """All that is asked for; what guests will see must be whole."""
    is_seen = found is not None and found.state not in UNSEEN
    if (wish in {"publish", "schedule"} or is_seen) and not form.is_ready():
        return False
    if wish == "schedule" and not form.is_timed():
        return False
    return not form.errors


def _save(form: PostForm, found: PostView | None, wish: str) -> PostId | None:
    post_id = found.id if found else _begun(form)

    def write() -> dict[str, Any]:
        form.keep_picture()
        actions.change(
            post_id=post_id,
            content=form.content(),
            seen=form.seen_at,
            window=form.window,
        )
        if wish == "publish":
            actions.publish(post_id=post_id)
        elif wish == "schedule":
            actions.publish(post_id=post_id, at=form.publishes_at)
        return {"post_id": post_id}

    if form.send(write, field="title") is None:
        form.post_id.data = str(post_id)
        return None
    return post_id


def _begun(form: PostForm) -> PostId:
    """The draft of this page, begun once however often the page is sent."""
    staff_id = guards.staff().id
    answer = idempotency.run(
        key=f"office.post.begun:{form.idempotency_key.data}",
        fingerprint=form.kind.encode(),
        action=lambda: {"post_id": actions.draft(kind=form.kind, staff_id=staff_id)},
    )
    return PostId(answer.body["post_id"])


def _preview(form: PostForm, found: PostView | None) -> ResponseReturnValue:
    """Show it as guests would see it; a draft is kept on the way."""
    form.show_picture()
    if form.errors:
        first = next(iter(form.errors.values()))[0]
        return _show(form, found, locales.gettext(mark("Not saved yet:")), str(first))
    if found is not None and found.state not in UNSEEN:
        words = mark("Guests see your changes after you save them.")
        return _show(form, found, locales.gettext(words))
    if form.content() == FORMS[form.kind](formdata=None).content():
        return _show(form, found)
    try:
        kept = _keep(form, found)
    except (Refused, Conflict) as refusal:
        return _show(form, found, sentence_of(refusal))
    return _show(form, kept, locales.gettext(mark("The draft is saved.")))


def _keep(form: PostForm, found: PostView | None) -> PostView:
    """Keep a draft; its picture changes only by an upload or a removal.

    A request that was on its way before an upload does not know of it.
    """
    post_id = found.id if found else _begun(form)
    stored = queries.post(post_id).picture_id
    if form.clean is None and not form.no_picture.data and stored is not None:
        form.picture.data = str(stored)
    with db.writing():
        seen = actions.change(
            post_id=post_id,
            content=form.content(),
            seen=form.seen_at,
            window=form.window,
        )
    form.post_id.data = str(post_id)
    form.saw(seen)
    return queries.post(post_id)


def _show(form: PostForm, found: PostView | None, *saved: str) -> ResponseReturnValue:
    headings = NEW_HEADINGS if found is None else HEADINGS
    shown = previews.preview(form.kind, form.content())
    return page(
        "office/post.html",
        fragment="office/_post_side.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors) and not wants_fragment(),
        form=form,
        found=found,
        state=found.state if found else State.DRAFT,
        heading=locales.gettext(headings[form.kind]),
        shown=shown,
        text=markdown.render(shown.text),
        saved=saved,
        kinds=[(kind, locales.gettext(HEADINGS[kind])) for kind in FORMS],
        zone=zone_name(form.zone),
        moment=_moment(found),
    )


def _moment(found: PostView | None) -> str:
    if found is None or found.published_at is None:
        return ""
    return moment_there(found.published_at, found.zone, found.home_zone)
