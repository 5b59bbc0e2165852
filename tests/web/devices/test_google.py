"""What Google fetches from us, and what it tells us."""

import contextvars
import json
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.core import clock, db, tenancy
from app.ledger import queries as ledger
from app.programmes.target_actions import Action, ActionReward
from app.wallet.google import callback_keys, queue
from app.wallet.models import GoogleNonce
from tests.conftest import ADDRESS, Clock
from tests.standins.google.keys import Keys, new_key
from tests.wallet.google.conftest import Room, google, room, settings
from tests.web.cabinet.tools import set_rules
from tests.world import World

__all__ = ["google", "room", "settings"]


def post(room: Room, body: bytes, **options: Any) -> TestResponse:
    """Call back as Google does, from nowhere, with no cookie."""
    db.session().rollback()
    return contextvars.Context().run(
        lambda: room.app.test_client(use_cookies=False).post(
            "/google/callback",
            data=body,
            base_url=ADDRESS,
            headers={"User-Agent": "Googlebot/2.1"},
            content_type="application/json",
            **options,
        )
    )


def get(room: Room, path: str, **options: Any) -> TestResponse:
    """Fetch something."""
    return contextvars.Context().run(
        lambda: room.app.test_client(use_cookies=False).get(
            path, base_url=ADDRESS, **options
        )
    )


@pytest.fixture
def saved(room: Room) -> bytes:
    """A message that the member's card was saved; the worker has Google's keys."""
    room.want()
    room.drain()
    room.worker.google_keys()
    return room.google.callback("save", room.row().resource_id)


def message_of(room: Room, event: str = "save") -> dict[str, Any]:
    """What a message says."""
    body = room.copy()
    told: dict[str, Any] = room.google.keys.message(
        event, body["classId"], body["id"], clock.now()
    )
    return told


def signed(room: Room, message: Any, keys: Keys | None = None) -> bytes:
    """A message in its envelope."""
    return json.dumps((keys or room.google.keys).signed(message, clock.now())).encode()


def test_a_saved_and_removed_card_is_remembered(room: Room, saved: bytes) -> None:
    answer = post(room, saved)
    assert (answer.status_code, answer.data) == (200, b"")
    assert (room.row().is_held, room.row().held_at) == (True, clock.now())
    removed = room.google.callback("del", room.row().resource_id)
    assert post(room, removed).status_code == 200
    assert (room.row().is_held, room.row().removed_at) == (False, clock.now())


def test_a_saved_card_is_rewarded_once(room: Room, saved: bytes, world: World) -> None:
    """Row 5: whoever keeps the card in Google's wallet gets the reward."""
    rule = ActionReward(name="On the phone", action=Action.WALLET, points=50)
    set_rules(world, actions=(rule,))
    for body in (saved, room.google.callback("save", room.row().resource_id)):
        assert post(room, body).status_code == 200
        room.worker.relay()
    with tenancy.scope(world.coffee.business_id):
        card_id = room.row().card_id
        assert ledger.balance(card_id).available == 50


def test_5_a_repeat_is_fine_and_counts_once(
    room: Room, saved: bytes, clock: Clock
) -> None:
    assert post(room, saved).status_code == 200
    removed = room.google.callback("del", room.row().resource_id)
    assert post(room, removed).status_code == 200
    clock.advance(minutes=1)
    assert post(room, saved).status_code == 200
    assert room.row().is_held is False
    assert len(db.session().query(GoogleNonce).all()) == 2


def test_5_a_foreign_issuers_message_is_refused(room: Room, saved: bytes) -> None:
    foreign = room.google.keys.changed(issuer_id="3388000000000000042")
    for message in (
        message_of(room),
        {
            **message_of(room),
            "classId": "3388000000000000042.a",
            "objectId": "3388000000000000042.b",
        },
    ):
        assert post(room, signed(room, message, foreign)).status_code == 400
    assert room.row().is_held is False


def tampered(room: Room, body: bytes) -> dict[str, bytes]:
    """One message spoiled at each step of the check."""
    envelope = json.loads(body)
    middle = envelope["intermediateSigningKey"]
    keys, message = room.google.keys, message_of(room)
    other = {**message, "eventType": "del"}
    dumped = json.dumps
    return {
        "1 not json": b"{",
        "1 a key more": dumped({**envelope, "more": 1}).encode(),
        "1 a key less": dumped(
            {name: part for name, part in envelope.items() if name != "signature"}
        ).encode(),
        "1 protocol": dumped({**envelope, "protocolVersion": "ECv1"}).encode(),
        "2 unknown root": signed(room, message, keys.changed(root=new_key())),
        "3 signed key": dumped(
            {
                **envelope,
                "intermediateSigningKey": {
                    **middle,
                    "signedKey": middle["signedKey"].replace("\\u003d", "="),
                },
            }
        ).encode(),
        "3 another protocol": signed(room, message, keys.changed(protocol="ECv1")),
        "4 old intermediate": signed(
            room, message, keys.changed(middle_life=timedelta(seconds=-1))
        ),
        "5 message": dumped({**envelope, "signedMessage": dumped(other)}).encode(),
        "5 sender": signed(room, message, keys.changed(sender="GoogleWalletPasses")),
        "6 too late": signed(
            room,
            {**message, "expTimeMillis": int(clock.now().timestamp() * 1000) - 1},
        ),
        "6 unknown class": signed(
            room, {**message, "classId": f"{room.google.issuer_id}.unknown"}
        ),
        "6 no nonce": signed(room, {**message, "nonce": ""}),
        "6 a long nonce": signed(room, {**message, "nonce": "n" * 201}),
        "6 event": signed(room, {**message, "eventType": "stolen"}),
        "too long": b"{" + b" " * 70_000 + b"}",
        "empty": b"",
    }


