"""Links by which members bring friends, and joining by them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.people.models import Member, Person
from app.referrals.models import Referral, ReferralLink

CODE_BYTES = 9
LONGEST_CODE = 40


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
    try:
        with db.session().begin_nested():
            db.session().add(row)
            db.session().flush()
    except IntegrityError:
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
    # The member's own moment: purchases and earlier memberships are compared with it.
    joined_at = select(Member.joined_at).where(Member.id == friend_id)
    row = Referral(
        business_id=tenancy.current(),
        referrer_id=found.member_id,
        friend_id=friend_id,
        joined_at=db.session().execute(joined_at).scalar_one(),
        signals=list(signals),
        reasons=[],
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
            db.session().flush()
    except IntegrityError:
        return None
    return row.id


def _code(member_id: MemberId) -> Select[str]:
    return select(ReferralLink.code).where(ReferralLink.member_id == member_id)
