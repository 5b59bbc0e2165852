"""Passkeys (WebAuthn): made on somebody's device, checked here, copies noticed.

Our server is the relying party of its own address; user verification is asked for, so
that a passkey is two factors at once. A challenge is stored, bound to one browser, good
for one answer and five minutes. What the device sends is judged by `webauthn`; the
counter is judged here, for a counter that goes backwards must be remembered.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, func, select
from webauthn.helpers import exceptions, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.core import clock, db, ids, limits, unique
from app.core.config import Config
from app.core.ids import PersonId
from app.core.limits import Limit
from app.people.errors import (
    PasskeyKnown,
    PasskeyRefused,
    PersonNotFound,
    TooManyPasskeys,
)
from app.people.keys import Passkey, PasskeyChallenge
from app.people.models import Person

ADD, USE = "add", "use"
LIFE = timedelta(minutes=5)
MOST = 20
LONGEST_NAME = 60
LONGEST_ANSWER = 20_000
_CHALLENGE_BYTES = 32
ASK_HOUR = Limit("passkey_ip_hour", 120, 3600)


@dataclass(frozen=True)
class PasskeyView:
    """A passkey as its owner's list shows it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True)
class Challenge:
    """What a browser is to hand to the device: WebAuthn's options as JSON."""

    id: int
    options: str


@dataclass(frozen=True)
class Answered:
    """Whose passkey it was; ``is_copied`` when there may be two of it."""

    person_id: PersonId
    is_copied: bool


def place(config: Config) -> tuple[str, str]:
    """The relying party's id and the origin: where passkeys of this site are good.

    No device makes one for a number, so this machine's own is called by its name.
    """
    parts = urlsplit(config.address.replace("//127.0.0.1", "//localhost", 1))
    return parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}"


def passkeys(person_id: PersonId) -> list[PasskeyView]:
    """The passkeys of a person, oldest first."""
    rows: Iterable[Any] = db.session().execute(
        select(
            Passkey.id,
            Passkey.name,
            Passkey.created_at,
            Passkey.used_at,
            Passkey.stopped_at,
        )
        .where(Passkey.person_id == person_id)
        .order_by(Passkey.id)
    )
    return [PasskeyView(*row) for row in rows]


