"""Cards at Google: what is sent, how often, and what happens when Google fails."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import clock, db, tenancy
from app.wallet import halts
from app.wallet.google import links, queue, sync
from app.wallet.google.links import NotReady
from tests.conftest import Clock
from tests.wallet.google.conftest import Room


def test_1_everything_sent_is_valid_and_the_link_saves_the_card(room: Room) -> None:
    room.want()
    assert room.drain() == 1
    assert {each.status for each in room.google.recorded} == {200}
    kinds = [each.path.rpartition("/")[2] for each in room.writes()]
    assert kinds == ["loyaltyClass", "loyaltyObject"]
    with tenancy.scope(room.shop.business_id):
        link = links.save_link(room.member.card_id, room.config)
    assert len(link) <= 800
    assert link.startswith(room.google.save_prefix)
    assert room.google.open_link(link) == 200
    assert room.copy()["hasUsers"] is True


def test_1_ids_tell_nothing_of_the_card(room: Room) -> None:
    room.want()
    room.drain()
    own = room.row()
    for name in (own.resource_id, room.copy()["classId"]):
        issuer, _, suffix = name.partition(".")
        assert issuer == room.google.issuer_id
        assert len(suffix) >= 32
        assert room.member.number not in name
        assert room.shop.slug not in name


def test_1_the_class_carries_the_look_the_places_and_the_callback(room: Room) -> None:
    room.want()
    room.drain()
    made = room.writes()[0].body
    assert made["reviewStatus"] == "UNDER_REVIEW"
    assert made["issuerName"] == room.shop.name
    assert made["callbackOptions"]["url"] == f"{room.config.address}/google/callback"
    for picture in (made["programLogo"], made["heroImage"]):
        address = picture["sourceUri"]["uri"]
        assert address.startswith(f"{room.config.address}/google/pictures/")


def test_1_the_card_has_a_code_that_turns(room: Room) -> None:
    room.want()
    room.drain()
    code = room.copy()["rotatingBarcode"]
    assert code["valuePattern"] == (
        f"G{room.member.number}{{totp_timestamp_seconds}}{{totp_value_0}}"
    )
    assert code["totpDetails"]["parameters"][0]["valueLength"] == 8
    assert room.copy()["barcode"]["value"] == f"T{room.member.number}"


def test_wanting_twice_makes_one_card(room: Room) -> None:
    room.want()
    room.want()
    room.drain()
    room.want()
    room.drain()
    assert len(room.google.wallet.stored["loyaltyObject"]) == 1
    assert len(room.writes()) == 2


def test_an_unchanged_card_costs_no_request(room: Room) -> None:
    room.want()
    room.drain()
    before = len(room.google.recorded)
    with tenancy.scope(room.shop.business_id):
        queue.cards_changed([room.member.card_id])
        queue.programme_changed()
    clock.advance(timedelta(hours=3))
    assert room.drain() == 1
    assert len(room.google.recorded) == before
    assert room.row().sync_due_at is None


def test_a_card_that_nobody_wants_is_not_sent(room: Room) -> None:
    room.sell()
    assert room.drain() == 0
    assert room.google.recorded == []


def test_no_link_before_google_has_the_card(room: Room) -> None:
    room.want()
    with tenancy.scope(room.shop.business_id):
        assert queue.standing(room.member.card_id).is_ready is False
        with pytest.raises(NotReady):
            links.save_link(room.member.card_id, room.config)
        room.drain()
        assert queue.standing(room.member.card_id).is_ready is True


@pytest.mark.parametrize("where", ["loyaltyClass", "loyaltyObject"])
def test_3_an_insert_whose_answer_is_lost_makes_one_card(
    room: Room, where: str
) -> None:
    room.sell()
    room.google.fail_next(503, after_applying=True, where=where)
    room.want()
    room.drain()
    clock.advance(timedelta(minutes=5))
    room.drain()
    assert len(room.google.wallet.stored["loyaltyClass"]) == 1
    assert len(room.google.wallet.stored["loyaltyObject"]) == 1
    assert room.points() == 5
    assert room.row().sync_due_at is None
    assert 409 in {each.status for each in room.google.recorded}


def test_3_a_patch_whose_answer_is_lost_gives_the_right_balance(room: Room) -> None:
    room.want()
    room.drain()
    room.sell()
    room.google.fail_next(503, after_applying=True)
    room.drain()
    room.sell()
    clock.advance(timedelta(minutes=5))
    room.drain()
    assert room.points() == 10
    assert len(room.google.wallet.stored["loyaltyObject"]) == 1


def test_3_a_page_instead_of_an_answer_is_no_answer(room: Room) -> None:
    room.want()
    room.drain()
    room.sell()
    room.google.html_next()
    room.drain()
    assert room.row().sync_due_at > clock.now()
    clock.advance(timedelta(minutes=5))
    room.drain()
    assert room.points() == 5


def test_4_fifty_accruals_under_429_cost_few_patches(room: Room) -> None:
    room.want()
    room.drain()
    before = len(room.writes())
    room.google.fail_next(429, times=3, retry_after=7, reason="rateLimitExceeded")
    for _ in range(50):
        room.sell()
        room.drain()
    assert len(room.writes()) - before == 1
    for _ in range(3):
        clock.advance(timedelta(seconds=9))
        room.drain()
    assert room.points() == 250
    assert len(room.writes()) - before == 4


def test_4_nothing_is_asked_before_retry_after_is_over(
    room: Room, clock: Clock
) -> None:
    room.want()
    room.drain()
    room.sell()
    room.google.fail_next(429, retry_after=30, reason="rateLimitExceeded")
    room.drain()
    before = len(room.google.recorded)
    clock.advance(seconds=29)
    room.drain()
    room.sell()
    room.drain()
    assert len(room.google.recorded) == before
    clock.advance(seconds=5)
    room.drain()
    assert room.points() == 10


def test_6_google_down_holds_up_nobody(room: Room, clock: Clock) -> None:
    room.want()
    room.google.stop()
    room.drain()
    room.sell()
    room.drain()
    with tenancy.scope(room.shop.business_id):
        standing = queue.standing(room.member.card_id)
    assert (standing.is_ready, standing.is_due) == (False, True)
    assert "Unavailable" in standing.answer


def test_6_the_queue_drains_when_google_is_back(room: Room, clock: Clock) -> None:
    room.want()
    room.google.fail_next(503, times=1000)
    for _ in range(5):
        room.sell()
        room.drain()
        clock.advance(minutes=1)
    room.google.recover()
    clock.advance(hours=1)
    room.drain()
    assert room.points() == 25
    assert room.row().sync_due_at is None


@pytest.mark.real_clock
def test_6_a_sale_does_not_wait_while_google_hangs(room: Room) -> None:
    room.want()
    room.worker.relay()
    room.google.hang_next()
    waiting = threading.Thread(target=_send, args=(room,))
    waiting.start()
    while not room.google.recorded:
        pass
    started = clock.seconds()
    room.sell()
    room.want()
    assert clock.seconds() - started < 2
    assert waiting.is_alive()
    room.google.stop()
    waiting.join()


def _send(room: Room) -> None:
    with room.app.app_context():
        sync.send(room.config)


def test_7_three_changes_ring_the_fourth_is_written(room: Room, clock: Clock) -> None:
    room.want()
    room.drain()
    own = room.row().resource_id
    for number in range(1, 6):
        room.sell()
        room.drain()
        assert room.points() == 5 * number
    assert len(room.google.wallet.notices[own]) == 3
    rung = [
        each
        for each in room.google.calls("PATCH", "loyaltyObject")
        if "notifyPreference" in each.body
    ]
    assert len(rung) == 3
    (message,) = room.copy()["messages"]
    assert message["messageType"] == "TEXT"
    assert "25" in message["body"]
    clock.advance(hours=24)
    room.sell()
    room.drain()
    assert room.google.wallet.notices[own] == [clock.now]
    assert "messages" not in room.copy()


def test_7_when_google_counts_otherwise_the_change_is_written(room: Room) -> None:
    room.want()
    room.drain()
    own = room.row().resource_id
    room.google.wallet.notices[own] = [clock.now()] * 3
    room.sell()
    room.drain()
    assert room.points() == 5
    (message,) = room.copy()["messages"]
    assert message["messageType"] == "TEXT"
    assert room.row().sync_due_at is None


def test_a_document_that_google_refuses_is_not_sent_again(
    room: Room, clock: Clock
) -> None:
    room.google.fail_next(400, reason="invalidResource", where="loyaltyObject")
    room.want()
    room.drain()
    before = len(room.google.recorded)
    clock.advance(days=1)
    room.drain()
    assert len(room.google.recorded) == before
    row = room.row()
    assert (row.sync_due_at, row.answer) == (None, "Refused 400 invalidResource")
    room.sell()
    room.drain()
    assert room.points() == 5
    assert room.row().answer == ""


def test_who_is_not_invited_halts_the_queue(room: Room, clock: Clock) -> None:
    room.google.is_invited = False
    room.want()
    room.drain()
    (alarm,) = halts.halts()
    assert (alarm.channel, "permissionDenied" in alarm.reason) == ("google", True)
    before = len(room.google.recorded)
    clock.advance(days=1)
    room.sell()
    room.drain()
    assert len(room.google.recorded) == before
    room.google.is_invited = True
    with db.writing():
        halts.lift("google")
    room.drain()
    assert room.points() == 5


def test_quota_is_no_permission_fault(room: Room, clock: Clock) -> None:
    room.google.fail_next(403, reason="rateLimitExceeded")
    room.want()
    room.drain()
    assert halts.halts() == []
    clock.advance(hours=1)
    room.drain()
    assert room.points() == 0


def test_a_switched_off_business_sends_nothing(room: Room) -> None:
    room.switch(is_on=False)
    room.want()
    room.drain()
    assert room.google.recorded == []
    assert room.row().answer == "switched off"
    room.switch(is_on=True)
    room.want()
    room.drain()
    assert room.points() == 0


def test_a_change_while_google_answers_is_sent_afterwards(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.want()
    room.drain()
    room.sell()
    room.worker.relay()
    answer = room.google.wallet._change
    sold: list[int] = []

    def change(*args: object, **options: object) -> object:
        if not sold:
            sold.append(1)
            _in_a_thread(room, room.sell)
            _in_a_thread(room, room.worker.relay)
        return answer(*args, **options)

    monkeypatch.setattr(room.google.wallet, "_change", change)
    room.drain()
    assert room.points() == 10
    assert room.row().sync_due_at is None


def _in_a_thread(room: Room, work: Callable[[], object]) -> None:
    def run() -> None:
        with room.app.app_context():
            work()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_class_that_google_lost_is_made_again(room: Room, clock: Clock) -> None:
    room.want()
    room.drain()
    room.google.wallet.stored["loyaltyClass"].clear()
    room.google.wallet.stored["loyaltyObject"].clear()
    room.sell()
    room.drain()
    clock.advance(minutes=5)
    room.drain()
    assert room.points() == 5


def test_without_google_nothing_is_tried(room: Room) -> None:
    room.want()
    config = replace(room.config, google_issuer="", google_key="")
    assert sync.send(config) == 0
    assert sync.send(replace(room.config, base_url="http://127.0.0.1:8000")) == 0
    assert room.row().sync_due_at is not None
