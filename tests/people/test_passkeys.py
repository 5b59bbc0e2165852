"""Passkeys, with a device in software that can be bent."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from app.core import db
from app.core.config import Config
from app.core.errors import TooMany
from app.core.ids import PersonId
from app.people import passkeys
from app.people.errors import (
    PasskeyKnown,
    PasskeyRefused,
    PersonNotFound,
    TooManyPasskeys,
)
from app.people.keys import Passkey
from app.people.passkeys import Answered
from tests.conftest import Clock, Database
from tests.people.device import PRESENT, Device, b64, unb64
from tests.world import create_person

NONCE = "this-browser"


@dataclass
class Desk:
    """A person with a device before a browser."""

    config: Config
    person_id: PersonId
    device: Device = field(default_factory=Device)

    def options(self, *, is_new: bool, nonce: str = NONCE) -> tuple[int, Any]:
        """What the site asks."""
        with db.writing():
            if is_new:
                asked = passkeys.ask_to_add(
                    config=self.config,
                    person_id=self.person_id,
                    called="anna@example.com",
                    session_nonce=nonce,
                    ip="192.0.2.1",
                )
            else:
                asked = passkeys.ask_to_use(
                    config=self.config, session_nonce=nonce, ip="192.0.2.1"
                )
        return asked.id, json.loads(asked.options)

    def add(self, name: str = "Phone") -> int:
        """Add a passkey."""
        challenge_id, options = self.options(is_new=True)
        return self.send_new(challenge_id, self.device.make(options), name)

    def send_new(self, challenge_id: int, answer: str, name: str = "Phone") -> int:
        """Send a new passkey's answer."""
        with db.writing():
            return passkeys.add(
                config=self.config,
                person_id=self.person_id,
                challenge_id=challenge_id,
                session_nonce=NONCE,
                answer=answer,
                name=name,
            )

    def sign_in(self) -> Answered:
        """Sign in with the newest passkey."""
        challenge_id, options = self.options(is_new=False)
        return self.send(challenge_id, self.device.sign(options))

    def send(self, challenge_id: int, answer: str, nonce: str = NONCE) -> Answered:
        """Send an answer."""
        with db.writing():
            return passkeys.use(
                config=self.config,
                challenge_id=challenge_id,
                session_nonce=nonce,
                answer=answer,
            )


@pytest.fixture
def desk(database: Database, app: object) -> Desk:
    """Anna with a device of hers."""
    return Desk(database.config, create_person(name="Anna"))


def test_a_passkey_is_added_and_signs_in(desk: Desk, clock: Clock) -> None:
    desk.add("  My   phone ")
    (added,) = passkeys.passkeys(desk.person_id)
    assert (added.name, added.used_at, added.stopped_at) == ("My phone", None, None)
    clock.advance(hours=1)
    assert desk.sign_in() == Answered(desk.person_id, is_copied=False)
    (used,) = passkeys.passkeys(desk.person_id)
    assert used.used_at == added.created_at + timedelta(hours=1)


def test_options_ask_for_a_verified_owner_and_name_nobody(desk: Desk) -> None:
    desk.add()
    _, new = desk.options(is_new=True)
    assert new["rp"]["id"] == "tessera.test"
    assert new["authenticatorSelection"]["userVerification"] == "required"
    assert new["authenticatorSelection"]["residentKey"] == "required"
    assert [each["id"] for each in new["excludeCredentials"]] == [
        b64(desk.device.keys[0].id)
    ]
    assert len(unb64(new["user"]["id"])) == 32
    _, known = desk.options(is_new=False)
    assert known["userVerification"] == "required"
    assert not known.get("allowCredentials")


@pytest.mark.parametrize(
    "bend",
    [
        {"origin": "https://tessera.test.evil.example"},
        {"origin": "http://tessera.test"},
        {"place": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=["origin", "no tls", "place", "unverified", "absent"],
)
def test_what_was_made_elsewhere_or_unverified_is_refused(
    desk: Desk, bend: dict[str, Any]
) -> None:
    bent = Desk(desk.config, desk.person_id, replace(Device(), **bend))
    with pytest.raises(PasskeyRefused):
        bent.add()
    desk.add()
    desk.device = replace(desk.device, **bend)
    with pytest.raises(PasskeyRefused):
        desk.sign_in()
    assert len(passkeys.passkeys(desk.person_id)) == 1


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://zerno.example", ("zerno.example", "https://zerno.example")),
        (
            "https://zerno.example:8443/",
            ("zerno.example", "https://zerno.example:8443"),
        ),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
    ],
)
def test_passkeys_are_good_for_the_site_s_own_address(
    address: str, place: tuple[str, str]
) -> None:
    assert passkeys.place(Config(base_url=address)) == place


def test_another_challenge_is_refused(desk: Desk) -> None:
    desk.add()
    first, options = desk.options(is_new=False)
    second, _ = desk.options(is_new=False)
    with pytest.raises(PasskeyRefused):
        desk.send(second, desk.device.sign(options))
    # The right one was not touched by that.
    assert desk.send(first, desk.device.sign(options)).person_id == desk.person_id