def test_5_every_tampered_message_is_refused_without_a_word(
    room: Room, saved: bytes
) -> None:
    asked = len(room.google.recorded)
    answers = {name: post(room, bad) for name, bad in tampered(room, saved).items()}
    assert {
        name: (answer.status_code, answer.data) for name, answer in answers.items()
    } == dict.fromkeys(answers, (400, b""))
    assert room.row().is_held is False
    assert db.session().query(GoogleNonce).all() == []
    # Nor did any of them make us ask Google for its keys again.
    assert len(room.google.recorded) == asked
    assert post(room, saved).status_code == 200


def test_words_beyond_ascii_are_counted_in_bytes(room: Room, saved: bytes) -> None:
    message = json.dumps({**message_of(room), "note": "сохранено"}, ensure_ascii=False)
    assert post(room, signed(room, message)).status_code == 200
    assert room.row().is_held is True


def test_a_card_that_we_forgot_is_no_fault(room: Room, saved: bytes) -> None:
    message = {**message_of(room), "objectId": f"{room.google.issuer_id}.forgotten"}
    assert post(room, signed(room, message)).status_code == 200


def test_a_class_speaks_for_cards_of_its_own_shop_only(
    room: Room, saved: bytes
) -> None:
    books = room.world.books
    with tenancy.scope(books.business_id), db.writing():
        queue.want(books.member.card_id)
    room.drain()
    other = room.row(books.member.card_id).resource_id
    message = {**message_of(room), "objectId": other}
    assert post(room, signed(room, message)).status_code == 200
    assert room.row(books.member.card_id).is_held is False


def test_without_keys_google_is_asked_to_repeat(room: Room) -> None:
    room.google.fail_next(503, where="/keys")
    room.want()
    room.drain()
    asked = len(room.google.recorded)
    body = room.google.callback("save", room.row().resource_id)
    assert post(room, body).status_code == 503
    assert len(room.google.recorded) == asked
    room.worker.google_keys()
    assert post(room, body).status_code == 200


def test_keys_are_fetched_once_and_again_before_they_expire(
    room: Room, clock: Clock
) -> None:
    room.want()
    room.drain()
    for _ in range(3):
        room.worker.google_keys()
    assert len(room.google.calls("GET", "keys")) == 1
    clock.advance(days=2)
    room.worker.google_keys()
    assert len(room.google.calls("GET", "keys")) == 2


def test_keys_that_cannot_be_fetched_leave_the_known_ones(
    room: Room, saved: bytes, clock: Clock
) -> None:
    clock.advance(days=2)
    room.google.fail_next(503, where="/keys")
    room.worker.google_keys()
    body = room.google.callback("save", room.row().resource_id)
    assert post(room, body).status_code == 200
    clock.advance(days=40)
    assert callback_keys.keys(room.config) == ()
    assert post(room, saved).status_code == 503


def test_without_an_issuer_nothing_is_taken(
    room: Room, saved: bytes, make_app: Any
) -> None:
    other = make_app(google_issuer="", google_key="")
    answer = contextvars.Context().run(
        lambda: other.test_client().post(
            "/google/callback", data=saved, base_url=ADDRESS
        )
    )
    assert answer.status_code == 400


def test_old_nonces_are_dropped(room: Room, saved: bytes, clock: Clock) -> None:
    post(room, saved)
    room.worker.tidy()
    assert len(db.session().query(GoogleNonce).all()) == 1
    clock.advance(hours=2)
    db.session().rollback()
    room.worker.tidy()
    assert db.session().query(GoogleNonce).all() == []


def test_pictures_are_kept_for_ever_by_whoever_fetched_them(room: Room) -> None:
    room.want()
    room.drain()
    url = room.writes()[0].body["programLogo"]["sourceUri"]["uri"]
    answer = get(room, url.removeprefix(ADDRESS))
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    kept = answer.headers["Cache-Control"]
    assert all(word in kept for word in ("public", "immutable", "max-age=31536000"))
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "name", ["0" * 32, "..%2f..%2fgoogle", "a", "%00", "callback-keys.json"]
)
def test_other_pictures_are_not_there(room: Room, name: str) -> None:
    assert get(room, f"/google/pictures/{name}.png").status_code == 404


def test_googles_robot_is_let_in(room: Room) -> None:
    rules = get(room, "/robots.txt")
    assert rules.status_code == 404 or b"/google" not in rules.data
