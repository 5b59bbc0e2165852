"""What screens read of reviews: the public's, a guest's own, the office's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_

from app.core import clock, db
from app.core.ids import MemberId
from app.people import photos
from app.reviews import rules
from app.reviews.errors import ReviewNotFound
from app.reviews.models import Review, ReviewMark, ReviewPhoto
from app.reviews.rules import Rating
from app.reviews.views import COUNTED, ReviewView, chosen, read

PAGE = 15
Place = tuple[datetime, int]
"""When a review was published, and its id: where a page of a list ends."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list shows; what is empty narrows nothing."""

    outlet_id: int | None = None
    stars: int | None = None
    theme: str = ""
    state: str = ""
    is_unanswered: bool = False
    before: Place | None = None


@dataclass(frozen=True)
class Listed:
    """A page of a list, newest first, and where the next one begins."""

    reviews: list[ReviewView]
    next_before: Place | None


@dataclass(frozen=True)
class Unseen:
    """What counts but cannot be read: why it is hidden, and how many wait."""

    hidden: Mapping[str, int]
    waiting: int


@dataclass(frozen=True)
class Counts:
    """What a business has to do: read first, reply to, and since when."""

    to_moderate: int
    unanswered: int
    oldest: datetime | None


def rating(outlet_id: int | None = None) -> Rating:
    """The counted stars of the business in scope, or of one of its outlets."""
    since = clock.now() - rules.RECENT
    counted = (
        select(
            Review.stars,
            func.count(Review.id),
            func.count(Review.id).filter(Review.published_at >= since),
        )
        .where(is_counted())
        .group_by(Review.stars)
    )
    if outlet_id is not None:
        counted = counted.where(Review.outlet_id == outlet_id)
    rows: Iterable[Any] = db.session().execute(counted).all()
    return Rating(
        {stars: every for stars, every, _ in rows},
        {stars: recent for stars, _, recent in rows},
    )


def is_counted() -> ColumnElement[bool]:
    """The predicate of reviews whose stars count."""
    return and_(Review.state.in_(COUNTED), ~Review.is_void)


def unseen(outlet_id: int | None = None) -> Unseen:
    """How many reviews cannot be read by everybody, and why."""
    asked = (
        select(Review.state, Review.reason, func.count(Review.id))
        .where(Review.state.in_(("hidden", "waiting")))
        .group_by(Review.state, Review.reason)
        .order_by(Review.reason)
    )
    if outlet_id is not None:
        asked = asked.where(Review.outlet_id == outlet_id)
    rows: Iterable[Any] = db.session().execute(asked).all()
    return Unseen(
        {reason: count for state, reason, count in rows if state == "hidden"},
        sum(count for state, _, count in rows if state == "waiting"),
    )


def public(wanted: Wanted, limit: int = PAGE) -> Listed:
    """What everybody may read."""
    return _page(wanted, Review.state == "shown", limit)


def listed(wanted: Wanted, limit: int = PAGE) -> Listed:
    """What staff see: everything that was ever published."""
    return _page(wanted, Review.state != "draft", limit)


def _page(wanted: Wanted, within: ColumnElement[bool], limit: int) -> Listed:
    query = chosen().where(within, *_narrowed(wanted))
    newest = query.order_by(Review.published_at.desc(), Review.id.desc())
    found = read(newest.limit(limit + 1))
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    more = (last.published_at, last.id) if last and last.published_at else None
    return Listed(shown, more)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.outlet_id is not None:
        where.append(Review.outlet_id == wanted.outlet_id)
    if wanted.stars is not None:
        where.append(Review.stars == wanted.stars)
    if wanted.state:
        where.append(to_moderate() if wanted.state == "look" else _in(wanted.state))
    if wanted.is_unanswered:
        where.append(unanswered())
    if wanted.theme:
        marked = exists().where(
            ReviewMark.business_id == Review.business_id,
            ReviewMark.review_id == Review.id,
            ReviewMark.theme == wanted.theme,
        )
        where.append(marked)
    if wanted.before is not None:
        where.append(tuple_(Review.published_at, Review.id) < wanted.before)
    return where


