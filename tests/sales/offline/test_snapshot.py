"""What a till takes along: limits that we signed, and nobody's name."""

import json

import pytest

from app.cards.codes import spoken
from app.core import db, tenancy
from app.sales.offline import promises, snapshot
from app.sales.offline.promises import Ticket
from tests.conftest import Clock
from tests.sales.offline.device import Device
from tests.world import Holder, Shop, World, issue_card, sell


def visitor(shop: Shop, phone: str | None, points: int) -> Holder:
    """A guest who was here and has so many points."""
    holder = issue_card(shop.business_id, shop.programme_id, phone=phone)
    sell(shop, holder, amount_minor=points * 2000)
    return holder


def test_a_limit_is_the_least_of_balance_trust_and_setting(
    shop: Shop, device: Device
) -> None:
    poor = visitor(shop, "+79160000001", 40)
    rich = visitor(shop, "+79160000002", 5000)
    device.refresh()
    assert device.limit(poor.number) == 40
    assert device.limit(rich.number) == 300
    assert db.settings().offline_spend == 300


def test_what_codes_without_proof_spent_today_is_taken_off(
    shop: Shop, device: Device, clock: Clock
) -> None:
    rich = visitor(shop, "+79160000002", 5000)
    device.refresh()
    assert device.sell(rich.number, 300_00, 120).state == "booked"
    device.refresh()
    assert device.limit(rich.number) == 180
    clock.advance(days=1)
    device.refresh()
    assert device.limit(rich.number) == 300


def test_cards_of_the_last_ninety_days_at_this_outlet(
    shop: Shop, device: Device, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert device.limit(shop.member.number) == 100
    clock.advance(days=89)
    newer = visitor(shop, "+79160000003", 50)
    device.refresh()
    assert device.limit(shop.member.number) == 100
    monkeypatch.setattr(snapshot, "MOST_CARDS", 1)
    device.refresh()
    assert (device.limit(newer.number), len(device.taken["limits"])) == (50, 1)
    monkeypatch.undo()
    clock.advance(days=2)
    device.refresh()
    assert device.limit(shop.member.number) == 0


def test_it_names_nobody(shop: Shop, world: World, device: Device) -> None:
    text = json.dumps(device.taken)
    for number in (shop.member.number, spoken(shop.member.number), "7916123"):
        assert number not in text
    assert all(len(mark) == 6 for mark in device.taken["limits"])
    assert device.taken["ends_at"] - device.taken["signed_at"] == 24 * 3600 * 1000


def test_marks_differ_from_ticket_to_ticket(
    shop: Shop, device: Device, clock: Clock
) -> None:
    before = dict(device.taken)
    clock.advance(hours=1)
    device.refresh()
    assert before["salt"] != device.taken["salt"]


def test_a_ticket_is_ours_or_none(shop: Shop, device: Device, clock: Clock) -> None:
    with tenancy.scope(shop.business_id):
        ticket = Ticket(shop.business_id, device.id, 1, clock.now)
        sealed = promises.seal(ticket)
        assert promises.opened(sealed) == ticket
        body, _, proof = sealed.partition(".")
        for text in ("", ".", body, f"{body}.", f"{body}x.{proof}", f"я.{proof}"):
            assert promises.opened(text) is None


def test_rules_are_told_in_words_and_numbers(shop: Shop, device: Device) -> None:
    (rules,) = device.taken["rules"]
    assert "5" in rules["words"]
    assert rules["value_minor"] == 100
    assert rules["share"] == 10_000
