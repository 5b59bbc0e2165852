"""The till without a network, as its scripts and a browser without scripts meet it."""

import json
import re
from typing import Any

import pytest

from app.core import db, tenancy
from app.ledger import queries as ledger
from app.sales.offline import queries
from app.sales.offline.conflicts import Problem
from app.trust import reviews
from app.web import deals
from tests.page import Page
from tests.sales.offline.device import Device, Pen, prepare
from tests.web.till.conftest import Till
from tests.world import World, create_outlet, create_staff, issue_card


def hello(till: Till) -> Any:
    """What the server tells a script first."""
    return till.client.get(till.url("offline/hello"), status=200).json


def send(till: Till, path: str, content: Any, status: int | None = None) -> Page:
    """Send JSON as the script does."""
    return till.client.post(
        till.url(path),
        json.dumps(content) if not isinstance(content, bytes) else content,
        headers={"X-CSRFToken": hello(till)["csrf"]},
        content_type="application/json",
        status=status,
    )


def deliver(till: Till, device: Device, *letters: Any) -> list[Any]:
    """Send letters of a device; what became of them."""
    told = {
        "device": device.id,
        "sent_at": hello(till)["now"],
        "deals": [{"body": x.body, "signature": x.signature} for x in letters],
    }
    found = send(till, "offline/deals", told, 200).json["deals"]
    assert isinstance(found, list)
    return found


def test_without_scripts_the_page_says_so_and_leads_back(till: Till) -> None:
    page = till.client.get(till.url("offline"), status=200)
    assert page.h1 == "Касса без сети"
    assert "Недоступно в этом браузере" in page.text
    assert page.link("Обычная касса") == "/zerno/till/"


def test_the_page_that_is_kept_names_nobody(till: Till, world: World) -> None:
    page = till.client.get(till.url("offline"), status=200)
    assert "Cashier" not in page.markup
    assert "Outlet 1" in page.text


def test_a_till_is_prepared_and_gets_its_limits(till: Till) -> None:
    pen = Pen()
    wish = {"name": "Бар", "public_key": pen.public}
    device_id = send(till, "offline/devices", wish, 200).json["device"]
    assert send(till, "offline/devices", wish, 200).json["device"] == device_id
    taken = till.client.get(
        till.url(f"offline/snapshot?device={device_id}"), status=200
    )
    assert taken.json["sequence"] == 0
    assert taken.json["rules"]
    assert taken.headers["Cache-Control"] == "no-store"


def test_signing_out_leaves_cheques_that_wait_on_a_till(till: Till) -> None:
    page = till.client.get("/sign-out", status=200)
    wish = {"name": "Бар", "public_key": Pen().public}
    send(till, "offline/devices", wish, 200)
    done = page.form(action="/sign-out").submit(status=303, follow=False)
    assert done.headers["Clear-Site-Data"] == '"cache"'


def test_deals_are_booked_in_a_batch_and_repeats_are_harmless(till: Till) -> None:
    device = prepare(till.shop)
    letters = [
        device.write(device.sale(till.shop.member.number, 1000_00)) for _ in range(3)
    ]
    first = deliver(till, device, *letters)
    again = deliver(till, device, *letters[::-1])
    assert [deal["state"] for deal in first] == ["booked"] * 3
    assert [deal["number"] for deal in again[::-1]] == [d["number"] for d in first]
    assert till.balance().available == 150


def test_what_is_refused_comes_back_in_words(till: Till) -> None:
    device = prepare(till.shop)
    spent = device.write(device.sale(till.shop.member.number, 100_00, 50))
    forged = Pen().sign(device.write(device.sale("1", 100_00)).body)
    unpromised, stranger = deliver(till, device, spent, forged)
    assert unpromised["state"] == stranger["state"] == "refused"
    assert "не было подписанного лимита" in unpromised["words"]
    assert "Подпись" in stranger["words"]


def test_a_waiting_return_is_asked_after(till: Till) -> None:
    device = prepare(till.shop)
    sale = device.write(device.sale(till.shop.member.number, 1000_00))
    back = device.write({"kind": "refund", "of_sequence": 1})
    assert deliver(till, device, back)[0]["state"] == "waiting"
    deliver(till, device, sale)
    asked = till.client.get(
        till.url(f"offline/hello?device={device.id}&sequences=2,x,"), status=200
    )
    (found,) = asked.json["deals"]
    assert (found["sequence"], found["state"]) == (2, "booked")


def test_a_revoked_till_hears_it_with_what_to_do(till: Till) -> None:
    device = prepare(till.shop)
    device.revoke()
    answer = till.client.get(
        till.url(f"offline/snapshot?device={device.id}"), status=422
    )
    assert answer.json["code"] == "device_revoked"
    assert "подготовьте" in answer.json["sentence"].lower()


def test_limits_are_for_the_outlet_of_the_till(till: Till, world: World) -> None:
    device = prepare(till.shop)
    other = create_outlet(till.shop.business_id, code="2")
    page = till.client.get(till.url("outlet"), status=200)
    page.form(action="/till/outlet").submit(outlet=str(other), status=303)
    answer = till.client.get(
        till.url(f"offline/snapshot?device={device.id}"), status=422
    )
    assert answer.json["code"] == "device_elsewhere"
    # What it kept before goes where it belongs all the same.
    letter = device.write(device.sale(till.shop.member.number, 1000_00))
    assert deliver(till, device, letter)[0]["state"] == "booked"


