"""Changes of people: persons, membership, contacts, consents, browsers, team.

Asking for a sign-in code and checking it stand in ``people.sign_in``.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnExpressionArgument, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.businesses import queries as businesses
from app.core import audit, clock, db, ids, locking, outbox, tenancy, unique
from app.core.ids import MemberId, PersonId, StaffId
from app.people import consents
from app.people.contact_models import PersonContact
from app.people.errors import (
    AlreadyStaff,
    ContactInPlace,
    ContactTaken,
    LastOwner,
    PersonNotFound,
)
from app.people.events import MemberJoined
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

LONGEST_SOURCE = 64
LONGEST_NAME = 80
LONGEST_DEVICE = 80
CODES_KEPT = timedelta(days=2)
_TOKEN_BYTES = 32


def start_anonymous(*, language: str, name: str | None = None) -> PersonId:
    """A person of whom nothing is known but the language they read."""
    person = Person(language=language, name=name, created_at=clock.now())
    db.session().add(person)
    db.session().flush()
    return PersonId(person.id)


def join_business(
    *, person_id: PersonId, source: str = "", external_id: str | None = None
) -> MemberId:
    """Make a person a member of the business in scope; once, however often (R23).

    ``source`` says where they came from (a poster, a link) and is cut to 64 characters;
    ``external_id`` is the member's id in another system.
    """
    session = db.session()
    mine = select(func.coalesce(Member.joined_into_id, Member.id)).where(
        Member.person_id == person_id
    )
    known = session.execute(mine).scalar_one_or_none()
    if known is not None:
        return MemberId(known)
    member = Member(
        business_id=tenancy.current(),
        person_id=person_id,
        joined_at=clock.now(),
        source=source[:LONGEST_SOURCE],
        external_id=external_id,
    )
    if not unique.is_added(member):
        # A second tap won the race: its membership is the one.
        return MemberId(session.execute(mine).scalar_one())
    zone = businesses.by_id(tenancy.current()).zone
    outbox.record(
        MemberJoined(
            business_id=member.business_id,
            member_id=member.id,
            day=clock.local_date(member.joined_at, zone).isoformat(),
        )
    )
    return MemberId(member.id)


def rename(*, person_id: PersonId, name: str) -> None:
    """Set what a person is called; an empty name is no name."""
    name = " ".join(name.split())[:LONGEST_NAME]
    _person(person_id).name = name or None
    db.session().flush()


def keep_birthday(*, person_id: PersonId, born_on: date | None) -> None:
    """Remember, or forget, the day on which a person was born."""
    _person(person_id).born_on = born_on
    db.session().flush()


def speak(*, person_id: PersonId, language: str) -> None:
    """Remember the language a person reads."""
    _person(person_id).language = language
    db.session().flush()


def claim_address(
    *, person_id: PersonId | None, channel: str, address: str, language: str = "ru"
) -> PersonId:
    """Who a verified contact belongs to; same phone, same person (R23).

    A free contact becomes that of ``person_id``, or of a new person. One that belongs to
    somebody else names them, and the caller brings both together. Raises ContactInPlace
    when ``person_id`` has another contact of the kind, ContactTaken when ``person_id``
    is an account of its own that must not vanish in another.
    """
    locking.lock(f"contact:{address}")
    owner = owner_of(channel, address)
    if owner is None:
        try:
            with db.session().begin_nested():
                return _take(person_id, channel, address, language)
        except IntegrityError:
            # Two browsers verified the same contact at once; the first one owns it.
            owner = owner_of(channel, address)
    if owner is None:
        raise PersonNotFound
    if person_id not in {None, owner} and is_somebody(person_id):
        raise ContactTaken
    return owner


def owner_of(channel: str, address: str) -> PersonId | None:
    """The person with this verified contact, be it a further one."""
    column = Person.phone if channel == "phone" else Person.email
    session = db.session()
    person_id = session.scalar(select(Person.id).where(column == address))
    if person_id is None:
        person_id = session.scalar(
            select(PersonContact.person_id).where(
                PersonContact.channel == channel, PersonContact.address == address
            )
        )
    return None if person_id is None else PersonId(person_id)


def _take(
    person_id: PersonId | None, channel: str, address: str, language: str
) -> PersonId:
    if person_id is None:
        person_id = start_anonymous(language=language)
    person = _person(person_id)
    if getattr(person, channel) is not None:
        raise ContactInPlace
    setattr(person, channel, address)
    db.session().flush()
    return person_id


def is_somebody(person_id: PersonId | None) -> bool:
    """Whether an account has a contact or a role, so that it cannot be absorbed."""
    if person_id is None:
        return False
    return has_role(person_id) or _person(person_id).is_protected


def has_role(person_id: PersonId) -> bool:
    """Whether a person works for any business here."""
    role = select(Staff.id).where(
        Staff.person_id == person_id, Staff.ended_at.is_(None)
    )
    with tenancy.across():
        return db.session().execute(role.limit(1)).first() is not None


def lock(person_id: PersonId) -> None:
    """Let nobody else change what is a person's own; raises PersonNotFound."""
    _person(person_id)


def _person(person_id: PersonId) -> Person:
    """The row of a person, locked; raises PersonNotFound, also for an erased one."""
    person = db.session().get(Person, person_id, with_for_update=True)
    if person is None or person.erased_at is not None:
        raise PersonNotFound
    return person


