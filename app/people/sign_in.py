"""Sign-in codes: asked for, limited, checked; the same for known and unknown contacts.

Nothing here looks at persons, so answers and their cost cannot tell who is a customer.
All functions run inside ``writing()``.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.core import clock, db, ids, limits, outbox
from app.core.limits import Limit
from app.people import addresses, codes
from app.people.addresses import Address
from app.people.codes import LIFE, MAX_TRIES, RESEND_AFTER
from app.people.errors import CodeExpired
from app.people.events import CodeAsked
from app.people.models import SignInCode

_HOUR, _DAY = 3600, 24 * 3600
ASK_SOON = Limit("code_address_10min", 3, 600)
ASK_DAY = Limit("code_address_day", 10, _DAY)
ASK_IP = Limit("code_ip_hour", 20, _HOUR)
ASK_PREFIX = Limit("code_prefix_hour", 200, _HOUR)
TRY_HOUR = Limit("code_try_hour", 10, _HOUR)
TRY_DAY = Limit("code_try_day", 30, _DAY)


@dataclass(frozen=True)
class AskedCode:
    """A code on its way, and when another may be asked for."""

    code_id: int
    resend_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class CheckedCode:
    """The verified contact, or None and how many tries the code has left."""

    address: Address | None
    tries_left: int


def ask_code(
    *,
    address: Address,
    session_nonce: str,
    language: str,
    sender: str,
    ip: str,
    secret_key: str,
) -> AskedCode:
    """Send a code to a contact, for one browser only.

    Within a minute the same browser gets the same code again (double tap, reload);
    later a new code ends the one before. Raises TooMany.
    """
    instant = clock.now()
    for code in _open_codes(address, session_nonce, instant):
        if instant < code.created_at + RESEND_AFTER:
            return _asked(code)
        code.expires_at = instant
    _limit_asking(address, ip, secret_key)
    code = SignInCode(
        channel=address.channel,
        address=address.value,
        nonce=ids.token(),
        session_nonce=session_nonce,
        language=language,
        sender=" ".join(sender.split()),
        tries=0,
        created_at=instant,
        expires_at=instant + LIFE,
    )
    db.session().add(code)
    db.session().flush()
    outbox.record(CodeAsked(code_id=code.id))
    return _asked(code)


def ask_again(
    *, code_id: int, session_nonce: str, ip: str, secret_key: str
) -> AskedCode:
    """Send another code to the contact that this browser asked for before.

    Raises CodeExpired when the browser asked for no such code, and TooMany.
    """
    code = db.session().scalar(
        select(SignInCode).where(
            SignInCode.id == code_id,
            SignInCode.session_nonce == session_nonce,
            SignInCode.used_at.is_(None),
        )
    )
    if code is None:
        raise CodeExpired
    return ask_code(
        address=Address(code.channel, code.address),
        session_nonce=session_nonce,
        language=code.language,
        sender=code.sender,
        ip=ip,
        secret_key=secret_key,
    )


def _asked(code: SignInCode) -> AskedCode:
    return AskedCode(code.id, code.created_at + RESEND_AFTER, code.expires_at)


def _open_codes(
    address: Address, session_nonce: str, instant: datetime
) -> list[SignInCode]:
    """The codes this browser could still use for the contact, newest first."""
    found = db.session().scalars(
        select(SignInCode)
        .where(
            SignInCode.channel == address.channel,
            SignInCode.address == address.value,
            SignInCode.session_nonce == session_nonce,
            SignInCode.used_at.is_(None),
            SignInCode.expires_at > instant,
        )
        .order_by(SignInCode.id.desc())
    )
    return list(found)


def _limit_asking(address: Address, ip: str, secret_key: str) -> None:
    """Count who asks and for whom; the counters hold digests, no personal data."""
    mailbox = addresses.limit_subject(address.channel, address.value)
    prefix = addresses.limit_prefix(address.channel, address.value)
    for limit, subject in (
        (ASK_IP, ip),
        (ASK_PREFIX, prefix),
        (ASK_SOON, mailbox),
        (ASK_DAY, mailbox),
    ):
        limits.hit(limit, _digest(secret_key, subject))


def _digest(secret_key: str, subject: str) -> str:
    return ids.digest(secret_key, "limit", subject).hex()


def check_code(
    *, code_id: int, digits: str, session_nonce: str, ip: str, secret_key: str
) -> CheckedCode:
    """Compare six digits with a code; a wrong try is counted, a right one uses it up.

    A wrong try is an answer and no error, so that counting it commits. Guesses are
    limited per code and per contact and sender: a stranger's guesses lock nobody out.
    Raises CodeExpired and TooMany.
    """
    code = _count_try(code_id, session_nonce)
    for limit in (TRY_HOUR, TRY_DAY):
        limits.hit(limit, _digest(secret_key, f"{code.address}\0{ip}"))
    if not codes.is_same(codes.derive(secret_key, code.id, code.nonce), digits):
        return CheckedCode(None, MAX_TRIES - code.tries)
    code.used_at = clock.now()
    db.session().flush()
    return CheckedCode(Address(code.channel, code.address), 0)


def _count_try(code_id: int, session_nonce: str) -> SignInCode:
    """One statement counts and decides, so that parallel guesses cannot slip past."""
    counted = db.session().scalar(
        update(SignInCode)
        .where(
            SignInCode.id == code_id,
            SignInCode.session_nonce == session_nonce,
            SignInCode.used_at.is_(None),
            SignInCode.expires_at > clock.now(),
            SignInCode.tries < MAX_TRIES,
        )
        .values(tries=SignInCode.tries + 1)
        .returning(SignInCode)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if counted is None:
        raise CodeExpired
    return counted
