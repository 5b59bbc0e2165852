"""A copy of a guest's data for who asked on paper: this business's part only."""

import io
import json
import zipfile

from tests.web.office.conftest import Enter, Office
from tests.world import World, issue_card, sell


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/copy"


def test_it_holds_this_business_and_no_other(office: Office, world: World) -> None:
    shop, books = world.coffee, world.books
    sell(shop, shop.member, amount_minor=1000_00, category="beans")
    person_id = shop.member.person_id
    theirs = issue_card(books.business_id, books.programme_id, person_id=person_id)
    form = office.get(path(world), status=200).form(id_="copy")
    assert "Write the number of the signed form" in form.submit(status=422).text
    answer = form.submit(paper="E-1", status=200, follow=False)
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    assert {"README.en.txt", "README.ru.txt", "data.json"} <= set(packed.namelist())
    text = packed.read("data.json").decode()
    assert books.name not in text
    assert theirs.number not in text
    tables = json.loads(text)["tables"]
    assert [card["available"] for card in tables["cards"]] == [50]
    assert tables["receipt_lines"][0]["category"] == "beans"
    assert tables["devices"] == []


def test_other_roles(enter: Enter, world: World) -> None:
    assert enter("moderator").get(path(world)).status == 403