def test_devices_of_others_are_unknown(till: Till, world: World) -> None:
    other = prepare(world.books)
    for device in (other.id, 999):
        path = till.url(f"offline/snapshot?device={device}")
        assert till.client.get(path, status=404).json["code"] == "device_unknown"
    letter = other.write(other.sale(world.books.member.number, 100_00))
    told = {
        "device": other.id,
        "sent_at": 0,
        "deals": [{"body": letter.body, "signature": letter.signature}],
    }
    assert send(till, "offline/deals", told, 404).json["code"] == "device_unknown"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        {},
        {"device": 1, "sent_at": 1, "deals": "x"},
        {"device": True, "sent_at": 1, "deals": []},
        {"device": 1, "sent_at": -1, "deals": []},
        {"device": 1, "sent_at": 10**18, "deals": []},
        {"device": 1, "sent_at": 1, "deals": [1]},
        {"device": 1, "sent_at": 1, "deals": [{"body": 1, "signature": ""}]},
        {"device": 1, "sent_at": 1, "deals": [{}] * 101},
    ],
)
def test_what_no_till_sends_is_refused_in_words(till: Till, content: Any) -> None:
    for path in ("offline/deals", "offline/devices"):
        answer = send(till, path, content, 422)
        assert answer.json["code"] == "unreadable"
        assert answer.json["sentence"]


@pytest.mark.parametrize("wish", ["", "x" * 61, "\0", "\u202e"])
def test_a_bad_name_is_refused_in_words(till: Till, wish: str) -> None:
    told = {"name": wish, "public_key": Pen().public}
    assert send(till, "offline/devices", told, 422).json["code"] == "bad_device"


def test_a_form_from_elsewhere_is_not_taken(till: Till) -> None:
    wish = {"name": "Бар", "public_key": Pen().public}
    path = till.url("offline/devices")
    assert till.client.post(path, json.dumps(wish)).status == 400


def test_only_those_who_sell(till: Till, world: World) -> None:
    other = till.client.another()
    path = till.url("offline/hello")
    assert "/sign-in" in other.get(path, status=302).location
    other.sign_in(create_staff(till.shop.business_id, "moderator").person_id)
    assert other.get(path).status == 403


def test_every_problem_has_its_words() -> None:
    assert {problem.value for problem in Problem if problem} <= set(deals.WORDS)
    assert deals.why("something_new")


def test_m9_a_screenshot_counts_as_its_number_offline(till: Till, world: World) -> None:
    """A changing code cannot be checked offline: it spends what the number may."""
    device = prepare(till.shop)
    shot = f"R{till.shop.member.number}{'A' * 13}"
    (spent,) = deliver(till, device, device.write(device.sale(shot, 100_00, 10)))
    assert spent["state"] == "refused"
    with tenancy.scope(till.shop.business_id):
        assert ledger.balance(till.shop.member.card_id).available == 0
    db.session().rollback()


def test_the_till_is_an_app_with_a_worker_of_its_own(till: Till) -> None:
    page = till.client.get(till.url(), status=200)
    link = page.one("link", rel="manifest")
    manifest = till.client.get(link.attrib["href"], status=200).json
    assert manifest["scope"] == manifest["start_url"] == "/zerno/till/"
    worker = till.client.get(link.attrib["data-worker"], status=200)
    assert link.attrib["data-worker"].startswith(manifest["scope"])
    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.answer.mimetype == "text/javascript"
    shell = json.loads(re.search(r"self.shell = (.*);\n", worker.markup)[1])  # type: ignore[index]
    assert shell["page"] == "/zerno/till/offline"
    for address in (*shell["files"], *re.findall(r'"(/static/[^"]+)"', worker.markup)):
        assert till.client.get(address, status=200).data


def test_e35_a_cashier_earns_nothing_on_their_own_card(till: Till) -> None:
    shop = till.shop
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    device = prepare(shop)
    (deal,) = deliver(till, device, device.write(device.sale(own.number, 1000_00)))
    assert deal["state"] == "review"
    assert "собственная карта того, кто принял деньги" in deal["words"]
    with tenancy.scope(shop.business_id):
        assert ledger.balance(own.card_id).available == 0


def test_e35_the_fourth_cheque_of_a_day_waits(till: Till) -> None:
    device = prepare(till.shop)
    letters = [
        device.write(device.sale(till.shop.member.number, 1000_00)) for _ in range(4)
    ]
    assert [x["state"] for x in deliver(till, device, *letters)] == ["booked"] * 4
    assert till.balance().available == 150
    with tenancy.scope(till.shop.business_id):
        assert reviews.count_waiting() == 1


@pytest.mark.parametrize(
    ("at", "sent_at", "status"),
    [
        (253_402_300_799_000, 0, 200),
        (0, 253_402_300_799_000, 422),
        (4_102_444_800_000, 0, 200),
        (0, 4_102_444_800_000, 200),
    ],
)
def test_no_clock_is_too_wrong(till: Till, at: int, sent_at: int, status: int) -> None:
    device = prepare(till.shop)
    letter = device.write(device.sale(till.shop.member.number, 1000_00, at=at))
    told = {
        "device": device.id,
        "sent_at": sent_at,
        "deals": [{"body": letter.body, "signature": letter.signature}],
    }
    send(till, "offline/deals", told, status)
    with tenancy.scope(till.shop.business_id):
        assert all(deal.own_at.year <= 2100 for deal in queries.to_look_at())
