"""What guests do with reviews: write, change, take back, report."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from app.businesses import queries as businesses
from app.businesses.pictures import Clean
from app.cards import actions as cards
from app.core import audit, clock, db, limits, live, tenancy, unique
from app.core.ids import CardId, MemberId, PersonId
from app.core.limits import Limit
from app.people import photos
from app.reviews import policy, purchases, rules
from app.reviews.errors import (
    AlreadyReviewed,
    NameOfTheBusiness,
    PurchaseGone,
    ReviewNotFound,
    ReviewOver,
    ReviewWithdrawn,
    StarsMissing,
    TooManyPhotos,
)
from app.reviews.models import Review, ReviewMark, ReviewPhoto, ReviewReport
from app.reviews.purchases import Purchase, of_member

PER_DAY = Limit("reviews_person_day", 3, 24 * 3600)
REPORTS_PER_HOUR = Limit("review_reports_person_hour", 20, 3600)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a guest says; ``removed`` names photos of before that go."""

    stars: int | None
    text: str
    name: str
    themes: tuple[str, ...] = ()
    photos: tuple[Clean, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Author:
    """Who writes: a membership and the person behind it."""

    member_id: MemberId
    person_id: PersonId


def save_draft(*, receipt_id: int, author: Author, words: Words) -> int:
    """Keep what is not finished, for its author only; the review's id.

    Raises ReceiptNotFound, PurchaseGone, AlreadyReviewed, TooManyPhotos.
    """
    bought = _standing(receipt_id, author)
    row = _row_of(bought, author)
    if row.state != "draft":
        raise AlreadyReviewed
    _fill(row, words, author)
    return row.id


def publish(*, receipt_id: int, author: Author, words: Words) -> int:
    """Say it, or say it better within a week; the review's id.

    It is shown at once or waits for staff, as `_held_for` finds. Raises ReceiptNotFound,
    PurchaseGone, StarsMissing, ReviewOver, ReviewWithdrawn, TooManyPhotos,
    NameOfTheBusiness, AlreadyReviewed, TooMany.
    """
    if words.stars not in rules.STARS:
        raise StarsMissing
    if _looks(words.name) == _looks(businesses.by_id(tenancy.current()).name):
        raise NameOfTheBusiness
    bought, now = _standing(receipt_id, author), clock.now()
    row = _row_of(bought, author)
    if row.state == "withdrawn":
        raise ReviewWithdrawn
    if row.state == "draft":
        limits.hit(PER_DAY, str(author.person_id))
        row.published_at = now
    elif rules.can_edit(
        state=row.state,
        published_at=row.published_at,
        has_reply=bool(row.reply),
        at=now,
    ):
        row.changed_at = now
    else:
        raise ReviewOver
    stays_held_for = _stays_held_for(row)
    _fill(row, words, author)
    row.held_for = stays_held_for or _held_for(row, author)
    row.state = "waiting" if row.held_for else "shown"
    db.session().flush()
    cards.show_change(CardId(bought.card_id))
    _ring()
    return row.id


def _standing(receipt_id: int, author: Author) -> Purchase:
    bought = of_member(receipt_id, author.member_id)
    if not bought.is_standing:
        raise PurchaseGone
    return bought


def _row_of(bought: Purchase, author: Author) -> Review:
    """The review of a purchase, locked; a draft is begun where there is none."""
    known = select(Review).where(Review.receipt_id == bought.receipt_id)
    row = db.session().scalar(known.with_for_update())
    if row is None:
        row = Review(
            business_id=tenancy.current(),
            receipt_id=bought.receipt_id,
            member_id=author.member_id,
            outlet_id=bought.outlet_id,
            name="",
            text="",
            state="draft",
            created_at=clock.now(),
        )
        if not unique.is_added(row):
            raise AlreadyReviewed
    if row.member_id != author.member_id:
        raise AlreadyReviewed
    return row


def _fill(row: Review, words: Words, author: Author) -> None:
    row.stars, row.text, row.name = words.stars, words.text, words.name
    _replace_marks(row, words.themes)
    _replace_photos(row, words, author)
    db.session().flush()


def _replace_marks(row: Review, themes: Sequence[str]) -> None:
    """Themes that the business has now, or that the review had before."""
    session, mine = db.session(), ReviewMark.review_id == row.id
    before = session.scalars(
        select(ReviewMark.theme).where(mine).order_by(ReviewMark.id)
    )
    known = dict.fromkeys((*policy.policy().themes, *before.all()))
    session.execute(delete(ReviewMark).where(mine))
    session.add_all(
        ReviewMark(business_id=row.business_id, review_id=row.id, theme=theme)
        for theme in known
        if theme in themes
    )


def _replace_photos(row: Review, words: Words, author: Author) -> None:
    session = db.session()
    mine = select(ReviewPhoto.photo_id).where(ReviewPhoto.review_id == row.id)
    before = set(session.scalars(mine))
    gone = before & set(words.removed)
    if len(before - gone) + len(words.photos) > rules.MOST_PHOTOS:
        raise TooManyPhotos(most=rules.MOST_PHOTOS)
    session.execute(
        delete(ReviewPhoto).where(
            ReviewPhoto.review_id == row.id, ReviewPhoto.photo_id.in_(gone)
        )
    )
    photos.remove(gone)
    for clean in words.photos:
        photo_id = photos.keep(clean, person_id=author.person_id)
        session.add(
            ReviewPhoto(
                business_id=row.business_id, review_id=row.id, photo_id=photo_id
            )
        )


def _stays_held_for(row: Review) -> str:
    """Why new words wait, too: staff hid the old ones, or guests asked for a look."""
    if row.state == "hidden":
        return "rule"
    is_reported = row.state == "waiting" and row.held_for == "reports"
    return "reports" if is_reported else ""


def _held_for(row: Review, author: Author) -> str:
    """Why it waits for staff: a link by somebody whose links nobody has read, the rule."""
    if rules.has_link(row.text) or rules.has_link(row.name):
        known = (
            select(Review.id)
            .where(
                Review.member_id == author.member_id,
                Review.id != row.id,
                Review.state == "shown",
                Review.held_for == "link",
            )
            .limit(1)
        )
        if db.session().execute(known).first() is None:
            return "link"
    return "rule" if policy.policy().is_premoderated else ""


def withdraw(*, review_id: int, author: Author) -> None:
    """Take one's own review back, at any time: it counts no more, its place stays.

    Raises ReviewNotFound, also for somebody else's.
    """
    row = locked(review_id)
    if row.member_id != author.member_id:
        raise ReviewNotFound
    if row.state == "withdrawn":
        return
    if row.state == "draft":
        _throw_away(row)
        return
    row.state, row.withdrawn_at, row.held_for = "withdrawn", clock.now(), ""
    db.session().flush()
    audit.note("feedback.withdrawn", subject=f"feedback:{row.id}", stars=row.stars)
    _ring()


def _throw_away(row: Review) -> None:
    session = db.session()
    forget_photos([row.id])
    session.execute(delete(ReviewMark).where(ReviewMark.review_id == row.id))
    session.delete(row)
    session.flush()


def forget_photos(review_ids: Sequence[int]) -> None:
    """Delete the photos of these reviews for good. Runs inside ``writing()``."""
    session = db.session()
    which = ReviewPhoto.review_id.in_(review_ids)
    photos.remove(list(session.scalars(select(ReviewPhoto.photo_id).where(which))))
    session.execute(
        delete(ReviewPhoto).where(which).execution_options(synchronize_session=False)
    )


def report(*, review_id: int, person_id: PersonId) -> None:
    """Ask staff to look at a review; once for each person.

    It stands until somebody has looked, unless `rules.REPORTS_TO_HOLD` guests ask who
    have bought here: one voice alone must not silence another, nor may cards that
    anybody takes in one tap. Raises ReviewNotFound for what is not shown,
    TooMany.
    """
    limits.hit(REPORTS_PER_HOUR, str(person_id))
    row = locked(review_id)
    if row.state != "shown":
        raise ReviewNotFound
    mark = ReviewReport(
        business_id=tenancy.current(),
        review_id=review_id,
        person_id=person_id,
        created_at=clock.now(),
    )
    if not unique.is_added(mark):
        return
    row.reports += 1
    if _guests_asking(row) >= rules.REPORTS_TO_HOLD:
        row.state, row.held_for = "waiting", "reports"
    db.session().flush()
    _ring()


def _guests_asking(row: Review) -> int:
    """How many who have bought here reported a review since staff looked last."""
    asking = select(func.count(ReviewReport.id)).where(
        ReviewReport.review_id == row.id,
        purchases.has_bought(ReviewReport.person_id),
    )
    if row.decided_at is not None:
        asking = asking.where(ReviewReport.created_at > row.decided_at)
    return db.session().scalar(asking) or 0


def locked(review_id: int) -> Review:
    """A review, locked; raises ReviewNotFound."""
    row = db.session().scalar(
        select(Review).where(Review.id == review_id).with_for_update()
    )
    if row is None:
        raise ReviewNotFound
    return row


def _ring() -> None:
    live.ring_inbox()


def _looks(name: str) -> str:
    """A name as an eye in a hurry takes it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
