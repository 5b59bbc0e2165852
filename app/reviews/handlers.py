"""Reactions to facts about purchases, and what people's traces mean for reviews."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Select, delete, func, select, update

from app.core import db, tenancy
from app.core.ids import BusinessId, MemberId, PersonId, ReceiptId
from app.core.outbox import state, states
from app.people.models import Member
from app.people.traces import Moved, Traces
from app.reviews import asking, purchases
from app.reviews.actions import forget_photos
from app.reviews.models import Review, ReviewMark, ReviewReport
from app.sales.models import Receipt


class ReceiptFact(Protocol):
    """A fact about one receipt."""

    business_id: int
    receipt_id: int


@states(of=lambda fact: (fact.business_id, fact.receipt_id))
def plan_questions(facts: Sequence[ReceiptFact]) -> None:
    """Plan to ask about purchases; a repeat plans nothing."""
    with tenancy.scope(BusinessId(facts[0].business_id)), db.writing():
        asking.plan([ReceiptId(fact.receipt_id) for fact in facts])


@state(of=lambda fact: (fact.business_id, fact.receipt_id))
def weigh_again(fact: ReceiptFact) -> None:
    """A review counts as long as something of its purchase stands."""
    with tenancy.scope(BusinessId(fact.business_id)):
        known = select(Review.id).where(Review.receipt_id == fact.receipt_id)
        if db.session().execute(known).first() is None:
            return
        with db.writing():
            standing = select(Receipt.id).where(
                Receipt.id == fact.receipt_id, purchases.stands()
            )
            is_void = db.session().execute(standing).first() is None
            db.session().execute(
                update(Review)
                .where(Review.receipt_id == fact.receipt_id)
                .values(is_void=is_void)
                .execution_options(synchronize_session=False)
            )


def keep_words(person_id: PersonId) -> int:
    """Let what a person published stand under nobody's name; how many reviews.

    Comes before erasing, which removes the words of those that are left. Runs inside
    ``writing()``, across businesses.
    """
    with tenancy.across():
        mine = (
            select(Review)
            .where(Review.member_id.in_(_members(person_id)), Review.state != "draft")
            .with_for_update()
        )
        rows = db.session().scalars(mine).all()
        forget_photos([row.id for row in rows])
        for row in rows:
            if _names(row.reply, row.name):
                row.reply, row.replied_at, row.replied_by = "", None, None
            row.member_id, row.name, row.reason_words = None, "", ""
        db.session().flush()
    return len(rows)


def has_said(person_id: PersonId) -> bool:
    """Whether a person has published anything, in any business."""
    with tenancy.across():
        said = select(Review.id).where(
            Review.member_id.in_(_members(person_id)), Review.state != "draft"
        )
        return db.session().execute(said.limit(1)).first() is not None


def _names(reply: str, name: str) -> bool:
    """Whether a reply speaks to its guest by name."""
    words = [word for word in name.casefold().split() if len(word) > 1]
    return any(word in reply.casefold() for word in words)


def _members(person_id: PersonId) -> Select[int]:
    """Memberships that are this person's now: joined ones lead on."""
    present = func.coalesce(Member.joined_into_id, Member.id)
    return select(present).where(Member.person_id == person_id)


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Words, names and photos go, stars stay under nobody's name (R24, E37)."""
    del contacts
    session = db.session()
    with tenancy.across():
        mine = session.scalars(
            select(Review.id).where(Review.member_id.in_(_members(person_id)))
        ).all()
        forget_photos(mine)
        drafts = select(Review.id).where(Review.id.in_(mine), Review.state == "draft")
        gone = session.scalars(drafts).all()
        for statement in (
            delete(ReviewMark).where(ReviewMark.review_id.in_(gone)),
            delete(Review).where(Review.id.in_(gone)),
            update(Review)
            .where(Review.id.in_(mine))
            .values(
                member_id=None,
                name="",
                text="",
                reason_words="",
                reply="",
                replied_at=None,
                replied_by=None,
            ),
            delete(ReviewReport).where(ReviewReport.person_id == person_id),
        ):
            session.execute(statement.execution_options(synchronize_session=False))


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """Reviews hang on memberships, which are handed over one by one."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """Purchases go over with their cards, and so does what was said of them (R23)."""
    own = select(Review.id).where(Review.member_id == source_id)
    moved = list(db.session().scalars(own))
    _give(moved, target_id)
    return {"reviews": moved}


def _part(source_id: MemberId, _target_id: MemberId, moved: Moved) -> None:
    _give(moved["reviews"], source_id)


def _give(review_ids: Sequence[int], member_id: MemberId) -> None:
    db.session().execute(
        update(Review)
        .where(Review.id.in_(review_ids), Review.member_id.is_not(None))
        .values(member_id=member_id)
        .execution_options(synchronize_session=False)
    )


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over, part=_part)
