"""Everything about oneself in one file."""

import csv
import io
import json
import zipfile

from flask import Flask

from app.coalitions import consents as partner_consents
from app.core import db, tenancy
from app.core.ids import StaffId
from app.exchange.portable.schema import FORMAT, TABLES
from app.instruments import actions as instruments
from app.instruments.actions import Order
from app.notifications import choices
from app.offers.rules import Terms
from app.people import actions as people
from app.programmes.kinds.visits import VisitRules
from app.rewards import gifts
from app.rewards.gifts import Present
from app.trust import cases
from tests.chat.talking import guest_writes, picture, staff_answers, staff_notes
from tests.notifications.telling import LETTER, tell
from tests.offers.giving import give, promote
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_programme, issue_card, sell


def fetch(browser: Client) -> zipfile.ZipFile:
    answer = browser.get(f"{HOME}/my-data.zip", status=200)
    assert answer.headers["Cache-Control"] == "no-store"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_all_cards_everywhere_in_json_and_tables(
    browser: Client, guest: Holder, world: World
) -> None:
    shop, books = world.coffee, world.books
    sell(shop, guest, amount_minor=1000_00, category="=cmd")
    other = issue_card(books.business_id, books.programme_id, person_id=guest.person_id)
    with tenancy.scope(shop.business_id), db.writing():
        people.give_consent(
            person_id=guest.person_id, purpose="processing", language="en"
        )
    packed = fetch(browser)
    content = json.loads(packed.read("data.json"))
    assert content["format"] == FORMAT
    tables = content["tables"]
    assert set(tables) == set(TABLES)
    for name, rows in tables.items():
        assert all(set(row) == set(TABLES[name].columns) for row in rows), name
    assert {card["number"] for card in tables["cards"]} == {guest.number, other.number}
    assert [lot["remaining"] for lot in tables["lots"]] == [50]
    assert tables["contacts"][0]["address"] == "+79167654321"
    assert tables["consents"][0]["purpose"] == "processing"
    assert tables["receipts"][0]["total_minor"] == 1000_00
    text = packed.read("csv/receipt_lines.csv").decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["category"] == "'=cmd"
    for language, words in (("en", "Your data"), ("ru", "Ваши данные")):
        readme = packed.read(f"README.{language}.txt").decode()
        assert readme.startswith(words)
        assert all(f"  {c}: " in readme for t in TABLES.values() for c in t.columns)


def test_nobody_elses(browser: Client, guest: Holder, world: World) -> None:
    text = fetch(browser).read("data.json").decode()
    assert world.coffee.member.number not in text
    assert guest.number in text


def test_one_has_to_be_signed_in(client: Client, world: World) -> None:
    assert client.another().get(f"{HOME}/my-data.zip").status == 303
    assert world


def test_what_was_given_sold_and_checked(
    app: Flask, browser: Client, guest: Holder, world: World
) -> None:
    shop = world.coffee
    passes = create_programme(shop.business_id, VisitRules(), name="Yoga")
    promotion_id = promote(shop.business_id, "personal", Terms(share_basis_points=1000))
    give(shop.business_id, promotion_id, guest.member_id, reason="For your patience")
    with tenancy.scope(shop.business_id), db.writing():
        order = Order(
            programme_id=passes,
            member_id=guest.member_id,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
        )
        instruments.sell(order)
        gifts.make(
            present=Present(name="Coffee"),
            audience="person",
            actor="staff:1",
            card_id=guest.card_id,
        )
        cases.open_case(
            card_id=guest.card_id,
            reason="other",
            text="We would like to ask.",
            receipts=(),
            is_blocking=False,
            days=5,
            staff_id=StaffId(shop.owner.staff_id),
        )
        partner_consents.give(
            person_id=guest.person_id,
            recipient_id=world.books.business_id,
            purpose="purse",
            language="en",
        )
    app.extensions["tessera_worker"].relay()
    content = json.loads(fetch(browser).read("data.json"))["tables"]
    assert [row["name"] for row in content["awards"]] == ["Coffee"]
    assert [row["reason"] for row in content["offers"]] == ["For your patience"]
    assert [row["programme"] for row in content["instruments"]] == ["Yoga"]
    assert [row["text"] for row in content["cases"]] == ["We would like to ask."]
    assert [row["recipient"] for row in content["partner_consents"]] == [
        world.books.name
    ]


def test_the_chat_is_taken_along_without_notes(
    browser: Client, guest: Holder, world: World
) -> None:
    shop = world.coffee
    guest_writes(shop, "Do you have oat milk?", holder=guest, photo=picture())
    staff_answers(shop, "Yes", holder=guest)
    staff_notes(shop, "A difficult guest", holder=guest)

    packed = fetch(browser)

    rows = json.loads(packed.read("data.json"))["tables"]["messages"]
    assert [(row["author"], row["text"], row["has_photo"]) for row in rows] == [
        ("member", "Do you have oat milk?", True),
        ("staff", "Yes", False),
    ]
    assert rows[0]["business"] == shop.name
    assert b"difficult" not in b"".join(map(packed.read, packed.namelist()))


def test_what_was_told_and_chosen_is_taken_along(
    browser: Client, guest: Holder, world: World
) -> None:
    shop = world.coffee
    tell(shop, guest.member_id, kind=LETTER)
    tell(shop, shop.member.member_id, kind=LETTER, text="of another")
    with tenancy.scope(shop.business_id), db.writing():
        choices.choose(guest.member_id, {(LETTER.code, "email"): False})
    tables = json.loads(fetch(browser).read("data.json"))["tables"]
    (notice,) = tables["notices"]
    assert notice["text"] == "Пробуйте завтра."
    assert [row["is_on"] for row in tables["message_choices"]] == [False]
