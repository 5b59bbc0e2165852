"""Links by which members bring friends, and joining by them."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, select

from app.core import clock, db, outbox, tenancy, unique
from app.core.ids import MemberId
from app.people.models import Member, Person
from app.referrals import sides
from app.referrals.events import ReferralMoved
from app.referrals.models import Referral, ReferralLink

CODE_BYTES = 9
LONGEST_CODE = 40
QUICK = timedelta(hours=6)
"""Who came by an invitation and invites so soon is looked at."""

CROWD, CROWD_WITHIN = 5, timedelta(hours=1)
"""From the sixth friend within an hour on, somebody looks."""


@dataclass(frozen=True, kw_only=True)
class Inviter:
    """Who a link belongs to; ``name`` is what they call themselves, maybe nothing."""

    member_id: MemberId
    name: str


def code_of(*, member_id: MemberId) -> str:
    """A member's code, made when it is asked for the first time."""
    if (known := known_code(member_id)) is not None:
        return known
    row = ReferralLink(
        business_id=tenancy.current(),
        member_id=member_id,
        code=secrets.token_urlsafe(CODE_BYTES),
        made_at=clock.now(),
    )
    if not unique.is_added(row):
        # Another window was faster: its code is the one.
        return db.session().execute(_code(member_id)).scalar_one()
    return row.code


def known_code(member_id: MemberId) -> str | None:
    """A member's code, if they have asked for one."""
    return db.session().scalar(_code(member_id))


def inviter(code: str) -> Inviter | None:
    """Whose link a code is; None for one that leads to nobody (any more)."""
    if not 0 < len(code) <= LONGEST_CODE or not code.isascii() or "\0" in code:
        return None
    found = db.session().execute(
        select(func.coalesce(Member.joined_into_id, Member.id), Person.name)
        .select_from(ReferralLink)
        .join(Member, Member.id == ReferralLink.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(ReferralLink.code == code, Person.erased_at.is_(None))
    )
    row = found.one_or_none()
    if row is None:
        return None
    return Inviter(member_id=MemberId(row[0]), name=row[1] or "")


def bring(*, friend_id: MemberId, code: str, signals: Sequence[str] = ()) -> int | None:
    """Write down that a new member came by a link; the referral's id.

    The caller knows that they have just joined. None where the link leads to nobody or
    to themselves, or where they were brought before: one friend is brought once.
    """
    found = inviter(code)
    if found is None or found.member_id == friend_id:
        return None
    noticed = [*signals, *_pace(found.member_id)]
    # The member's own moment: purchases and earlier memberships are compared with it.
    joined_at = select(Member.joined_at).where(Member.id == friend_id)
    row = Referral(
        business_id=tenancy.current(),
        referrer_id=found.member_id,
        friend_id=friend_id,
        joined_at=db.session().execute(joined_at).scalar_one(),
        signals=noticed,
        reasons=[],
    )
    if not unique.is_added(row):
        return None
    outbox.record(
        ReferralMoved(
            business_id=row.business_id,
            referral_id=row.id,
            state=row.state,
            round=row.round,
        )
    )
    return row.id


def _pace(bringer_id: MemberId) -> Iterator[str]:
    """What friends are not made in: chains of hours, and crowds of one hour (R17)."""
    now, mine = clock.now(), sides.side(bringer_id).member_ids
    came = db.session().scalar(
        select(func.max(Referral.joined_at)).where(Referral.friend_id.in_(mine))
    )
    if came is not None and came > now - QUICK:
        yield "chain"
    recent = db.session().scalar(
        select(func.count(Referral.id)).where(
            Referral.referrer_id.in_(mine), Referral.joined_at > now - CROWD_WITHIN
        )
    )
    if (recent or 0) >= CROWD:
        yield "burst"


def _code(member_id: MemberId) -> Select[str]:
    return select(ReferralLink.code).where(ReferralLink.member_id == member_id)
