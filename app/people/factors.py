"""The second factor of those who run a business: enough, enrolled, entered, reset.

Passkeys stand in ``people.passkeys``. Functions that change run inside ``writing()``.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from app.core import audit, clock, db, ids, limits, outbox, tenancy
from app.core.ids import BusinessId, PersonId, StaffId
from app.core.limits import Limit
from app.people import actions, codes, operators, totp
from app.people.errors import ElsewhereNeeded, LastFactor, PersonNotFound, WrongFactor
from app.people.events import SecondFactorReset
from app.people.keys import Authenticator, Passkey, RecoveryCode
from app.people.models import LoginSession, Staff
from app.people.queries import StaffView
from app.people.rights import NEED_SECOND_FACTOR

GRACE = timedelta(hours=24)
CODES = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 10
TRY_QUARTER = Limit("factor_try_15min", 6, 15 * 60)
TRY_DAY = Limit("factor_try_day", 60, 24 * 3600)


@dataclass(frozen=True)
class Factors:
    """What somebody has enrolled."""

    passkeys: int
    app_since: datetime | None
    app_used_at: datetime | None
    codes_left: int

    @property
    def has_any(self) -> bool:
        """Whether there is something to be asked for; spare codes alone are none."""
        return self.passkeys > 0 or self.app_since is not None


def factors(person_id: PersonId) -> Factors:
    """What a person can show besides a code by mail or phone."""
    session = db.session()
    usable = select(func.count()).where(
        Passkey.person_id == person_id, Passkey.stopped_at.is_(None)
    )
    left = select(func.count()).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    app = session.execute(
        select(Authenticator.created_at, Authenticator.used_at).where(
            Authenticator.person_id == person_id
        )
    ).one_or_none()
    return Factors(
        passkeys=session.scalar(usable) or 0,
        app_since=app[0] if app else None,
        app_used_at=app[1] if app else None,
        codes_left=session.scalar(left) or 0,
    )


def is_needed(role: str) -> bool:
    """Whether a role needs a second factor."""
    return role in NEED_SECOND_FACTOR


def is_needed_by(person_id: PersonId) -> bool:
    """Whether a person has such a role in any business, or runs the installation."""
    if operators.is_operator(person_id, db.settings()):
        return True
    role = select(Staff.id).where(
        Staff.person_id == person_id,
        Staff.ended_at.is_(None),
        Staff.role.in_(NEED_SECOND_FACTOR),
    )
    with tenancy.across():
        return db.session().execute(role.limit(1)).first() is not None


def grace_ends_at(staff: StaffView) -> datetime | None:
    """Until when somebody may work without one; None when that is over.

    Who has enrolled is asked at once: grace is for those who cannot answer yet.
    """
    ends_at = staff.role_since + GRACE
    if clock.now() >= ends_at or factors(staff.person_id).has_any:
        return None
    return ends_at


def add_app(
    *, person_id: PersonId, nonce: str, code: str, secret_key: str, ip: str
) -> bool:
    """Enrol an app by the code that it shows, in place of an app there was.

    A wrong code is an answer and no error, so that counting it commits. Raises TooMany.
    """
    _count_try(person_id, ip, secret_key)
    step = _step(totp.secret(secret_key, person_id, nonce), code)
    if step is None:
        return False
    session = db.session()
    actions.lock(person_id)
    session.execute(delete(Authenticator).where(Authenticator.person_id == person_id))
    session.add(
        Authenticator(
            person_id=person_id,
            nonce=nonce,
            last_step=step,
            created_at=clock.now(),
            used_at=clock.now(),
        )
    )
    session.flush()
    return True


def enter(*, person_id: PersonId, typed: str, secret_key: str, ip: str) -> bool:
    """Whether what was typed is the app's code or an unused recovery code; used up then.

    A wrong code is an answer and no error, so that counting it commits. Raises TooMany.
    """
    _count_try(person_id, ip, secret_key)
    return _use_app(person_id, typed, secret_key) or _use_spare(
        person_id, typed, secret_key
    )


def _count_try(person_id: PersonId, ip: str, secret_key: str) -> None:
    """Guesses are counted per person and sender, and per person over the day."""
    for limit, subject in (
        (TRY_QUARTER, f"{person_id}\0{ip}"),
        (TRY_DAY, str(person_id)),
    ):
        limits.hit(limit, ids.digest(secret_key, "limit", subject).hex())


def _step(shared: bytes, typed: str) -> int | None:
    code = codes.read(typed)
    return None if code is None else totp.matching_step(shared, code, clock.now())


def _use_app(person_id: PersonId, typed: str, secret_key: str) -> bool:
    row = db.session().scalar(
        select(Authenticator).where(Authenticator.person_id == person_id)
    )
    if row is None:
        return False
    step = _step(totp.secret(secret_key, person_id, row.nonce), typed)
    if step is None:
        return False
    # One statement compares and keeps: a code that was seen is good for nothing.
    used = db.session().execute(
        update(Authenticator)
        .where(Authenticator.id == row.id, Authenticator.last_step < step)
        .values(last_step=step, used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _use_spare(person_id: PersonId, typed: str, secret_key: str) -> bool:
    used = db.session().execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.digest == _digest(secret_key, person_id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def make_codes(*, person_id: PersonId, secret_key: str) -> tuple[str, ...]:
    """Ten new recovery codes, shown this once; those before are good for nothing."""
    session = db.session()
    actions.lock(person_id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    made = tuple(_new_code() for _ in range(CODES))
    session.add_all(
        RecoveryCode(
            person_id=person_id,
            digest=_digest(secret_key, person_id, each),
            created_at=clock.now(),
        )
        for each in made
    )
    session.flush()
    return made


def _new_code() -> str:
    """Ten letters and digits that nobody confuses, in two groups (49 bits)."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{drawn[:5]}-{drawn[5:]}"


