"""Personal offers: given to one guest or to many, taken back, forgotten (E29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.core import audit, clock, db, tenancy
from app.core.ids import GroupId, MemberId, PersonId, PromotionId
from app.offers import actions, spelling
from app.offers.errors import (
    EndsTooEarly,
    GrantNotFound,
    NobodyToGive,
    NotThisWay,
    PromotionEnded,
)
from app.offers.models import OfferGrant, OfferUse
from app.people.models import GroupMember, Member, Person
from app.people.traces import Traces

MAX_REASON = 200
_STEP = 500


@dataclass(frozen=True, kw_only=True)
class Gift:
    """What is given: which promotion, until when, and why to this guest."""

    promotion_id: PromotionId
    ends_at: datetime
    reason: str = ""


def give(
    *, gift: Gift, member_ids: Sequence[MemberId], staff_id: int | None = None
) -> int:
    """Give a personal offer; how many got it. Who has it keeps the one they have.

    Raises NotThisWay, PromotionEnded, EndsTooEarly, NobodyToGive, PromotionNotFound.
    """
    promotion = actions.locked(gift.promotion_id)
    if promotion.way != "personal":
        raise NotThisWay
    if promotion.state == "ended":
        raise PromotionEnded
    if gift.ends_at <= clock.now():
        raise EndsTooEarly
    fresh = without(gift.promotion_id, member_ids)
    if not fresh:
        raise NobodyToGive
    instant = clock.now()
    db.session().add_all(
        OfferGrant(
            promotion_id=gift.promotion_id,
            member_id=member_id,
            code=spelling.draw(),
            reason=gift.reason[:MAX_REASON],
            ends_at=gift.ends_at,
            created_at=instant,
            created_by=staff_id,
        )
        for member_id in fresh
    )
    db.session().flush()
    audit.note(
        "promotion.given",
        subject=f"promotion:{gift.promotion_id}",
        name=promotion.name,
        count=len(fresh),
    )
    return len(fresh)


def without(
    promotion_id: PromotionId, member_ids: Sequence[MemberId]
) -> list[MemberId]:
    """Those of some members who could get an offer and have not, by id."""
    session, found = db.session(), list[MemberId]()
    having = select(OfferGrant.member_id).where(OfferGrant.promotion_id == promotion_id)
    wanted = sorted(set(member_ids))
    for start in range(0, len(wanted), _STEP):
        rows = session.scalars(
            select(Member.id)
            .join(Person, Person.id == Member.person_id)
            .where(
                Member.id.in_(wanted[start : start + _STEP]),
                Member.id.not_in(having.scalar_subquery()),
                Person.erased_at.is_(None),
            )
            .order_by(Member.id)
        )
        found += [MemberId(member_id) for member_id in rows]
    return found


def in_group(group_id: GroupId) -> list[MemberId]:
    """The members of a group."""
    rows = db.session().scalars(
        select(GroupMember.member_id).where(GroupMember.group_id == group_id)
    )
    return [MemberId(member_id) for member_id in rows]


def withdraw(*, grant_id: int, member_id: MemberId) -> None:
    """Take an offer back that was not used; raises GrantNotFound."""
    row = db.session().scalar(
        select(OfferGrant)
        .where(OfferGrant.id == grant_id, OfferGrant.member_id == member_id)
        .with_for_update()
    )
    if row is None:
        raise GrantNotFound
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        db.session().flush()
        audit.note(
            "promotion.taken_back",
            subject=f"promotion:{row.promotion_id}",
            grant_id=grant_id,
        )


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:  # noqa: ARG001
    """Why somebody got an offer tells about them; their uses stay as numbers (R24)."""
    mine = select(Member.id).where(Member.person_id == person_id)
    with tenancy.across():
        db.session().execute(
            update(OfferGrant)
            .where(OfferGrant.member_id.in_(mine.scalar_subquery()))
            .values(reason="", withdrawn_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """Offers hang on memberships: ``_hand_over`` moves them."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> None:
    """Uses count for who goes on; an offer that both had stays one (R23)."""
    session = db.session()
    session.execute(
        update(OfferUse)
        .where(OfferUse.member_id == source_id)
        .values(member_id=target_id)
        .execution_options(synchronize_session=False)
    )
    theirs = select(OfferGrant.promotion_id).where(OfferGrant.member_id == target_id)
    doubled = (
        OfferGrant.member_id == source_id,
        OfferGrant.promotion_id.in_(theirs.scalar_subquery()),
    )
    lost = session.scalars(select(OfferGrant.id).where(*doubled)).all()
    session.execute(
        update(OfferUse)
        .where(OfferUse.grant_id.in_(lost))
        .values(grant_id=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(OfferGrant)
        .where(OfferGrant.id.in_(lost))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(OfferGrant)
        .where(OfferGrant.member_id == source_id)
        .values(member_id=target_id)
        .execution_options(synchronize_session=False)
    )


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over)
