"""What screens, feeds and letters read about posts, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, MappingResult, Select, and_, func, or_, select

from app.businesses.look import PictureRef
from app.businesses.models import Business, Outlet, Picture
from app.core import clock, db, tenancy
from app.core.errors import AppError, NotFound
from app.core.ids import OutletId, PictureId, PostId
from app.space import rules, words
from app.space.models import Post
from app.space.rules import State

MOST_PINNED: Final = 3


class PostGone(AppError):
    """A post that was public and has been withdrawn."""

    code = "post_withdrawn"
    status = 410
    sentence = "This post has been withdrawn."


@dataclass(frozen=True, kw_only=True)
class PostCard:
    """A post as lists show it: enough for a card, not the whole text.

    ``zone`` is the outlet's, or the business's; ``published_at`` is None for a draft.
    """

    id: PostId
    kind: str
    title: str
    excerpt: str
    picture: PictureRef | None
    picture_alt: str
    outlet: str
    address: str
    place: str
    zone: str
    home_zone: str
    starts_at: datetime | None
    ends_at: datetime | None
    archives_at: datetime | None
    ad_label: str
    ad_advertiser: str
    ad_token: str
    language: str
    is_pinned: bool
    published_at: datetime | None
    withdrawn_at: datetime | None
    changed_at: datetime

    @property
    def state(self) -> State:
        """Where it stands now."""
        return rules.state(
            published_at=self.published_at,
            withdrawn_at=self.withdrawn_at,
            archives_at=self.archives_at,
            now=clock.now(),
        )

    @property
    def is_over(self) -> bool:
        """Whether the event is past or the offer has ended."""
        return self.archives_at is not None and self.archives_at <= clock.now()

    @property
    def when(self) -> str:
        """When the event is or how long the offer is valid; empty for news."""
        if self.kind == "event" and self.starts_at is not None:
            return words.event_time(
                self.starts_at, self.ends_at, self.zone, self.home_zone
            )
        if self.kind == "offer":
            return words.validity(
                self.starts_at, self.ends_at, self.zone, is_over=self.is_over
            )
        return ""

    @property
    def where(self) -> str:
        """The place in words: as written, or the outlet's name."""
        return self.place or self.outlet

    @property
    def advertising(self) -> str:
        """The line that marks an advertisement; empty for what is none."""
        return words.advertising(
            self.ad_label, self.ad_advertiser, self.ad_token, self.language
        )

    @property
    def updated_at(self) -> datetime:
        """When what guests see was new for the last time."""
        return max(self.changed_at, self.published_at or self.changed_at)


@dataclass(frozen=True, kw_only=True)
class PostView(PostCard):
    """A whole post; ``text`` is Markdown as it was written."""

    text: str
    outlet_id: OutletId | None
    picture_id: PictureId | None
    link: str
    conditions: str
    has_comments: bool
    created_at: datetime


@dataclass(frozen=True)
class Part:
    """A piece of a list, and the post after which it goes on (None at the end)."""

    posts: list[PostCard]
    more: PostId | None


@dataclass(frozen=True)
class Neighbours:
    """The public posts before and after one, by the time they appeared."""

    older: PostCard | None
    newer: PostCard | None


@dataclass(frozen=True)
class Address:
    """A public post for the site map."""

    post_id: PostId
    updated_at: datetime


_CARD: Final = (
    Post.id,
    Post.kind,
    Post.title,
    Post.excerpt,
    Picture.digest,
    Post.crop,
    Post.picture_alt,
    func.coalesce(Outlet.name, "").label("outlet"),
    func.coalesce(Outlet.address, "").label("address"),
    Post.place,
    func.coalesce(Outlet.zone, Business.zone).label("zone"),
    Business.zone.label("home_zone"),
    Post.starts_at,
    Post.ends_at,
    Post.archives_at,
    Post.ad_label,
    Post.ad_advertiser,
    Post.ad_token,
    Business.language,
    Post.is_pinned,
    Post.published_at,
    Post.withdrawn_at,
    Post.changed_at,
)
_WHOLE: Final = (
    Post.text,
    Post.outlet_id,
    Post.picture_id,
    Post.link,
    Post.conditions,
    Post.has_comments,
    Post.created_at,
)


