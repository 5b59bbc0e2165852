"""Leases, pauses and pace: who sends what when."""

from dataclasses import fields
from datetime import timedelta

import pytest

from app import fanout
from app.businesses import actions as businesses
from app.cards import erasing
from app.core import clock as app_clock
from app.core import db, tenancy
from app.wallet import halts
from app.wallet.google import desk, holders, jobs, queue, sync
from app.wallet.google.jobs import Sent
from tests.conftest import Clock
from tests.wallet.google.conftest import Room
from tests.world import create_programme, issue_card


def test_the_worker_looks_again_when_google_said(room: Room, clock: Clock) -> None:
    assert sync.again_in(room.config) is None
    room.want()
    room.google.fail_next(429, retry_after=7, reason="rateLimitExceeded")
    room.drain()
    wait = sync.again_in(room.config)
    assert 7 <= wait < 8
    clock.advance(seconds=wait)
    assert sync.again_in(room.config) is None
    room.drain()
    assert room.points() == 0
    assert sync.again_in(room.config) is None


def test_the_worker_plans_one_more_look(room: Room) -> None:
    room.want()
    room.worker.relay()
    room.google.fail_next(429, retry_after=7, reason="rateLimitExceeded")
    room.worker.huey.flush()
    drain = room.worker._drains[list(fanout.QUEUES).index("google")]
    drain.call_local()
    drain.call_local()
    (planned,) = room.worker.huey.pending()
    assert (planned.name, planned.eta is not None) == ("google", True)


def test_who_was_overtaken_has_the_card_sent_anew(room: Room, clock: Clock) -> None:
    """A slow worker's lease ends, another sends newer news, then the slow one is done."""
    room.want()
    room.drain()
    own = room.row()
    sent = Sent(
        **{field.name: getattr(own, field.name) for field in fields(Sent)}
        | {"sent_balance": "old"}
    )
    with tenancy.scope(room.shop.business_id):
        queue.cards_changed([room.member.card_id])
    with db.writing():
        (slow,) = jobs.claim(1)
    clock.advance(minutes=6)
    with db.writing():
        (quick,) = jobs.claim(1)
    assert quick.sync_attempts == slow.sync_attempts + 1
    with db.writing():
        jobs.settle(quick, sent)
    assert room.row().sync_due_at is None
    with db.writing():
        jobs.settle(slow, sent)
    assert (room.row().sent_digest, room.row().sync_due_at) == (None, clock.now)
    room.drain()
    assert room.row().sync_due_at is None


def test_a_lease_is_nobody_elses(room: Room) -> None:
    room.want()
    with db.writing():
        assert len(jobs.claim(10)) == 1
        assert jobs.claim(10) == []


@pytest.mark.real_clock
def test_the_token_serves_many_requests(room: Room) -> None:
    room.want()
    room.drain()
    for _ in range(3):
        room.sell()
        room.drain()
    assert len(room.google.calls("POST", "/token")) == 1


def test_no_second_has_more_than_twenty_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    present = 0.0

    def sleep(seconds: float) -> None:
        nonlocal present
        present += seconds

    monkeypatch.setattr(desk.time, "sleep", sleep)
    monkeypatch.setattr(app_clock, "seconds", lambda: present)
    pace, sent = desk.Pace(20), []
    for _ in range(100):
        pace.wait()
        sent.append(present)
    assert sent[-1] < 6
    assert max(sum(at <= other < at + 1 for other in sent) for at in sent) <= 20


def test_a_refused_class_is_not_asked_for_with_every_card(
    room: Room, clock: Clock
) -> None:
    room.google.fail_next(400, reason="invalidResource", where="loyaltyClass")
    shop = room.shop
    for _ in range(5):
        room.want(issue_card(shop.business_id, shop.programme_id).card_id)
    room.drain()
    assert len(room.writes()) == 1
    (known,) = room.classes()
    assert known.answer == "Refused 400 invalidResource"
    clock.advance(hours=1)
    room.want()
    room.drain()
    assert room.points() == 0
    (known,) = room.classes()
    assert known.answer == ""


def test_an_account_that_google_does_not_know_halts_the_queue(room: Room) -> None:
    room.google.accounts.is_known = False
    room.want()
    room.drain()
    (alarm,) = halts.halts()
    assert (alarm.channel, alarm.reason) == ("google", "NotInvited token")
    assert room.row().sync_due_at is not None


def test_other_credentials_lift_the_halt(room: Room) -> None:
    room.want()
    with db.writing():
        halts.halt("google", "NotInvited permissionDenied", "another key")
    room.drain()
    assert room.points() == 0
    assert halts.halts() == []


def test_no_transaction_is_open_while_google_is_asked(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bool]] = []
    plain = desk._Paced.request

    def request(self: object, method: str, url: str, **options: object) -> object:
        seen.append((db.is_writing(), db.session().in_transaction()))
        return plain(self, method, url, **options)

    monkeypatch.setattr(desk._Paced, "request", request)
    room.want()
    room.drain()
    room.sell()
    room.drain()
    with db.writing():
        erasing.erase(person_id=room.member.person_id, actor="system")
    room.drain()
    holders.reconcile(room.config)
    assert len(seen) == 5
    assert set(seen) == {(False, False)}


@pytest.mark.parametrize("status", [500, 503])
def test_a_class_that_google_fails_over_holds_up_no_other(
    room: Room, clock: Clock, status: int
) -> None:
    shop = room.shop
    for _ in range(30):
        room.want(issue_card(shop.business_id, shop.programme_id).card_id)
    late = issue_card(shop.business_id, create_programme(shop.business_id, name="Tea"))
    room.want(late.card_id)
    room.drain()
    failing, other = (each.resource_id for each in room.classes())
    room.google.fail_next(status, times=100, where=failing)
    with db.writing():
        businesses.dress(
            business_id=shop.business_id,
            brand_colour="#123456",
            accent_colour="#ffcc00",
            motif="waves",
        )
    room.drain()
    assert len(room.google.calls("PATCH", failing)) == 1
    assert len(room.google.calls("PATCH", other)) == 1
    assert room.row(late.card_id).sync_due_at is None
    room.google.recover()
    clock.advance(hours=1)
    room.drain()
    assert room.google.calls("PATCH", failing)[-1].status == 200


def test_no_day_has_more_than_three_rings(room: Room, clock: Clock) -> None:
    """Not the day of the calendar, nor one that begins with the first ring."""
    room.want()
    room.drain()
    rung = []
    for hours in (0, 23, 0, 1.5, 0, 0, 20, 3, 0, 25, 0):
        clock.advance(hours=hours)
        before = len(room.google.calls("PATCH", "loyaltyObject"))
        room.sell()
        room.drain()
        new = room.google.calls("PATCH", "loyaltyObject")[before:]
        rung += [clock.now for each in new if "notifyPreference" in each.body]
    day = timedelta(hours=24)
    assert max(sum(a <= b < a + day for b in rung) for a in rung) == 3
    assert len(rung) > 4


def test_who_waits_for_a_first_card_goes_before_a_mass_change(
    room: Room, clock: Clock
) -> None:
    room.want()
    room.drain()
    with tenancy.scope(room.shop.business_id):
        queue.programme_changed()
    clock.advance(minutes=1)
    newcomer = issue_card(room.shop.business_id, room.shop.programme_id)
    room.want(newcomer.card_id)
    with db.writing():
        (first,) = jobs.claim(1)
    assert first.id == room.row(newcomer.card_id).id
