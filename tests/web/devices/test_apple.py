"""What a phone sees of the web service, call by call; numbers as in the acceptance list."""

import json
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from flask import Flask

from app.core import tenancy
from app.ledger import queries as ledger
from app.programmes.target_actions import Action, ActionReward
from app.wallet.apple import updates
from app.wallet.models import AppleDevice, ApplePass, AppleRegistration
from app.worker import Worker
from tests.conftest import NOW, Clock
from tests.standins.iphone import Held, IPhone
from tests.web.cabinet.tools import set_rules
from tests.web.devices.conftest import BASE, Site
from tests.world import Holder, World

PASS_TYPE = "pass.demo.tessera"


def listed(phone: IPhone, tag: str | None = None) -> tuple[set[str], str]:
    """Serials and the new tag; nothing for 204."""
    answer = phone.updates(BASE, PASS_TYPE, tag)
    if answer.status == 204:
        assert answer.body == b""
        return set(), tag or ""
    assert answer.status == 200
    body = json.loads(answer.body)
    return set(body["serialNumbers"]), body["lastUpdated"]


def test_1_the_pass_comes_by_the_button(
    site: Site, phone: IPhone, anna: Holder
) -> None:
    answer = site.download(anna)
    assert answer.header("Content-Type") == "application/vnd.apple.pkpass"
    assert answer.header("Content-Disposition").startswith("attachment; filename=")
    assert "no-store" in answer.header("Cache-Control")
    assert answer.header("Set-Cookie") == ""
    mine = phone.keep(answer.body)
    theirs = phone.keep(site.download(site.card()).body)
    assert mine.base == BASE
    tokens = {each.document["authenticationToken"] for each in (mine, theirs)}
    assert len(tokens) == 2
    assert min(map(len, tokens)) >= 16
    assert mine.serial != theirs.serial
    assert len(mine.serial) == 32
    assert anna.number not in mine.serial


@pytest.mark.parametrize(
    "change",
    [
        {"authorization": None},
        {"authorization": "ApplePass"},
        {"authorization": "ApplePass "},
        {"authorization": "ApplePass 0123456789abcdef0123456789abcdef"},
        {"authorization": "Bearer {token}"},
        {"authorization": "applepass {token}"},
        {"authorization": "ApplePass  {token}"},
        {"authorization": "ApplePass {other}"},
        {"authorization": "ApplePass {token}é"},
    ],
)
def test_2_a_wrong_token_registers_nothing(
    site: Site, phone: IPhone, anna: Holder, change: dict[str, Any]
) -> None:
    mine = phone.keep(site.download(anna).body)
    other = phone.keep(site.download(site.card()).body)
    said = change["authorization"]
    if said:
        said = said.format(
            token=mine.document["authenticationToken"],
            other=other.document["authenticationToken"],
        )
    answer = phone.register(mine, authorization=said)
    assert (answer.status, answer.body) == (401, b"")
    assert site.rows(AppleRegistration) == site.rows(AppleDevice) == []


def test_2_an_unknown_serial_answers_like_a_wrong_token(
    site: Site, phone: IPhone, anna: Holder
) -> None:
    held = phone.keep(site.download(anna).body)
    path = phone.registration(held)
    wrong = phone.register(held, authorization="ApplePass " + "0" * 64)
    unknown = phone.call(
        "POST",
        held,
        path.replace(held.serial, "f" * 32),
        json={"pushToken": phone.push_token},
    )
    assert (wrong.status, wrong.body) == (unknown.status, unknown.body) == (401, b"")
    assert wrong.headers == unknown.headers


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[]",
        b"null",
        b"{}",
        b'{"pushToken": 7}',
        b'{"pushToken": null}',
        b'{"pushToken": ""}',
        b'{"pushToken": "xyz"}',
        b'{"pushToken": "ab\\u0000"}',
        b'{"pushToken": NaN}',
        b'{"pushToken": "' + b"a" * 201 + b'"}',
        b'{"pushToken": "ab"',
        b"\xff\xfe",
        b"[" * 20_000,
    ],
)
def test_2_a_body_no_phone_sends_is_refused(
    site: Site, phone: IPhone, anna: Holder, content: bytes
) -> None:
    held = phone.keep(site.download(anna).body)
    answer = phone.call("POST", held, phone.registration(held), content=content)
    assert answer.status == 400
    assert json.loads(answer.body)["status"] == 400
    assert site.rows(AppleDevice) == []
    refused = phone.call(
        "POST",
        held,
        phone.registration(held),
        content=content,
        authorization="ApplePass " + "0" * 64,
    )
    assert refused.status == 401


