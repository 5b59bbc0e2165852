"""All that is published or will be: drafts, schedules, the archive."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.ids import PostId
from app.core.locales import mark
from app.space import queries
from app.space.models import KINDS
from app.space.queries import PostCard
from app.space.rules import State
from app.space.words import moment_there
from app.web import paging
from app.web.office.door import blueprint, reads
from app.web.office.post import HEADINGS
from app.web.page import page

PAGE_POSTS = 25
STATES = {
    State.DRAFT: mark("Drafts"),
    State.SCHEDULED: mark("Scheduled"),
    State.PUBLISHED: mark("Published"),
    State.ARCHIVED: mark("Archive"),
    State.WITHDRAWN: mark("Withdrawn"),
}
KIND_NAMES = {
    "news": mark("News"),
    "event": mark("Events"),
    "offer": mark("Special offers"),
}


@blueprint.get("/posts")
@reads
def posts() -> ResponseReturnValue:
    """The posts by state and kind, the last changed first."""
    state, kind = _state(), _kind()
    part = queries.office_part(limit=PAGE_POSTS, state=state, kind=kind, after=_after())
    counts = queries.counts()
    return page(
        "office/posts.html",
        part=part,
        moments={each.id: _moment(each) for each in part.posts},
        total=sum(counts.values()),
        states=[(each, locales.gettext(STATES[each]), counts[each]) for each in State],
        kinds=[(each, locales.gettext(KIND_NAMES[each])) for each in KINDS],
        kind_words={each: locales.gettext(HEADINGS[each]) for each in KINDS},
        state=state,
        kind=kind,
        is_continued="after" in request.args,
        more=part.more
        and url_for("office.posts", state=state, kind=kind, after=part.more),
    )


def _after() -> PostId | None:
    found = paging.row_id(request.args.get("after", ""))
    return None if found is None else PostId(found)


def _state() -> State | None:
    word = request.args.get("state", "")
    return State(word) if word in set(State) else None


def _kind() -> str | None:
    word = request.args.get("kind", "")
    return word if word in KINDS else None


def _moment(post: PostCard) -> str:
    """When a schedule comes true, by the clocks of its place."""
    if post.state != State.SCHEDULED or post.published_at is None:
        return ""
    return moment_there(post.published_at, post.zone, post.home_zone)
