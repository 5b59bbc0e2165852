"""Every change of a referral: settled by the present facts, released, declined (E25).

Nothing here asks which fact came first. What stands is compared with what should: a
purchase that counts gives to both, one that counts no more takes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.core import audit, bulk, clock, db, outbox
from app.core.ids import MemberId, StaffId
from app.people.models import Member
from app.referrals import giving, purchases, sides
from app.referrals.errors import NoReferral, ReferralOver, SamePerson
from app.referrals.events import ReferralMoved
from app.referrals.models import Referral
from app.referrals.purchases import Purchase
from app.referrals.sides import Side


@dataclass(frozen=True)
class _Due:
    """What should stand: a state, with the purchase and the doubts it comes from."""

    state: str
    purchase: Purchase | None = None
    reasons: tuple[str, ...] = ()


def settle(*, member_id: int) -> None:
    """Let what both sides have be what a friend's purchases say now.

    Of several referrals of one human the first counts. Done twice, it is done once.
    """
    friend = sides.side(member_id)
    rows = _of_friend(friend)
    for row in rows:
        _settle(row, friend, is_first=row is rows[0])


def release(*, referral_id: int, staff_id: StaffId) -> str:
    """Somebody looked, and it may be given; the state it has then.

    Raises NoReferral, ReferralOver, SamePerson.
    """
    row = _held(referral_id)
    friend, bringer = sides.side(row.friend_id), sides.side(row.referrer_id)
    if friend.member_id == bringer.member_id:
        raise SamePerson
    row.decided_by, row.decided_at = staff_id, clock.now()
    db.session().flush()
    settle(member_id=row.friend_id)
    audit.note("referral.released", subject=f"referral:{row.id}")
    return row.state


def decline(*, referral_id: int, staff_id: StaffId) -> None:
    """Somebody looked, and nothing is given, now or later.

    Raises NoReferral, ReferralOver.
    """
    row = _held(referral_id)
    row.state = "declined"
    row.decided_by, row.decided_at = staff_id, clock.now()
    db.session().flush()
    giving.show(row)
    audit.note("referral.declined", subject=f"referral:{row.id}")


def _held(referral_id: int) -> Referral:
    """One that waits for a decision, locked after its cards as everywhere."""
    seen = db.session().get(Referral, referral_id)
    if seen is None:
        raise NoReferral
    giving.lock(seen, sides.side(seen.friend_id))
    row = _locked(referral_id)
    if row.state != "held":
        raise ReferralOver
    return row


def _settle(row: Referral, friend: Side, *, is_first: bool) -> None:
    # What a person declined, no fact turns round.
    if row.state == "declined" or not _differs(
        row, _due(row, friend, is_first=is_first)
    ):
        return
    # Cards are locked before the row, as everywhere; then all is asked again.
    giving.lock(row, friend)
    row = _locked(row.id)
    due = _due(row, friend, is_first=is_first)
    if row.state == "declined" or not _differs(row, due):
        return
    if row.state == "given":
        giving.take_back(row)
    row.state, row.reasons = due.state, list(due.reasons)
    row.receipt_id = due.purchase.receipt_id if due.purchase else None
    row.bought_at = due.purchase.occurred_at if due.purchase else None
    if due.state == "given" and due.purchase is not None:
        giving.give(row, due.purchase)
    db.session().flush()
    giving.show(row)
    _tell(row)


def _tell(row: Referral) -> None:
    outbox.record(
        ReferralMoved(
            business_id=row.business_id,
            referral_id=row.id,
            state=row.state,
            round=row.round,
        )
    )


def _differs(row: Referral, due: _Due) -> bool:
    receipt_id = due.purchase.receipt_id if due.purchase else None
    return (row.state, row.receipt_id, list(row.reasons)) != (
        due.state,
        receipt_id,
        list(due.reasons),
    )


def _due(row: Referral, friend: Side, *, is_first: bool) -> _Due:
    """What should stand by what is known now."""
    purchase = purchases.counting(friend.member_ids, row.joined_at, row.receipt_id)
    is_kept = purchase is not None and purchase.receipt_id == row.receipt_id
    if row.state == "given" and is_kept and _is_paid(row):
        return _Due("given", purchase)
    bringer = sides.side(row.referrer_id)
    is_self = bringer.member_id == friend.member_id
    # Who turned out to be a guest of before was not brought by anybody.
    if not is_self and (not is_first or friend.since < row.joined_at):
        return _Due("ended")
    if purchase is None:
        return _Due("void" if row.state in {"given", "void"} else "waiting")
    if row.state == "given" and is_kept and not is_self:
        return _Due("given", purchase)
    reasons = sides.doubts(bringer, friend, row.signals)
    if reasons and (is_self or row.decided_at is None):
        return _Due("held", purchase, tuple(reasons))
    return _Due("given", purchase)


def _is_paid(row: Referral) -> bool:
    """Whether both can spend it: from then on only returns take it back (R8)."""
    return row.available_at is not None and row.available_at <= clock.now()


def _of_friend(friend: Side) -> list[Referral]:
    return list(
        db.session().scalars(
            select(Referral)
            .where(Referral.friend_id.in_(friend.member_ids))
            .order_by(Referral.joined_at, Referral.id)
        )
    )


def _locked(referral_id: int) -> Referral:
    row = db.session().scalar(
        select(Referral)
        .where(Referral.id == referral_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NoReferral
    return row


def brought(member_ids: Sequence[int]) -> list[MemberId]:
    """Those whom anybody brought, as the members that they are now."""
    asked = aliased(Member)
    now = func.coalesce(asked.joined_into_id, asked.id)
    humans = select(now).where(bulk.among(asked.id, member_ids))
    present = func.coalesce(Member.joined_into_id, Member.id)
    found = db.session().scalars(
        select(present)
        .join(Referral, Referral.friend_id == Member.id)
        .where(or_(Member.id.in_(humans), Member.joined_into_id.in_(humans)))
        .distinct()
    )
    return [MemberId(each) for each in sorted(found)]