def test_2_a_huge_registration_is_not_read(
    site: Site, phone: IPhone, held: Held
) -> None:
    huge = b'{"pushToken": "' + b"a" * 100_000 + b'"}'
    assert phone.call("POST", held, phone.registration(held), content=huge).status in {
        400,
        413,
    }


def test_3_registering_again_and_with_a_new_push_token(
    site: Site, phone: IPhone, anna: Holder, clock: Clock
) -> None:
    held = phone.keep(site.download(anna).body)
    first = phone.register(held)
    assert (first.status, first.body) == (201, b"")
    assert phone.register(held).status == 200
    (device,) = site.rows(AppleDevice)
    assert (device.push_token, device.token_since) == (phone.push_token, NOW)
    assert phone.device not in str(vars(device))
    clock.advance(minutes=5)
    phone.push_token = "ab" * 32
    assert phone.register(held).status == 200
    (device,) = site.rows(AppleDevice)
    assert device.push_token == phone.push_token
    assert device.token_since == clock.now
    assert len(site.rows(AppleRegistration)) == 1


def test_3_a_token_that_comes_back_is_known_to_live(
    site: Site, phone: IPhone, held: Held, clock: Clock
) -> None:
    """A phone that registers after Apple called its token dead is alive again."""
    clock.advance(minutes=5)
    phone.register(held)
    assert site.rows(AppleDevice)[0].token_since == clock.now


def test_4_the_list_of_a_device(site: Site, phone: IPhone, held: Held) -> None:
    site.add(site.iphone(), site.card())
    other = site.add(phone, site.card(site.world.books), site.world.books)
    serials, tag = listed(phone)
    assert serials == {held.serial, other.serial}
    assert isinstance(tag, str)
    assert tag
    assert listed(phone, tag) == (set(), tag)
    answer = phone.updates(BASE, PASS_TYPE)
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("Cache-Control") == "no-store"
    assert answer.header("Set-Cookie") == ""
    assert phone.updates(BASE, "pass.another.type").status == 204
    assert site.iphone().updates(BASE, PASS_TYPE).status == 204


