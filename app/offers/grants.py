"""Personal offers: given to one guest or to many, taken back, forgotten (E29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute

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
from app.people.traces import Moved, Traces

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
    count = hand_out(gift=gift, member_ids=member_ids, staff_id=staff_id)
    if not count:
        raise NobodyToGive
    audit.note(
        "promotion.given",
        subject=f"promotion:{gift.promotion_id}",
        name=promotion.name,
        count=count,
    )
    return count


def hand_out(
    *, gift: Gift, member_ids: Sequence[MemberId], staff_id: int | None
) -> int:
    """Give it as a part of something that is noted as a whole; how many got it.

    Raises NotThisWay, PromotionEnded, EndsTooEarly, PromotionNotFound.
    """
    promotion = actions.locked(gift.promotion_id)
    if promotion.way != "personal":
        raise NotThisWay
    if promotion.state == "ended":
        raise PromotionEnded
    if gift.ends_at <= clock.now():
        raise EndsTooEarly
    fresh = without(gift.promotion_id, member_ids)
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
    own = select(Member.id).where(Member.person_id == person_id).scalar_subquery()
    mine = select(Member.id).where(
        (Member.person_id == person_id) | Member.joined_into_id.in_(own)
    )
    with tenancy.across():
        db.session().execute(
            update(OfferGrant)
            .where(OfferGrant.member_id.in_(mine.scalar_subquery()))
            .values(reason="", withdrawn_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """Offers hang on memberships: ``_hand_over`` moves them."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """Uses count for who goes on; of an offer that both had, theirs stays (R23).

    The other one is taken back and keeps its place, for the two may be parted again.
    """
    theirs = select(OfferGrant.promotion_id).where(OfferGrant.member_id == target_id)
    own = OfferGrant.member_id == source_id
    is_doubled = OfferGrant.promotion_id.in_(theirs.scalar_subquery())
    doubled = _ids(OfferGrant.id, own, is_doubled, OfferGrant.withdrawn_at.is_(None))
    grants = _ids(OfferGrant.id, own, ~is_doubled)
    uses = _ids(OfferUse.id, OfferUse.member_id == source_id)
    _set(OfferGrant, doubled, withdrawn_at=clock.now())
    _set(OfferGrant, grants, member_id=target_id)
    _set(OfferUse, uses, member_id=target_id)
    return {"doubled": doubled, "grants": grants, "uses": uses}


def _part(source_id: MemberId, _target_id: MemberId, moved: Moved) -> None:
    """Offers and uses of before are theirs again; what was used since is not."""
    _set(OfferGrant, moved["doubled"], withdrawn_at=None)
    _set(OfferGrant, moved["grants"], member_id=source_id)
    _set(OfferUse, moved["uses"], member_id=source_id)


def _ids(column: InstrumentedAttribute[int], *which: ColumnElement[bool]) -> list[int]:
    return list(db.session().scalars(select(column).where(*which).order_by(column)))


def _set(
    model: type[OfferGrant | OfferUse], ids: Sequence[int], **values: object
) -> None:
    for start in range(0, len(ids), _STEP):
        db.session().execute(
            update(model)
            .where(model.id.in_(ids[start : start + _STEP]))
            .values(**values)
            .execution_options(synchronize_session=False)
        )


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over, part=_part)
