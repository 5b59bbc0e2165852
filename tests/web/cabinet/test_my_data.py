"""Everything about oneself in one file."""

import csv
import io
import json
import zipfile

from app.core import db, tenancy
from app.exchange.portable.schema import FORMAT, TABLES
from app.people import actions as people
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, issue_card, sell


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
