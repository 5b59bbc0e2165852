"""Every read of people: who is signed in, members, teams, consents, codes to send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select

from app.businesses.models import Business
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, MemberId, PersonId, StaffId
from app.core.types import Instant
from app.people import addresses, codes
from app.people.errors import PersonNotFound
from app.people.models import (
    Consent,
    LoginSession,
    Member,
    Person,
    SignInCode,
    Staff,
    StaffGroup,
    StaffOutlet,
)

STAFF_SESSION = timedelta(days=30)


@dataclass(frozen=True)
class SessionPerson:
    """Whose browser this is."""

    session_id: int
    person_id: PersonId
    language: str
    is_staff_sign_in: bool
    second_factor_at: datetime | None = None


@dataclass(frozen=True)
class PersonView:
    """A person as their own pages show them."""

    id: PersonId
    name: str | None
    language: str
    phone: str | None
    email: str | None
    born_on: date | None = None

    @property
    def is_protected(self) -> bool:
        """Whether a verified contact can bring the card back (row 109)."""
        return self.phone is not None or self.email is not None


@dataclass(frozen=True)
class DeviceView:
    """A browser that is signed in."""

    session_id: int
    device: str
    created_at: datetime


@dataclass(frozen=True)
class MemberView:
    """A member of the business in scope, with what its staff may know of them."""

    id: MemberId
    person_id: PersonId
    name: str | None
    phone: str | None
    email: str | None
    joined_at: datetime
    source: str

    @property
    def is_protected(self) -> bool:
        """Whether a verified contact can bring the card back (row 109)."""
        return self.phone is not None or self.email is not None


@dataclass(frozen=True)
class StaffView:
    """A team member of a business."""

    id: StaffId
    person_id: PersonId
    role: str
    name: str
    contact: str
    created_at: datetime
    role_since: datetime
    is_limited_to_groups: bool
    is_limited_to_outlets: bool


@dataclass(frozen=True)
class Place:
    """A business that a person is a member of, or works for."""

    business_id: BusinessId
    slug: str
    name: str
    role: str | None = None


@dataclass(frozen=True)
class ConsentView:
    """A consent in force."""

    purpose: str
    text_version: int
    given_at: datetime


@dataclass(frozen=True)
class AskedView:
    """A code that a browser asked for, as its page shows it."""

    channel: str
    contact: str
    resend_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class CodeToSend:
    """A sign-in code that somebody waits for."""

    channel: str
    address: str
    digits: str
    sender: str
    language: str
    expires_at: datetime


def is_open() -> ColumnElement[bool]:
    """The predicate of sessions that still count; its parameter is ``staff_since``.

    A team member's sign-in lasts 30 days; a guest's lasts, for without a contact the
    browser is all that holds the card.
    """
    sessions = LoginSession.__table__.c
    since = bindparam("staff_since", type_=Instant)
    return sessions.ended_at.is_(None) & (
        ~sessions.is_staff_sign_in | (sessions.created_at > since)
    )


_SESSION = (
    select(
        LoginSession.__table__.c.id,
        LoginSession.__table__.c.person_id,
        Person.__table__.c.language,
        LoginSession.__table__.c.is_staff_sign_in,
        LoginSession.__table__.c.second_factor_at,
    )
    .select_from(LoginSession.__table__.join(Person.__table__))
    .where(LoginSession.__table__.c.digest == bindparam("digest"), is_open())
)


def session_person(digest: bytes) -> SessionPerson | None:
    """Whose browser carries the token with this digest, unless it was signed out."""
    values = {"digest": digest, "staff_since": clock.now() - STAFF_SESSION}
    row = db.connection().execute(_SESSION, values).one_or_none()
    return None if row is None else SessionPerson(*row)


def person(person_id: PersonId) -> PersonView:
    """One person; raises PersonNotFound."""
    row: Any = (
        db.session()
        .execute(
            select(
                Person.id,
                Person.name,
                Person.language,
                Person.phone,
                Person.email,
                Person.born_on,
            ).where(Person.id == person_id)
        )
        .one_or_none()
    )
    if row is None:
        raise PersonNotFound
    return PersonView(*row)


def devices(person_id: PersonId) -> list[DeviceView]:
    """The browsers a person is signed in with, last used first."""
    rows: Iterable[Any] = db.session().execute(
        select(
            LoginSession.id,
            LoginSession.device,
            LoginSession.created_at,
        )
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
        .order_by(LoginSession.created_at.desc(), LoginSession.id.desc())
    )
    return [DeviceView(*row) for row in rows]


_MEMBER = select(
    Member.id,
    Member.person_id,
    Person.name,
    Person.phone,
    Person.email,
    Member.joined_at,
    Member.source,
).join(Person, Person.id == Member.person_id)


def member(person_id: PersonId) -> MemberView | None:
    """The membership of a person in the business in scope, or what it was joined into."""
    known = present_member(person_id)
    return None if known is None else member_by_id(known)


def present_member(person_id: PersonId) -> MemberId | None:
    """The id of the membership that a person's cards hang on in the business in scope.

    It is another one's where two sign-ins turned out to be one human (R23).
    """
    found = db.session().scalar(
        select(func.coalesce(Member.joined_into_id, Member.id)).where(
            Member.person_id == person_id
        )
    )
    return None if found is None else MemberId(found)


def goes_on_as(member_id: MemberId) -> MemberId:
    """The membership that one was joined into, or itself; raises PersonNotFound."""
    found = db.session().scalar(
        select(func.coalesce(Member.joined_into_id, Member.id)).where(
            Member.id == member_id
        )
    )
    if found is None:
        raise PersonNotFound
    return MemberId(found)


def persons_of(member_id: MemberId) -> list[PersonId]:
    """Everybody who signs in to a membership: its own person first, then joined ones."""
    found = db.session().scalars(
        select(Member.person_id)
        .where((Member.id == member_id) | (Member.joined_into_id == member_id))
        .order_by(Member.joined_into_id.is_not(None), Member.id)
    )
    return [PersonId(person_id) for person_id in found]


def member_by_id(member_id: MemberId) -> MemberView:
    """One member of the business in scope; raises PersonNotFound."""
    row: Any = db.session().execute(_MEMBER.where(Member.id == member_id)).one_or_none()
    if row is None:
        raise PersonNotFound
    return MemberView(*row)


_STAFF = select(
    Staff.id,
    Staff.person_id,
    Staff.role,
    Staff.name,
    Staff.contact,
    Staff.created_at,
    func.coalesce(Staff.role_since, Staff.created_at, type_=Instant),
    exists().where(StaffGroup.staff_id == Staff.id),
    exists().where(StaffOutlet.staff_id == Staff.id),
).where(Staff.ended_at.is_(None))


def staff_of(person_id: PersonId, business_id: BusinessId) -> StaffView | None:
    """The role of a person in a business, if they work there now."""
    with tenancy.scope(business_id):
        row: Any = (
            db.session()
            .execute(_STAFF.where(Staff.person_id == person_id))
            .one_or_none()
        )
    return None if row is None else _staff_view(*row)


def staff() -> list[StaffView]:
    """The present team of the business in scope, longest-serving first."""
    rows: Iterable[Any] = db.session().execute(
        _STAFF.order_by(Staff.created_at, Staff.id)
    )
    return [_staff_view(*row) for row in rows]


def _staff_view(
    staff_id: int,
    person_id: int,
    role: str,
    name: str,
    contact: str,
    *more: Any,
) -> StaffView:
    """Who has no name here is called by the contact they were invited with."""
    called = name or contact or f"№ {staff_id}"
    return StaffView(
        StaffId(staff_id), PersonId(person_id), role, called, contact, *more
    )


def names_of_staff() -> dict[int, str]:
    """What everybody who ever worked here is called; who was forgotten is a number."""
    rows: Iterable[Any] = db.session().execute(
        select(Staff.id, Staff.name, Staff.contact).order_by(Staff.id)
    )
    return {row.id: row.name or row.contact or f"№ {row.id}" for row in rows}


def workplaces(person_id: PersonId) -> list[Place]:
    """The businesses a person works for, with the role in each."""
    with tenancy.across():
        rows: Iterable[Any] = db.session().execute(
            select(Business.id, Business.slug, Business.name, Staff.role)
            .join(Staff, Staff.business_id == Business.id)
            .where(Staff.person_id == person_id, Staff.ended_at.is_(None))
            .order_by(Business.name)
        )
        return [Place(*row) for row in rows]


def memberships(person_id: PersonId) -> list[Place]:
    """The businesses a person has a card of, in the order of joining."""
    with tenancy.across():
        rows: Iterable[Any] = db.session().execute(
            select(Business.id, Business.slug, Business.name)
            .join(Member, Member.business_id == Business.id)
            .where(Member.person_id == person_id)
            .order_by(Member.joined_at, Member.id)
        )
        return [Place(*row) for row in rows]


def consents(person_id: PersonId) -> list[ConsentView]:
    """The consents in force that a person gave to the business in scope."""
    rows: Iterable[Any] = db.session().execute(
        select(Consent.purpose, Consent.text_version, Consent.given_at)
        .where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.id)
    )
    return [ConsentView(*row) for row in rows]


def asked_code(code_id: int, session_nonce: str) -> AskedView | None:
    """A code of this browser that still waits to be entered, its contact masked."""
    code = db.session().scalar(
        select(SignInCode).where(
            SignInCode.id == code_id,
            SignInCode.session_nonce == session_nonce,
            SignInCode.used_at.is_(None),
        )
    )
    if code is None:
        return None
    return AskedView(
        code.channel,
        addresses.masked(code.channel, code.address),
        code.created_at + codes.RESEND_AFTER,
        code.expires_at,
    )


def code_to_send(code_id: int, secret_key: str) -> CodeToSend | None:
    """A code with its digits, derived now; None when it cannot be used any more."""
    code = db.session().get(SignInCode, code_id)
    if code is None or code.used_at is not None or code.expires_at <= clock.now():
        return None
    return CodeToSend(
        channel=code.channel,
        address=code.address,
        digits=codes.derive(secret_key, code.id, code.nonce),
        sender=code.sender,
        language=code.language,
        expires_at=code.expires_at,
    )