def give_consent(*, person_id: PersonId, purpose: str, language: str) -> None:
    """Record a consent to the text in force; the same text twice is one consent."""
    name = businesses.by_id(tenancy.current()).name
    text = consents.text(purpose, language, name)
    session = db.session()
    same = select(Consent.id).where(
        Consent.person_id == person_id,
        Consent.purpose == purpose,
        Consent.text_digest == text.digest,
        Consent.withdrawn_at.is_(None),
    )
    if session.execute(same).first() is not None:
        return
    session.add(
        Consent(
            business_id=tenancy.current(),
            person_id=person_id,
            purpose=purpose,
            text_version=text.version,
            text_digest=text.digest,
            language=language,
            given_at=clock.now(),
        )
    )
    session.flush()


def withdraw_consent(*, person_id: PersonId, purpose: str) -> None:
    """Withdraw a consent in the business in scope, in every version of its text.

    With the last consent to processing the contacts go too, as that consent's text
    says; those of a team's members stay, for they sign in with them to work.
    """
    given = (Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    session = db.session()
    session.execute(
        update(Consent)
        .where(*given, Consent.purpose == purpose)
        .values(withdrawn_at=clock.now())
    )
    if purpose != "processing":
        return
    with tenancy.across():
        left = select(Consent.id).where(*given, Consent.purpose == "processing")
        is_needed = session.execute(left.limit(1)).first() is not None
    if not is_needed and not has_role(person_id):
        person = _person(person_id)
        person.phone = person.email = None
        session.execute(
            delete(PersonContact).where(PersonContact.person_id == person_id)
        )
        session.flush()


def open_session(
    *,
    person_id: PersonId,
    device: str,
    secret_key: str,
    is_staff_sign_in: bool = False,
    has_second_factor: bool = False,
) -> str:
    """Remember a browser that signed in; the token is for its cookie and kept nowhere."""
    token = ids.token(_TOKEN_BYTES)
    instant = clock.now()
    row = LoginSession(
        person_id=person_id,
        digest=ids.digest(secret_key, "session", token),
        device=device[:LONGEST_DEVICE],
        is_staff_sign_in=is_staff_sign_in,
        second_factor_at=instant if has_second_factor else None,
        created_at=instant,
    )
    db.session().add(row)
    db.session().flush()
    return token


def close_session(*, session_id: int, person_id: PersonId) -> None:
    """Sign one browser out; someone else's session is left alone."""
    _close(LoginSession.id == session_id, LoginSession.person_id == person_id)


def close_all_sessions(*, person_id: PersonId, except_id: int | None = None) -> int:
    """Sign a person out everywhere, or everywhere else; how many browsers."""
    return _close(LoginSession.person_id == person_id, LoginSession.id != except_id)


def _close(*which: ColumnExpressionArgument[bool]) -> int:
    result = db.connection().execute(
        update(LoginSession)
        .where(*which, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    return int(result.rowcount)


def add_staff(
    *, person_id: PersonId, role: str, name: str = "", contact: str = ""
) -> StaffId:
    """Take a person into the team of the business in scope; raises AlreadyStaff.

    ``name`` and ``contact`` are how the inviting business knows them.
    """
    session = db.session()
    _person(person_id)
    row = session.scalar(select(Staff).where(Staff.person_id == person_id))
    if row is None:
        row = Staff(
            business_id=tenancy.current(), person_id=person_id, created_at=clock.now()
        )
        session.add(row)
    elif row.ended_at is None:
        raise AlreadyStaff
    row.role, row.role_since, row.ended_at = role, clock.now(), None
    row.name, row.contact = name[:LONGEST_NAME], contact
    session.flush()
    _lift_limits(row.id)
    audit.note("staff.added", subject=f"staff:{row.id}", role=role)
    return StaffId(row.id)


def _lift_limits(staff_id: int) -> None:
    """What limited somebody in a role they had before."""
    for limit in (StaffGroup, StaffOutlet):
        db.session().execute(delete(limit).where(limit.staff_id == staff_id))


def change_role(*, staff_id: StaffId, role: str) -> None:
    """Give a team member another role; raises PersonNotFound, LastOwner."""
    row = _staff(staff_id)
    if row.role == role:
        return
    if row.role == "owner":
        _keep_an_owner()
    before, row.role, row.role_since = row.role, role, clock.now()
    db.session().flush()
    if role == "owner":
        _lift_limits(staff_id)
    audit.note(
        "staff.role_changed", subject=f"staff:{staff_id}", before=before, after=role
    )


def end_staff(*, staff_id: StaffId) -> None:
    """Take a person out of the team: rights and staff sessions end at once.

    Raises PersonNotFound, LastOwner.
    """
    row = _staff(staff_id)
    if row.role == "owner":
        _keep_an_owner()
    row.ended_at = clock.now()
    db.session().flush()
    audit.note("staff.ended", subject=f"staff:{staff_id}", role=row.role)
    _close(
        LoginSession.person_id == row.person_id,
        LoginSession.is_staff_sign_in,
    )


def _staff(staff_id: StaffId) -> Staff:
    """A present team member of the business in scope; the whole team is locked."""
    team = select(Staff).where(Staff.ended_at.is_(None)).order_by(Staff.id)
    for row in db.session().scalars(team.with_for_update()):
        if row.id == staff_id:
            return row
    raise PersonNotFound


def _keep_an_owner() -> None:
    """Refuse to lose an owner who is the only one."""
    owners = db.session().scalar(
        select(func.count(Staff.id)).where(
            Staff.role == "owner", Staff.ended_at.is_(None)
        )
    )
    if owners == 1:
        raise LastOwner


def forget_old_codes() -> int:
    """Drop sign-in codes that are long over, with the contacts in them; how many."""
    result = db.connection().execute(
        delete(SignInCode).where(SignInCode.created_at < clock.now() - CODES_KEPT)
    )
    return int(result.rowcount)
