"""Booking over the API: what it answers, and that nothing happens twice."""

import contextvars
import threading
from datetime import timedelta

import pytest

from app.cards import queries as cards
from app.core import db, idempotency, tenancy
from app.sales import queries as receipts
from app.web.api.writes import stored_key
from tests.conftest import Clock
from tests.phones import wallet_code
from tests.web.api.conftest import Software
from tests.world import sell


def count(software: Software) -> int:
    """How many receipts the outlet has."""
    db.session().rollback()
    with tenancy.scope(software.shop.business_id):
        return len(receipts.receipts(outlet_id=software.shop.outlet_id, limit=100))


def rotating(software: Software) -> str:
    """The member's spending code of this half minute."""
    with tenancy.scope(software.shop.business_id):
        return cards.rotating_code(software.shop.member.card_id).payload


def fill(software: Software, points: int) -> None:
    """Give the member points."""
    shop = software.shop
    sell(shop, shop.member, amount_minor=points * 2000)


def test_a_cheque_earns(coffee: Software) -> None:
    booked = coffee.sell(number="A-1")
    assert booked == {
        "payments": [],
        "id": booked["id"],
        "number": "A-1",
        "total_minor": 100_000,
        "discount_minor": 0,
        "discounts": [],
        "declined": [],
        "points_spent": 0,
        "paid_minor": 100_000,
        "earned_points": 50,
        "cut_points": 0,
        "available": 50,
        "pending": 0,
        "debt": 0,
        "available_at": booked["available_at"],
        "expires_at": booked["expires_at"],
    }
    assert booked["expires_at"].startswith("2027-03-17T21:00:00")


def test_lines_are_kept_one_by_one(coffee: Software) -> None:
    lines = [
        {"amount_minor": 70_000, "name": "Кофе", "sku": "1", "quantity_milli": 2000},
        {"amount_minor": 20_000, "is_excluded": True},
        {"amount_minor": 10_000, "is_voided": True},
    ]
    booked = coffee.sell(amount_minor=None, lines=lines)
    assert (booked["total_minor"], booked["earned_points"]) == (90_000, 35)


def test_points_pay(coffee: Software) -> None:
    fill(coffee, 450)
    booked = coffee.sell(card=rotating(coffee), points=450)
    assert (booked["paid_minor"], booked["points_spent"]) == (55_000, 450)
    assert coffee.balance().available == 27


def test_a_code_that_google_wallet_made_pays_once(coffee: Software) -> None:
    """Once per half minute, whoever made the code; never in another shop."""
    fill(coffee, 450)
    shop = coffee.shop
    code = wallet_code(shop.business_id, shop.member.card_id)
    assert coffee.sell(card=code, points=100)["points_spent"] == 100
    for again in (code, rotating(coffee)):
        assert coffee.sell(card=again, points=100, status=409)["code"] == "code_used"
    forged = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert coffee.sell(card=forged, points=100, status=422)["code"] == "code_outdated"
    assert coffee.balance().available == 350 + 45


def test_another_shop_does_not_know_the_code(coffee: Software, books: Software) -> None:
    shop = coffee.shop
    code = wallet_code(shop.business_id, shop.member.card_id)
    assert books.sell(card=code, status=404)["code"] == "card_not_found"


def test_a_spending_code_counts_once(coffee: Software) -> None:
    fill(coffee, 450)
    code = rotating(coffee)
    coffee.sell(card=code, points=100)
    assert coffee.sell(card=code, points=100, status=409)["code"] == "code_used"
    assert coffee.balance().available == 350 + 45


def test_a_spending_code_may_still_collect(coffee: Software) -> None:
    code = rotating(coffee)
    coffee.sell(card=code)
    coffee.sell(card=code)
    assert coffee.balance().available == 100


def test_an_old_spending_code_is_refused(coffee: Software, clock: Clock) -> None:
    code = rotating(coffee)
    clock.advance(seconds=90)
    assert coffee.sell(card=code, status=422)["code"] == "code_outdated"


def test_a_lasting_code_spends_a_little_only(coffee: Software) -> None:
    fill(coffee, 450)
    refused = coffee.sell(points=301, status=422)
    assert refused["code"] == "rotating_code_needed"
    assert "300" in refused["title"]


def test_more_points_than_there_are(coffee: Software) -> None:
    fill(coffee, 10)
    assert coffee.sell(points=11, status=422)["code"] == "not_enough_points"
    assert coffee.balance().available == 10


def test_e31_same_key_same_body_gives_the_first_answer(coffee: Software) -> None:
    key = {"Idempotency-Key": "once"}
    first = coffee.call("POST", "/receipts", coffee.cheque(), status=201, headers=key)
    again = coffee.call("POST", "/receipts", coffee.cheque(), status=201, headers=key)
    assert again.get_data() == first.get_data()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert count(coffee) == 1


