"""Reviews as they are read: what each reader may see of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.businesses.models import Outlet
from app.core import clock, db
from app.core.ids import MemberId
from app.people import photos
from app.people.photos import PhotoView
from app.reviews import rules
from app.reviews.models import Review, ReviewMark, ReviewPhoto
from app.sales.models import Receipt

Extras = tuple[Mapping[int, list[str]], Mapping[int, list[PhotoView]]]


@dataclass(frozen=True)
class ReviewView:
    """A review with its marks and photos, and what has become of it."""

    id: int
    receipt_id: int
    receipt: str
    bought_at: datetime
    member_id: MemberId | None
    outlet_id: int
    outlet: str
    name: str
    stars: int
    text: str
    state: str
    held_for: str
    is_void: bool
    reports: int
    reason: str
    reason_words: str
    decided_at: datetime | None
    reply: str
    replied_at: datetime | None
    created_at: datetime
    published_at: datetime | None
    changed_at: datetime | None
    themes: tuple[str, ...]
    photos: tuple[PhotoView, ...]

    @property
    def paragraphs(self) -> list[str]:
        """The text by lines."""
        return [line for line in self.text.split("\n") if line.strip()]

    @property
    def reply_paragraphs(self) -> list[str]:
        """The business's reply by lines."""
        return [line for line in self.reply.split("\n") if line.strip()]

    @property
    def edition(self) -> str:
        """Changes with whatever a reply would stand under, or in the place of."""
        return rules.edition(stars=self.stars, text=self.text, reply=self.reply)

    @property
    def is_counted(self) -> bool:
        """Whether its stars are in the rating."""
        return self.state in COUNTED and not self.is_void

    @property
    def can_edit(self) -> bool:
        """Whether its author may change it now."""
        return not self.is_void and rules.can_edit(
            state=self.state,
            published_at=self.published_at,
            has_reply=bool(self.reply),
            at=clock.now(),
        )

    @property
    def edit_until(self) -> datetime | None:
        """When the author's window ends."""
        return self.published_at and self.published_at + rules.EDIT_WINDOW

    @property
    def can_change_reply(self) -> bool:
        """Whether the business may write or correct its reply now."""
        return rules.can_change_reply(replied_at=self.replied_at, at=clock.now())


COUNTED = ("waiting", "shown", "hidden")
"""States in which stars count: none of them is in a business's hand (decision 34)."""

_ROW: list[Any] = [
    Review.id,
    Review.receipt_id,
    Receipt.number,
    Receipt.occurred_at,
    Review.member_id,
    Review.outlet_id,
    Outlet.name,
    Review.name,
    Review.stars,
    Review.text,
    Review.state,
    Review.held_for,
    Review.is_void,
    Review.reports,
    Review.reason,
    Review.reason_words,
    Review.decided_at,
    Review.reply,
    Review.replied_at,
    Review.created_at,
    Review.published_at,
    Review.changed_at,
]


def chosen() -> Select[Any]:
    """Reviews of the business in scope, for ``read``; the caller narrows and orders."""
    return (
        select(*_ROW)
        .join(Receipt, Receipt.id == Review.receipt_id)
        .join(Outlet, Outlet.id == Review.outlet_id)
    )


def read(query: Select[Any]) -> list[ReviewView]:
    """What a query of ``chosen`` finds, in three statements however many there are."""
    found: Iterable[Any] = db.session().execute(query).all()
    rows = [tuple(row) for row in found]
    themes, pictures = _extras([row[0] for row in rows])
    return [_view(row, themes, pictures) for row in rows]


def _view(
    row: tuple[Any, ...],
    themes: Mapping[int, list[str]],
    pictures: Mapping[int, list[PhotoView]],
) -> ReviewView:
    values: list[Any] = [*row[:8], row[8] or 0, *row[9:]]
    values += [tuple(themes.get(row[0], ())), tuple(pictures.get(row[0], ()))]
    return ReviewView(*values)


def _extras(review_ids: list[int]) -> Extras:
    session = db.session()
    themes: dict[int, list[str]] = {}
    pictures: dict[int, list[PhotoView]] = {}
    if not review_ids:
        return themes, pictures
    marks = session.execute(
        select(ReviewMark.review_id, ReviewMark.theme)
        .where(ReviewMark.review_id.in_(review_ids))
        .order_by(ReviewMark.id)
    )
    for review_id, theme in marks:
        themes.setdefault(review_id, []).append(theme)
    links = session.execute(
        select(ReviewPhoto.review_id, ReviewPhoto.photo_id)
        .where(ReviewPhoto.review_id.in_(review_ids))
        .order_by(ReviewPhoto.id)
    ).all()
    known = photos.views([link[1] for link in links]) if links else {}
    for review_id, photo_id in links:
        if photo_id in known:
            pictures.setdefault(review_id, []).append(known[photo_id])
    return themes, pictures