def latest(limit: int) -> list[PostCard]:
    """What guests see now, pinned posts first, then the newest; nothing that is over."""
    order = (Post.is_pinned.desc(), Post.published_at.desc(), Post.id.desc())
    return _cards(_cards_of(_is_public(), _is_current()).order_by(*order).limit(limit))


def upcoming_events(limit: int) -> list[PostCard]:
    """Public events that are not over, the next one first."""
    asked = _cards_of(_is_public(), _is_current(), Post.kind == "event")
    return _cards(asked.order_by(Post.starts_at, Post.id).limit(limit))


def valid_offers(limit: int) -> list[PostCard]:
    """Public offers that are valid now, what ends first before what goes on."""
    begun = or_(Post.starts_at.is_(None), Post.starts_at <= clock.now())
    asked = _cards_of(_is_public(), _is_current(), Post.kind == "offer", begun)
    order = (Post.ends_at.is_(None), Post.ends_at, Post.id)
    return _cards(asked.order_by(*order).limit(limit))


def pinned(kind: str | None = None) -> list[PostCard]:
    """The pinned posts on top of the first page, the newest three."""
    asked = _cards_of(_is_public(), _is_current(), and_(Post.is_pinned), *_of(kind))
    order = (Post.published_at.desc(), Post.id.desc())
    return _cards(asked.order_by(*order).limit(MOST_PINNED))


def public_part(
    *,
    limit: int,
    kind: str | None = None,
    is_archive: bool = False,
    after: PostId | None = None,
    without: frozenset[PostId] = frozenset(),
) -> Part:
    """A piece of what guests see, newest first.

    Args:
        limit: how many posts at most.
        kind: one of `models.KINDS`, or all of them.
        is_archive: what is over, instead of what is not.
        after: the last post of the piece before; raises NotFound for another's.
        without: posts that stand elsewhere on the page.
    """
    asked = _cards_of(
        _is_public(),
        _is_over() if is_archive else _is_current(),
        *_of(kind),
        *([Post.id.not_in(without)] if without else []),
    )
    return _part(asked, Post.published_at, after, limit)


def public_post(post_id: PostId) -> PostView:
    """A post that everybody may see; raises NotFound, PostGone (withdrawn)."""
    found = post(post_id)
    if found.state == State.WITHDRAWN:
        raise PostGone
    if found.state not in {State.PUBLISHED, State.ARCHIVED}:
        raise NotFound
    return found


def neighbours(of: PostView) -> Neighbours:
    """The public posts that appeared just before and just after a public one."""
    key = (Post.published_at, Post.id)
    older = or_(
        Post.published_at < of.published_at,
        and_(Post.published_at == of.published_at, Post.id < of.id),
    )
    newer = or_(
        Post.published_at > of.published_at,
        and_(Post.published_at == of.published_at, Post.id > of.id),
    )
    before = _cards_of(_is_public(), older).order_by(*(k.desc() for k in key))
    after = _cards_of(_is_public(), newer).order_by(*key)
    return Neighbours(*(_first(asked.limit(1)) for asked in (before, after)))


def for_feed(limit: int) -> list[PostView]:
    """The newest public posts with their texts, archive included."""
    asked = _rows((*_CARD, *_WHOLE), _is_public())
    order = (Post.published_at.desc(), Post.id.desc())
    return [_view(row) for row in _read(asked.order_by(*order).limit(limit))]


def begun_at() -> datetime:
    """When the business in scope began: the date of a feed without posts."""
    asked = select(Business.created_at).where(Business.id == tenancy.current())
    return db.session().execute(asked).scalar_one()