def test_e31_same_key_other_body_changes_nothing(coffee: Software) -> None:
    key = {"Idempotency-Key": "once"}
    coffee.call("POST", "/receipts", coffee.cheque(), status=201, headers=key)
    other = coffee.cheque(amount_minor=5)
    problem = coffee.call("POST", "/receipts", other, status=422, headers=key)
    assert problem.get_json(force=True)["code"] == "idempotency_key_reused"
    assert count(coffee) == 1


def test_e31_the_first_still_running_is_409(coffee: Software) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow() -> dict[str, int]:
        entered.set()
        leave.wait(10)
        return {}

    def first() -> None:
        with coffee.app.app_context(), tenancy.scope(coffee.shop.business_id):
            key = stored_key("busy", coffee.shop.outlet_id)
            idempotency.run(key=key, fingerprint=b"", action=slow)

    thread = threading.Thread(target=contextvars.Context().run, args=(first,))
    thread.start()
    try:
        assert entered.wait(10)
        problem = coffee.call(
            "POST",
            "/receipts",
            coffee.cheque(),
            status=409,
            headers={"Idempotency-Key": "busy"},
        )
    finally:
        leave.set()
        thread.join()
    assert problem.get_json(force=True)["code"] == "idempotency_in_progress"


def test_a_refusal_is_repeated_too(coffee: Software) -> None:
    key = {"Idempotency-Key": "no"}
    body = coffee.cheque(points=5)
    first = coffee.call("POST", "/receipts", body, status=422, headers=key)
    fill(coffee, 100)
    again = coffee.call("POST", "/receipts", body, status=422, headers=key)
    assert again.get_json(force=True) == first.get_json(force=True)
    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", [None, "", "x" * 256, "ключ", "a\tb"])
def test_a_write_needs_a_key(coffee: Software, key: str | None) -> None:
    headers = {"Idempotency-Key": key and key.encode().decode("latin-1")}
    problem = coffee.call(
        "POST", "/receipts", coffee.cheque(), status=400, headers=headers
    )
    assert problem.get_json(force=True)["code"] == "idempotency_key_missing"
    assert count(coffee) == 0


def test_a_receipt_number_counts_once_per_outlet(coffee: Software) -> None:
    coffee.sell(number="A-1")
    assert coffee.sell(number="A-1", status=409)["code"] == "receipt_exists"


def test_times_are_bounded(coffee: Software, clock: Clock) -> None:
    early = (clock.now - timedelta(days=8)).isoformat()
    assert coffee.sell(occurred_at=early, status=422)["code"] == "bad_time"
    fine = (clock.now - timedelta(days=6)).isoformat()
    coffee.sell(occurred_at=fine)


def test_twenty_spends_at_once_take_what_is_there(coffee: Software) -> None:
    """E33: of 20 parallel spends of 30 from 100, three pass."""
    fill(coffee, 100)
    codes: list[int] = []

    def spend(number: int) -> None:
        answer = coffee.app.test_client(use_cookies=False).post(
            "/api/v1/receipts",
            base_url="https://tessera.test",
            json=coffee.cheque(points=30, amount_minor=3_000),
            headers={
                "Authorization": f"Bearer {coffee.key}",
                "Idempotency-Key": f"parallel-{number}",
            },
        )
        codes.append(answer.status_code)

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(spend, number))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201] * 3 + [422] * 17
    assert coffee.balance().available == 10


def test_one_key_at_once_books_once(coffee: Software) -> None:
    codes: list[int] = []

    def book() -> None:
        answer = coffee.app.test_client(use_cookies=False).post(
            "/api/v1/receipts",
            base_url="https://tessera.test",
            json=coffee.cheque(),
            headers={
                "Authorization": f"Bearer {coffee.key}",
                "Idempotency-Key": "same",
            },
        )
        codes.append(answer.status_code)

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(book,))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes) <= {201, 409}
    assert 201 in codes
    assert count(coffee) == 1


def test_m9_a_code_without_proof_spends_so_much_a_day(coffee: Software) -> None:
    coffee.sell(amount_minor=20_000_00)
    first = coffee.sell(points=200)
    assert first["points_spent"] == 200
    refused = coffee.sell(points=101, status=422)
    assert refused["code"] == "day_used_up"
    assert "100 more points" in refused["title"]
    coffee.sell(points=100)
    coffee.sell(card=rotating(coffee), points=400)


def test_m9_a_screenshot_older_than_a_minute_says_how_to_go_on(
    coffee: Software, clock: Clock
) -> None:
    coffee.sell(amount_minor=20_000_00)
    shot = rotating(coffee)
    clock.advance(seconds=61)
    refused = coffee.sell(card=shot, points=100, status=422)
    assert refused["code"] == "code_outdated"
    assert "once more" in refused["title"]
