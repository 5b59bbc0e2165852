"""Invitations into a team: a letter with a link that is good for a week and for once.

The link's token is derived from the row and its nonce, so that the database alone lets
nobody in; whoever opens it has read the letter, and the address is theirs. A row lives
only as long as it waits: accepting and withdrawing delete it, and the link with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Text,
    UniqueConstraint,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit, clock, db, ids, outbox, tenancy, unique
from app.core.db import Base
from app.core.ids import GroupId, OutletId, PersonId, StaffId
from app.core.limits import Limit, hit
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int, Json
from app.people import actions, addresses, limits
from app.people.errors import (
    AlreadyInvited,
    AlreadyStaff,
    InvitationOver,
    SentJustNow,
)
from app.people.events import StaffInvited
from app.people.limits import NO_LIMITS, Limits
from app.people.models import ROLES, Staff
from app.people.rights import may_give

LIFE = timedelta(days=7)
KEPT = timedelta(days=30)
RESEND_AFTER = timedelta(minutes=1)
_DAY = 24 * 3600
# Anybody may open a business: its invitations must not fill the mailboxes of strangers.
BUSINESS_DAY = Limit("invitations_business_day", 100, _DAY)
MAILBOX_DAY = Limit("invitations_mailbox_day", 5, _DAY)


class Invitation(BusinessOwned, Base):
    """A letter that waits for its answer."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("business_id", "email"),
        CheckConstraint(f"role IN {ROLES!r}", name="role"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    groups: Mapped[list[int]] = mapped_column(Json)
    outlets: Mapped[list[int]] = mapped_column(Json)
    nonce: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    invited_by: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class InvitationView:
    """An invitation that waits; ``token`` opens it."""

    id: int
    email: str
    name: str
    role: str
    limits: Limits
    language: str
    sent_at: datetime
    expires_at: datetime
    token: str

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.expires_at <= clock.now()


def invite(
    *,
    email: str,
    name: str,
    role: str,
    limits_: Limits = NO_LIMITS,
    language: str,
    invited_by: StaffId,
) -> int:
    """Invite an address into the team; its id. The letter goes out after the commit.

    Raises AlreadyStaff, AlreadyInvited, NotLimitable, UnknownLimit, TooMany.
    """
    limits.check(role, limits_)
    _check_new(email)
    row = Invitation(
        business_id=tenancy.current(),
        email=email,
        name=name[: actions.LONGEST_NAME],
        role=role,
        **limits.plain(limits_),
        language=language,
        invited_by=invited_by,
    )
    _renew(row)
    if not unique.is_added(row):
        raise AlreadyInvited
    _tell(row)
    audit.note("staff.invited", subject=f"invitation:{row.id}", role=role)
    return row.id


def _check_new(email: str) -> None:
    """Refuse who works here, or was invited, already."""
    session = db.session()
    person_id = actions.owner_of("email", email)
    works = select(Staff.id).where(
        Staff.person_id == person_id, Staff.ended_at.is_(None)
    )
    if person_id is not None and session.execute(works).first() is not None:
        raise AlreadyStaff
    waits = select(Invitation.id).where(Invitation.email == email)
    if session.execute(waits).first() is not None:
        raise AlreadyInvited


def _renew(row: Invitation) -> None:
    """A new link; the one before is good for nothing."""
    row.nonce, row.sent_at = ids.token(), clock.now()
    row.expires_at = row.sent_at + LIFE


def _tell(row: Invitation) -> None:
    """Let the letter go, unless it is one of too many."""
    mailbox = addresses.limit_subject("email", row.email)
    for limit, subject in (
        (BUSINESS_DAY, str(row.business_id)),
        (MAILBOX_DAY, ids.digest(db.settings().secret_key, "limit", mailbox).hex()),
    ):
        hit(limit, subject)
    outbox.record(StaffInvited(business_id=row.business_id, invitation_id=row.id))


def send_again(*, invitation_id: int) -> None:
    """Send another letter with a new link for another week.

    Raises InvitationOver, SentJustNow, TooMany.
    """
    row = _locked(invitation_id)
    if clock.now() < row.sent_at + RESEND_AFTER:
        raise SentJustNow
    _renew(row)
    db.session().flush()
    _tell(row)
    audit.note(
        "staff.invited_again", subject=f"invitation:{invitation_id}", role=row.role
    )


def withdraw(*, invitation_id: int) -> None:
    """Take an invitation back: its link opens nothing any more; raises InvitationOver."""
    row = _locked(invitation_id)
    db.session().delete(row)
    db.session().flush()
    audit.note(
        "staff.invitation_withdrawn",
        subject=f"invitation:{invitation_id}",
        role=row.role,
    )


def withdraw_of(*, staff_id: StaffId, role: str | None = None) -> None:
    """Take back what somebody has sent who may not give such a role any more.

    ``role`` is what they are now; None is that they invite nobody any more.
    """
    sent = select(Invitation.id, Invitation.role).where(
        Invitation.invited_by == staff_id
    )
    for invitation_id, given in db.session().execute(sent).all():
        if role is None or not may_give(role, given):
            withdraw(invitation_id=invitation_id)


def accept(*, invitation_id: int, token: str, secret_key: str) -> PersonId:
    """Join the team; the address is proven by the letter. Returns who they are.

    Raises InvitationOver, AlreadyStaff.
    """
    row = _locked(invitation_id)
    view = _view(row, secret_key)
    if view.is_over or not _is_same(view.token, token):
        raise InvitationOver
    person_id = actions.claim_address(
        person_id=None, channel="email", address=row.email, language=row.language
    )
    # Gone before the role is given: the second of two taps finds nothing to accept.
    db.session().delete(row)
    db.session().flush()
    staff_id = actions.add_staff(
        person_id=person_id, role=row.role, name=row.name, contact=row.email
    )
    limits.set_limits(staff_id=staff_id, limits=view.limits)
    return person_id


def pending(secret_key: str) -> list[InvitationView]:
    """Who was invited into the team and has not answered, newest first."""
    rows: Iterable[Invitation] = db.session().scalars(
        select(Invitation).order_by(Invitation.sent_at.desc(), Invitation.id.desc())
    )
    return [_view(row, secret_key) for row in rows]


def invitation(invitation_id: int, secret_key: str) -> InvitationView | None:
    """One invitation of the business in scope that waits, or is over."""
    row = db.session().scalar(select(Invitation).where(Invitation.id == invitation_id))
    return None if row is None else _view(row, secret_key)


def opened(invitation_id: int, token: str, secret_key: str) -> InvitationView:
    """The invitation behind a link; raises InvitationOver, whatever is wrong with it."""
    found = invitation(invitation_id, secret_key)
    if found is None or found.is_over or not _is_same(found.token, token):
        raise InvitationOver
    return found


def forget_old() -> int:
    """Drop invitations that nobody answered, with the addresses in them; how many."""
    result = db.connection().execute(
        delete(Invitation).where(Invitation.expires_at < clock.now() - KEPT)
    )
    return int(result.rowcount)


def path(slug: str, view: InvitationView) -> str:
    """The path of an invitation's link."""
    return f"/{slug}/invitations/{view.id}/{view.token}"


def _locked(invitation_id: int) -> Invitation:
    row = db.session().scalar(
        select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    )
    if row is None:
        raise InvitationOver
    return row


def _is_same(left: str, right: str) -> bool:
    return ids.same(left.encode(), right.encode())


def _view(row: Invitation, secret_key: str) -> InvitationView:
    return InvitationView(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        limits=Limits(
            frozenset(GroupId(each) for each in row.groups),
            frozenset(OutletId(each) for each in row.outlets),
        ),
        language=row.language,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        token=ids.digest(secret_key, "invitation", f"{row.id}:{row.nonce}").hex(),
    )