def ask_to_add(
    *, config: Config, person_id: PersonId, called: str, session_nonce: str, ip: str
) -> Challenge:
    """Begin to add a passkey; ``called`` is what the device lists it under.

    Raises TooMany.
    """
    known = db.session().scalars(
        select(Passkey.credential).where(Passkey.person_id == person_id)
    )
    row = _challenge(ADD, session_nonce, ip, config)
    options = webauthn.generate_registration_options(
        rp_id=place(config)[0],
        rp_name="Tessera",
        user_id=_handle(config, person_id),
        user_name=called,
        challenge=row.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return Challenge(row.id, webauthn.options_to_json(options))


def ask_to_use(*, config: Config, session_nonce: str, ip: str) -> Challenge:
    """Begin to sign in with whatever passkey the device has; raises TooMany."""
    row = _challenge(USE, session_nonce, ip, config)
    options = webauthn.generate_authentication_options(
        rp_id=place(config)[0],
        challenge=row.challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Challenge(row.id, webauthn.options_to_json(options))


def add(
    *,
    config: Config,
    person_id: PersonId,
    challenge_id: int,
    session_nonce: str,
    answer: str,
    name: str,
) -> int:
    """Keep a new passkey; its id.

    Raises PasskeyRefused, PasskeyKnown, TooManyPasskeys.
    """
    expected = _take(ADD, challenge_id, session_nonce)
    rp_id, origin = place(config)
    try:
        made = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=expected,
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=True,
        )
    except exceptions.WebAuthnException as error:
        raise PasskeyRefused from error
    # The person's row is locked, so that two at once do not both find room.
    db.session().get(Person, person_id, with_for_update=True)
    have = select(func.count()).where(Passkey.person_id == person_id)
    if (db.session().scalar(have) or 0) >= MOST:
        raise TooManyPasskeys
    row = Passkey(
        person_id=person_id,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        counter=made.sign_count,
        name=_clean(name),
        created_at=clock.now(),
    )
    if not unique.is_added(row):
        raise PasskeyKnown
    return row.id


def use(
    *, config: Config, challenge_id: int, session_nonce: str, answer: str
) -> Answered:
    """Who signed the challenge with a passkey of theirs.

    A copy is an answer and no error, so that stopping the passkey commits. Raises
    PasskeyRefused.
    """
    expected = _take(USE, challenge_id, session_nonce)
    try:
        signed = parse_authentication_credential_json(_read(answer))
    except exceptions.WebAuthnException as error:
        raise PasskeyRefused from error
    row = db.session().scalar(
        select(Passkey).where(Passkey.credential == signed.raw_id).with_for_update()
    )
    if row is None or row.stopped_at is not None:
        raise PasskeyRefused
    rp_id, origin = place(config)
    try:
        # Without a counter of ours: a copy must be seen, not only refused.
        seen = webauthn.verify_authentication_response(
            credential=signed,
            expected_challenge=expected,
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except exceptions.WebAuthnException as error:
        raise PasskeyRefused from error
    person_id = PersonId(row.person_id)
    handle = signed.response.user_handle
    if handle is not None and not ids.same(handle, _handle(config, person_id)):
        raise PasskeyRefused
    return Answered(person_id, is_copied=_count(row, seen.new_sign_count))


def _count(row: Passkey, counter: int) -> bool:
    """Take the device's counter over; True when it went backwards (§ 6.1.1)."""
    is_copied = (counter > 0 or row.counter > 0) and counter <= row.counter
    if is_copied:
        row.stopped_at = clock.now()
    else:
        row.counter, row.used_at = counter, clock.now()
    db.session().flush()
    return is_copied


def rename(*, person_id: PersonId, passkey_id: int, name: str) -> None:
    """Call a passkey otherwise; raises PersonNotFound for somebody else's."""
    _own(person_id, passkey_id).name = _clean(name)
    db.session().flush()


def remove(*, person_id: PersonId, passkey_id: int) -> None:
    """Trust a passkey no more; raises PersonNotFound for somebody else's."""
    db.session().delete(_own(person_id, passkey_id))
    db.session().flush()


def forget_old() -> int:
    """Drop challenges that nobody answered; how many."""
    result = db.connection().execute(
        delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < clock.now())
    )
    return int(result.rowcount)


def _own(person_id: PersonId, passkey_id: int) -> Passkey:
    row = db.session().scalar(
        select(Passkey)
        .where(Passkey.id == passkey_id, Passkey.person_id == person_id)
        .with_for_update()
    )
    if row is None:
        raise PersonNotFound
    return row


def _challenge(
    ceremony: str, session_nonce: str, ip: str, config: Config
) -> PasskeyChallenge:
    limits.hit(ASK_HOUR, ids.digest(config.secret_key, "limit", ip).hex())
    row = PasskeyChallenge(
        ceremony=ceremony,
        challenge=webauthn.base64url_to_bytes(ids.token(_CHALLENGE_BYTES)),
        session_nonce=session_nonce,
        expires_at=clock.now() + LIFE,
    )
    db.session().add(row)
    db.session().flush()
    return row


def _take(ceremony: str, challenge_id: int, session_nonce: str) -> bytes:
    """Use a challenge up: one statement, so that of two answers one finds it."""
    found = db.session().scalar(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.id == challenge_id,
            PasskeyChallenge.ceremony == ceremony,
            PasskeyChallenge.session_nonce == session_nonce,
            PasskeyChallenge.expires_at > clock.now(),
        )
        .returning(PasskeyChallenge.challenge)
        .execution_options(synchronize_session=False)
    )
    if found is None:
        raise PasskeyRefused
    return bytes(found)


def _read(answer: str) -> dict[str, Any]:
    """The browser's JSON; raises PasskeyRefused for what is none."""
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused from error
    if not isinstance(read, dict):
        raise PasskeyRefused
    return read


def _handle(config: Config, person_id: PersonId) -> bytes:
    """What a device keeps instead of a name: it tells nobody who this is."""
    return ids.digest(config.secret_key, "passkey-person", str(person_id))


def _clean(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