def _in(state: str) -> ColumnElement[bool]:
    return Review.state == state


def to_moderate() -> ColumnElement[bool]:
    """What somebody has to look at: it waits, or guests reported it."""
    return or_(
        Review.state == "waiting", and_(Review.state == "shown", Review.reports > 0)
    )


def unanswered() -> ColumnElement[bool]:
    """What was said in words and not replied to."""
    return and_(
        Review.state.in_(("waiting", "shown")), Review.text != "", Review.reply == ""
    )


def waiting(limit: int, *, before: Place | None = None) -> list[ReviewView]:
    """What somebody has to look at or reply to, newest first."""
    query = chosen().where(or_(to_moderate(), unanswered()))
    if before is not None:
        query = query.where(tuple_(Review.published_at, Review.id) < before)
    newest = query.order_by(Review.published_at.desc(), Review.id.desc())
    return read(newest.limit(limit))


def counts() -> Counts:
    """How much waits in the business in scope."""
    row = (
        db.session()
        .execute(
            select(
                func.count(Review.id).filter(to_moderate()),
                func.count(Review.id).filter(unanswered()),
                func.min(Review.published_at),
            ).where(or_(to_moderate(), unanswered()))
        )
        .one()
    )
    return Counts(row[0], row[1], row[2])


def review(review_id: int) -> ReviewView:
    """One review for staff; raises ReviewNotFound, for a draft too."""
    return _one(Review.id == review_id, Review.state != "draft")


def shown(review_id: int) -> ReviewView:
    """One that everybody may read; raises ReviewNotFound."""
    return _one(Review.id == review_id, Review.state == "shown")


def _one(*where: ColumnElement[bool]) -> ReviewView:
    found = read(chosen().where(*where))
    if not found:
        raise ReviewNotFound
    return found[0]


def of_receipt(receipt_id: int, member_id: MemberId) -> ReviewView | None:
    """A member's own review of a purchase, a draft too."""
    mine = (Review.receipt_id == receipt_id, Review.member_id == member_id)
    return next(iter(read(chosen().where(*mine))), None)


def of_member(member_id: MemberId) -> list[ReviewView]:
    """A member's own reviews, newest first."""
    mine = chosen().where(Review.member_id == member_id)
    return read(mine.order_by(Review.created_at.desc(), Review.id.desc()))


def photo(photo_id: int, *, member_id: MemberId | None = None) -> bytes:
    """A photo of a review that is shown, or of the member's own; raises NotFound."""
    is_seen = Review.state == "shown"
    if member_id is not None:
        is_seen = and_(Review.member_id == member_id, Review.state != "withdrawn")
    return _photo(photo_id, is_seen)


def photo_for_staff(photo_id: int) -> bytes:
    """A photo of whatever was published and not taken back; raises NotFound."""
    return _photo(photo_id, Review.state.in_(COUNTED))


def _photo(photo_id: int, is_seen: ColumnElement[bool]) -> bytes:
    linked = (
        select(ReviewPhoto.id)
        .join(Review, Review.id == ReviewPhoto.review_id)
        .where(ReviewPhoto.photo_id == photo_id, is_seen)
    )
    if db.session().execute(linked).first() is None:
        raise ReviewNotFound
    return photos.data(photo_id)


def themes_used() -> list[tuple[str, int, int]]:
    """Themes of published reviews: how often each, and how often with few stars."""
    rows: Iterable[Any] = db.session().execute(
        select(
            ReviewMark.theme,
            func.count(Review.id),
            func.count(Review.id).filter(Review.stars <= 2),  # noqa: PLR2004 - few stars
        )
        .select_from(ReviewMark)
        .join(Review, Review.id == ReviewMark.review_id)
        .where(Review.state.in_(COUNTED))
        .group_by(ReviewMark.theme)
        .order_by(func.count(Review.id).desc(), ReviewMark.theme)
    )
    return [tuple(row) for row in rows]