def test_6_no_change_is_ever_stepped_over(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    other = site.card()
    second = site.add(phone, other)
    _, tag = listed(phone)
    site.buy(anna)
    site.buy(other)
    serials, newer = listed(phone, tag)
    assert serials == {held.serial, second.serial}
    assert listed(phone, newer) == (set(), newer)
    site.buy(anna)
    assert listed(phone, newer)[0] == {held.serial}
    assert listed(phone, tag)[0] == {held.serial, second.serial}


def test_6_a_pass_that_changed_before_it_was_registered_is_listed(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    """Downloaded, changed, and another pass brings the phone's tag past that change."""
    other = site.card()
    package = site.download(other).body
    site.buy(other)
    with tenancy.scope(site.world.coffee.business_id):
        updates.cards_changed([other.card_id])
    site.buy(anna)
    phone.sync()
    second = phone.add(package)
    (device,) = site.rows(AppleDevice)
    assert device.push_due_at == NOW
    assert "0 points" in second.fields()["points"][1].replace("\xa0", " ")
    phone.sync()
    fresh = phone.wallet[second.pass_type, second.serial]
    assert fresh.fields()["points"][1] == "50\xa0points"


@pytest.mark.parametrize(
    "tag",
    [
        "garbage",
        "",
        "-1",
        "9" * 30,
        "1e3",
        "+",
        "%2B",
        "2026-03-17T09:00:00+00:00",
        "٣",
        "null",
        "1\x00",
        "999999",
        "0",
    ],
)
def test_7_a_tag_we_did_not_write_brings_everything(
    phone: IPhone, held: Held, tag: str
) -> None:
    assert listed(phone, tag)[0] == {held.serial}


def test_8_the_fetch_and_its_conditions(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    first = phone.fetch(held)
    assert first.status == 200
    assert first.header("Content-Type") == "application/vnd.apple.pkpass"
    assert first.header("Content-Length") == str(len(first.body))
    assert first.header("Set-Cookie") == ""
    modified = first.header("Last-Modified")
    moment = parsedate_to_datetime(modified)
    assert format_datetime(moment, usegmt=True) == modified
    assert moment <= NOW + timedelta(seconds=1)

    def conditional(value: str, method: str = "GET") -> tuple[int, bytes]:
        headers = {"If-Modified-Since": value}
        answer = phone.fetch(held, headers=headers, method=method)
        return answer.status, answer.body

    assert conditional(modified) == (304, b"")
    older = format_datetime(moment - timedelta(seconds=1), usegmt=True)
    assert conditional(older)[0] == 200
    for malformed in ("yesterday", "0", str(NOW), modified.replace("GMT", "+0000")):
        assert conditional(malformed)[0] == 200
    site.buy(anna)
    assert conditional(modified)[0] == 200, "a change within the same second"
    again = phone.fetch(held)
    assert parsedate_to_datetime(again.header("Last-Modified")) > moment


def test_8_head_answers_like_get(phone: IPhone, held: Held) -> None:
    full, head = phone.fetch(held), phone.fetch(held, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers == full.headers
    headers = {"If-Modified-Since": full.header("Last-Modified")}
    head = phone.fetch(held, method="HEAD", headers=headers)
    assert (head.status, head.body) == (304, b"")


@pytest.mark.parametrize("said", [None, "ApplePass", "ApplePass " + "0" * 64])
def test_8_a_fetch_without_the_token(
    phone: IPhone, held: Held, said: str | None
) -> None:
    for method in ("GET", "HEAD"):
        answer = phone.fetch(held, authorization=said, method=method)
        assert (answer.status, answer.body) == (401, b"")


def test_8_a_time_that_nobody_was_given_is_used_again(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    """Many changes between two looks do not carry Last-Modified into the future."""
    first = parsedate_to_datetime(phone.fetch(held).header("Last-Modified"))
    tags = set()
    for _ in range(5):
        site.buy(anna)
        tags.add(listed(phone)[1])
    assert len(tags) == 5
    second = parsedate_to_datetime(phone.fetch(held).header("Last-Modified"))
    assert second == first + timedelta(seconds=1)


def test_12_leaving(site: Site, phone: IPhone, held: Held) -> None:
    second = site.add(phone, site.card())
    wrong = phone.remove(held, authorization="ApplePass " + "0" * 64)
    assert (wrong.status, len(site.rows(AppleRegistration))) == (401, 2)
    assert phone.remove(held).status == 200
    assert phone.remove(held).status == 200
    assert listed(phone)[0] == {second.serial}
    (device,) = site.rows(AppleDevice)
    assert device.push_token == phone.push_token
    assert phone.remove(second).status == 200
    assert site.rows(AppleDevice) == site.rows(AppleRegistration) == []
    assert phone.updates(BASE, PASS_TYPE).status == 204
    assert len(site.rows(ApplePass)) == 2
    assert phone.register(held).status == 201


def test_12_another_phone_stays(site: Site, phone: IPhone, held: Held) -> None:
    second = site.iphone()
    second.add(held.package)
    phone.remove(held)
    assert listed(second)[0] == {held.serial}
    (device,) = site.rows(AppleDevice)
    assert device.push_token == second.push_token


def test_a_card_in_the_wallet_is_rewarded_once_however_many_phones(
    site: Site, phone: IPhone, anna: Holder, world: World, app: Flask
) -> None:
    """Row 5: the first device that registers the pass brings the reward."""
    rule = ActionReward(name="On the phone", action=Action.WALLET, points=50)
    set_rules(world, actions=(rule,))
    mine = phone.keep(site.download(anna).body)
    worker: Worker = app.extensions["tessera_worker"]
    for _ in range(2):
        phone.register(mine)
        worker.relay()
        phone.remove(mine)
    with tenancy.scope(world.coffee.business_id):
        assert ledger.balance(anna.card_id).available == 50
