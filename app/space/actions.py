"""Changes of what a business publishes: writing, publishing, withdrawing."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from app.businesses import pictures
from app.businesses import queries as businesses
from app.businesses.pictures import Crop
from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import Conflict, NotFound, Refused
from app.core.ids import OutletId, PictureId, PostId
from app.space import markdown, rules
from app.space.events import PostPublished
from app.space.models import KINDS, Post
from app.space.rules import State


class PostIncomplete(Refused):
    """A post without what guests must know cannot be public."""

    code = "post_incomplete"
    sentence = (
        "A post needs a title before it is published; "
        "an event also needs its beginning and its place."
    )


class PostTooLong(Refused):
    """More words than a post can have."""

    code = "post_too_long"
    sentence = "A title has up to 120 characters, a text up to 20,000."


class EndsBeforeStart(Refused):
    """The end does not come after the beginning."""

    code = "ends_before_start"
    sentence = "The end must come after the beginning."


class PostOver(Refused):
    """What is over before it appears."""

    code = "post_over"
    sentence = "It would be over before guests see it. Choose later dates."


class ScheduleInPast(Refused):
    """A schedule must lie ahead."""

    code = "schedule_in_past"
    sentence = "Choose a time that lies ahead, or publish at once."


class AlreadyPublished(Refused):
    """What guests see already cannot be put off."""

    code = "post_already_published"
    sentence = "Guests see this post already. Withdraw it first."


class PostChangedMeanwhile(Conflict):
    """Somebody else, or another window, has changed the post."""

    code = "post_changed_meanwhile"
    sentence = (
        "This post was changed meanwhile in another window. Copy what you wrote, "
        "reload the page and put it in again."
    )


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a writer decides about a post; instants are aware."""

    title: str = ""
    text: str = ""
    picture_id: PictureId | None = None
    crop: str = "50-50-100"
    picture_alt: str = ""
    outlet_id: OutletId | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    conditions: str = ""
    ad_label: str = ""
    ad_advertiser: str = ""
    ad_token: str = ""
    has_comments: bool = True
    is_pinned: bool = False


def draft(*, kind: str, staff_id: int | None = None) -> PostId:
    """Begin a post that only the office sees; raises ValueError for an unknown kind."""
    if kind not in KINDS:
        raise ValueError(kind)
    now = clock.now()
    row = Post(kind=kind, title="", created_at=now, created_by=staff_id, changed_at=now)
    db.session().add(row)
    db.session().flush()
    return PostId(row.id)


def change(
    *,
    post_id: PostId,
    content: Content,
    seen: datetime | None = None,
    window: str = "",
) -> datetime:
    """Write a post; what is public shows the change at once.

    Args:
        post_id: a post of the business in scope.
        content: everything, also what stays as it is.
        seen: the ``changed_at`` that the writer began from; None overwrites whatever
            is there.
        window: a name of the open page; its own changes never stand in its way, also
            when their answers are still under way.

    Returns:
        When the post was changed last: the ``seen`` of whoever goes on writing.

    Raises:
        NotFound (the post, its outlet or its picture), PostTooLong, EndsBeforeStart,
        PostIncomplete (where guests see it), PostChangedMeanwhile.
    """
    post = _locked(post_id)
    values = asdict(content)
    if all(getattr(post, name) == value for name, value in values.items()):
        return post.changed_at
    is_own = window != "" and window == post.changed_in
    if seen is not None and seen != post.changed_at and not is_own:
        raise PostChangedMeanwhile
    _check(content)
    for name, value in values.items():
        setattr(post, name, value)
    post.excerpt = markdown.excerpt(content.text)
    post.archives_at = rules.archives_at(
        post.kind, content.starts_at, content.ends_at, _zone(content.outlet_id)
    )
    post.changed_at, post.changed_in = _after(post.changed_at), window
    if _state(post) not in {State.DRAFT, State.WITHDRAWN}:
        _check_complete(post)
        audit.note("post.changed", subject=f"post:{post_id}", title=post.title)
    return post.changed_at


def publish(*, post_id: PostId, at: datetime | None = None) -> None:
    """Show a post to everybody, now or from an instant on; a repeat changes nothing.

    Raises:
        NotFound, PostIncomplete, ScheduleInPast, AlreadyPublished, PostOver.
    """
    post, now = _locked(post_id), clock.now()
    is_public = _state(post) in {State.PUBLISHED, State.ARCHIVED}
    if is_public and at is None:
        return
    if at is not None and at <= now:
        raise ScheduleInPast
    if is_public:
        raise AlreadyPublished
    _check_complete(post)
    appears_at = at or now
    if post.archives_at is not None and post.archives_at <= appears_at:
        raise PostOver
    if post.published_at == appears_at and post.withdrawn_at is None:
        return
    post.published_at, post.withdrawn_at = appears_at, None
    post.changed_at = _after(post.changed_at)
    outbox.record(
        PostPublished(business_id=int(tenancy.current()), post_id=post.id),
        at=appears_at,
    )
    audit.note(
        "post.scheduled" if at else "post.published",
        subject=f"post:{post_id}",
        title=post.title,
        at=appears_at.isoformat(),
    )


def withdraw(*, post_id: PostId) -> None:
    """Take a post out of sight; a schedule is given up. A repeat changes nothing."""
    post = _locked(post_id)
    before = _state(post)
    if before in {State.DRAFT, State.WITHDRAWN}:
        return
    if before == State.SCHEDULED:
        post.published_at = None
    else:
        post.withdrawn_at = clock.now()
    post.changed_at = _after(post.changed_at)
    act = "post.put_off" if before == State.SCHEDULED else "post.withdrawn"
    audit.note(act, subject=f"post:{post_id}", title=post.title)


def discard(*, post_id: PostId) -> None:
    """Throw a draft away for good; raises NotFound, AlreadyPublished."""
    post = _locked(post_id)
    if post.published_at is not None:
        raise AlreadyPublished
    audit.note("post.discarded", subject=f"post:{post_id}", title=post.title)
    db.session().delete(post)


def _locked(post_id: PostId) -> Post:
    # What this transaction has changed must not be read over.
    db.session().flush()
    row = db.session().scalar(
        select(Post)
        .where(Post.id == post_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def _state(post: Post) -> State:
    return rules.state(
        published_at=post.published_at,
        withdrawn_at=post.withdrawn_at,
        archives_at=post.archives_at,
        now=clock.now(),
    )


def _after(before: datetime) -> datetime:
    """Now, but never the instant of the change before."""
    return max(clock.now(), before + datetime.resolution)


def _zone(outlet_id: OutletId | None) -> str:
    if outlet_id is not None:
        return businesses.outlet(outlet_id).zone
    return businesses.by_id(tenancy.current()).zone


def _check(content: Content) -> None:
    if (
        len(content.title) > rules.LONGEST_TITLE
        or len(content.text) > rules.LONGEST_TEXT
    ):
        raise PostTooLong
    if (
        content.starts_at is not None
        and content.ends_at is not None
        and content.ends_at <= content.starts_at
    ):
        raise EndsBeforeStart
    Crop.parse(content.crop)
    if content.picture_id is not None:
        pictures.digest_of(content.picture_id)


def _check_complete(post: Post) -> None:
    if not rules.is_complete(
        post.kind,
        title=post.title,
        starts_at=post.starts_at,
        has_place=bool(post.place or post.outlet_id),
    ):
        raise PostIncomplete