def addresses() -> list[Address]:
    """Every public post of the business in scope, for the site map."""
    rows = db.session().execute(
        select(Post.id, Post.changed_at, Post.published_at)
        .where(_is_public())
        .order_by(Post.id)
    )
    return [
        Address(PostId(row.id), max(row.changed_at, row.published_at)) for row in rows
    ]


def post(post_id: PostId) -> PostView:
    """Any post of the business in scope, for the office; raises NotFound."""
    asked = _rows((*_CARD, *_WHOLE), Post.id == post_id)
    row = _read(asked).one_or_none()
    if row is None:
        raise NotFound
    return _view(row)


def office_part(
    *,
    limit: int,
    state: State | None = None,
    kind: str | None = None,
    after: PostId | None = None,
) -> Part:
    """A piece of all posts, drafts too, the last changed first; as ``public_part``."""
    asked = _cards_of(*(_in_state(state) if state else ()), *_of(kind))
    return _part(asked, Post.changed_at, after, limit)


def counts() -> dict[State, int]:
    """How many posts stand in each state."""
    row = db.session().execute(
        select(
            *(
                func.count(Post.id).filter(*_in_state(state)).label(state)
                for state in State
            )
        ).select_from(Post)
    )
    return {State(name): number for name, number in row.mappings().one().items()}


def _is_public() -> ColumnElement[bool]:
    return and_(Post.published_at <= clock.now(), Post.withdrawn_at.is_(None))


def _is_over() -> ColumnElement[bool]:
    return and_(Post.archives_at.is_not(None), Post.archives_at <= clock.now())


def _is_current() -> ColumnElement[bool]:
    return or_(Post.archives_at.is_(None), Post.archives_at > clock.now())


def _of(kind: str | None) -> list[ColumnElement[bool]]:
    return [] if kind is None else [Post.kind == kind]


def _in_state(state: State) -> tuple[ColumnElement[bool], ...]:
    kept = Post.withdrawn_at.is_(None)
    return {
        State.DRAFT: (kept, Post.published_at.is_(None)),
        State.SCHEDULED: (kept, Post.published_at > clock.now()),
        State.PUBLISHED: (_is_public(), _is_current()),
        State.ARCHIVED: (_is_public(), _is_over()),
        State.WITHDRAWN: (Post.withdrawn_at.is_not(None),),
    }[state]


def _rows(columns: tuple[Any, ...], *where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Post)
        .join(Business, Business.id == Post.business_id)
        .outerjoin(Outlet, Outlet.id == Post.outlet_id)
        .outerjoin(Picture, Picture.id == Post.picture_id)
        .where(*where)
    )


def _cards_of(*where: ColumnElement[bool]) -> Select[Any]:
    return _rows(_CARD, *where)


def _part(asked: Select[Any], by: Any, after: PostId | None, limit: int) -> Part:
    """The next piece by ``by`` downwards; one more row tells whether it goes on."""
    if after is not None:
        last = db.session().scalar(select(by).where(Post.id == after))
        if last is None:
            raise NotFound
        asked = asked.where(or_(by < last, and_(by == last, Post.id < after)))
    found = _cards(asked.order_by(by.desc(), Post.id.desc()).limit(limit + 1))
    shown = found[:limit]
    return Part(shown, shown[-1].id if len(found) > limit else None)


def _read(asked: Select[Any]) -> MappingResult:
    return db.session().execute(asked).mappings()


def _cards(asked: Select[Any]) -> list[PostCard]:
    return [PostCard(**_card_values(row)) for row in _read(asked)]


def _first(asked: Select[Any]) -> PostCard | None:
    return next(iter(_cards(asked)), None)


def _view(row: Any) -> PostView:
    return PostView(**_card_values(row))


def _card_values(row: Any) -> dict[str, Any]:
    values = dict(row)
    digest, crop = values.pop("digest"), values.pop("crop")
    return values | {"picture": PictureRef(digest, crop) if digest else None}