def _digest(secret_key: str, person_id: PersonId, typed: str) -> bytes:
    compact = "".join(letter for letter in typed.upper() if letter.isalnum())
    return ids.digest(secret_key, "recovery-code", f"{person_id}:{compact}")


def pass_second(*, session_id: int, person_id: PersonId) -> None:
    """Mark a signed-in browser as one that has shown a second factor."""
    db.session().execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.person_id == person_id)
        .values(second_factor_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def remove_app(*, person_id: PersonId) -> None:
    """Ask an app's codes no more; raises LastFactor."""
    db.session().execute(
        delete(Authenticator).where(Authenticator.person_id == person_id)
    )
    keep_one(person_id)


def keep_one(person_id: PersonId) -> None:
    """Refuse a change after which a role would lack its second factor."""
    if is_needed_by(person_id) and not factors(person_id).has_any:
        raise LastFactor


def check(is_right: bool) -> None:  # noqa: FBT001 - the answer of ``enter``
    """Raise WrongFactor for a code that was wrong, after its counting has committed."""
    if not is_right:
        raise WrongFactor


def reset(*, staff_id: StaffId) -> None:
    """Remove a colleague's second factor, who lost it: they enrol anew.

    One sign-in serves all businesses, so nobody lowers the guard of another business:
    raises ElsewhereNeeded when the person runs one, or the installation. Raises
    PersonNotFound.
    """
    row = db.session().scalar(
        select(Staff)
        .where(Staff.id == staff_id, Staff.ended_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise PersonNotFound
    person_id = PersonId(row.person_id)
    if _runs_others(person_id, BusinessId(row.business_id)):
        raise ElsewhereNeeded
    _remove_all(person_id)
    audit.note("staff.second_factor_reset", subject=f"staff:{staff_id}")


def reset_by_operator(*, person_id: PersonId) -> int:
    """The same by who runs the installation; in how many businesses it is noted."""
    roles = select(Staff.business_id, Staff.id).where(
        Staff.person_id == person_id, Staff.ended_at.is_(None)
    )
    with tenancy.across():
        found = db.session().execute(roles).all()
    _remove_all(person_id)
    for business_id, staff_id in found:
        with tenancy.scope(BusinessId(business_id)):
            audit.note("staff.second_factor_reset", subject=f"staff:{staff_id}")
    return len(found)


def _runs_others(person_id: PersonId, business_id: BusinessId) -> bool:
    if operators.is_operator(person_id, db.settings()):
        return True
    elsewhere = select(Staff.id).where(
        Staff.person_id == person_id,
        Staff.ended_at.is_(None),
        Staff.role.in_(NEED_SECOND_FACTOR),
        Staff.business_id != business_id,
    )
    with tenancy.across():
        return db.session().execute(elsewhere.limit(1)).first() is not None


def _remove_all(person_id: PersonId) -> None:
    forget(person_id)
    actions.close_all_sessions(person_id=person_id)
    outbox.record(SecondFactorReset(person_id=person_id))


def forget(person_id: PersonId) -> None:
    """Drop every key and code of a person."""
    for kind in (Passkey, Authenticator, RecoveryCode):
        db.session().execute(delete(kind).where(kind.person_id == person_id))