def test_an_answer_is_good_once(desk: Desk) -> None:
    desk.add()
    challenge_id, options = desk.options(is_new=False)
    answer = desk.device.sign(options)
    desk.send(challenge_id, answer)
    with pytest.raises(PasskeyRefused):
        desk.send(challenge_id, answer)


def test_a_challenge_is_for_one_browser_five_minutes_and_one_purpose(
    desk: Desk, clock: Clock
) -> None:
    desk.add()
    challenge_id, options = desk.options(is_new=False)
    with pytest.raises(PasskeyRefused):
        desk.send(challenge_id, desk.device.sign(options), nonce="another")
    clock.advance(minutes=5)
    with pytest.raises(PasskeyRefused):
        desk.send(challenge_id, desk.device.sign(options))
    challenge_id, options = desk.options(is_new=True)
    with pytest.raises(PasskeyRefused):
        desk.send(challenge_id, desk.device.sign(options))


def test_a_signature_by_another_key_is_refused(desk: Desk) -> None:
    desk.add()
    desk.add()
    mine, other = desk.device.keys
    challenge_id, options = desk.options(is_new=False)
    forged = json.loads(desk.device.sign(options, other))
    forged["id"] = forged["rawId"] = b64(mine.id)
    with pytest.raises(PasskeyRefused):
        desk.send(challenge_id, json.dumps(forged))


def test_an_unknown_passkey_and_another_ones_handle_are_refused(desk: Desk) -> None:
    desk.add()
    challenge_id, options = desk.options(is_new=False)
    stranger = Device()
    stranger.make({"user": {"id": b64(b"x" * 32)}, "challenge": options["challenge"]})
    with pytest.raises(PasskeyRefused):
        desk.send(challenge_id, stranger.sign(options))
    desk.device.keys[0].user = b"y" * 32
    with pytest.raises(PasskeyRefused):
        desk.sign_in()


def test_a_copy_is_noticed_and_stopped_for_good(desk: Desk) -> None:
    desk.add()
    desk.sign_in()
    desk.sign_in()
    desk.device.keys[0].counter = 0
    assert desk.sign_in() == Answered(desk.person_id, is_copied=True)
    (stopped,) = passkeys.passkeys(desk.person_id)
    assert stopped.stopped_at is not None
    desk.device.keys[0].counter = 50
    with pytest.raises(PasskeyRefused):
        desk.sign_in()


def test_a_device_that_counts_nothing_is_fine(desk: Desk) -> None:
    desk.device.counts = False
    desk.add()
    assert not desk.sign_in().is_copied
    assert not desk.sign_in().is_copied


def test_the_same_passkey_is_kept_once(desk: Desk) -> None:
    desk.add()
    taken = desk.device.keys[0].id
    copy = replace(desk.device, keys=[], draw=lambda: taken)
    other = Desk(desk.config, create_person(name="Boris"), copy)
    with pytest.raises(PasskeyKnown):
        other.add()
    assert passkeys.passkeys(other.person_id) == []


def test_nobody_needs_more_than_twenty(desk: Desk, clock: Clock) -> None:
    with db.writing():
        db.session().add_all(
            Passkey(
                person_id=desk.person_id,
                credential=bytes([number]),
                public_key=b"",
                counter=0,
                name="x",
                created_at=clock.now,
            )
            for number in range(passkeys.MOST)
        )
    with pytest.raises(TooManyPasskeys):
        desk.add()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "null",
        "{}",
        "{",
        '{"id": 1}',
        "[" * 5000,
        "x" * 30_000,
        '{"id":"\\u0000"}',
    ],
)
def test_nonsense_is_refused(desk: Desk, answer: str) -> None:
    for is_new in (True, False):
        challenge_id, _ = desk.options(is_new=is_new)
        send: Callable[[int, str], object] = desk.send_new if is_new else desk.send
        with pytest.raises(PasskeyRefused):
            send(challenge_id, answer)
    with pytest.raises(PasskeyRefused):
        desk.send(10**12, "{}")


def test_only_ones_own_passkeys_are_changed(desk: Desk) -> None:
    passkey_id = desk.add()
    boris = create_person(name="Boris")
    for change in (
        lambda: passkeys.rename(person_id=boris, passkey_id=passkey_id, name="x"),
        lambda: passkeys.remove(person_id=boris, passkey_id=passkey_id),
    ):
        with db.writing(), pytest.raises(PersonNotFound):
            change()
    with db.writing():
        passkeys.rename(person_id=desk.person_id, passkey_id=passkey_id, name="Mine")
    assert [each.name for each in passkeys.passkeys(desk.person_id)] == ["Mine"]
    with db.writing():
        passkeys.remove(person_id=desk.person_id, passkey_id=passkey_id)
    with pytest.raises(PasskeyRefused):
        desk.sign_in()


def test_asking_is_limited_and_old_questions_go(desk: Desk, clock: Clock) -> None:
    for _ in range(passkeys.ASK_HOUR.count):
        desk.options(is_new=False)
    with pytest.raises(TooMany):
        desk.options(is_new=False)
    clock.advance(minutes=6)
    with db.writing():
        assert passkeys.forget_old() == passkeys.ASK_HOUR.count
