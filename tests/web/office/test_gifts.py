"""Gifts in the office: made for somebody, counted, refused in words (rows 7, 56)."""

import pytest

from app.core import db, tenancy
from app.people import groups
from app.rewards import gift_queries, queries
from tests.web.office.conftest import Enter, Office
from tests.world import World

COFFEE = {"name": "Cup of coffee", "words": "You have waited long enough"}


@pytest.fixture
def office(enter: Enter) -> Office:
    return enter("owner")


def made(world: World) -> list[gift_queries.GiftView]:
    with tenancy.scope(world.coffee.business_id):
        return gift_queries.gifts(10)


def relay(office: Office) -> None:
    office.client.app.extensions["tessera_worker"].relay()


def waiting(world: World) -> list[str]:
    with tenancy.scope(world.coffee.business_id):
        return [each.name for each in queries.open_of(world.coffee.member.member_id)]


def test_everybody_gets_it_and_the_list_counts(office: Office, world: World) -> None:
    page = office.get("gifts", status=200)
    done = page.form(action="/office/gifts").submit(
        **COFFEE, audience="everyone", status=303
    )
    assert "It is being given now" in done.text
    relay(office)
    assert waiting(world) == ["Cup of coffee"]
    assert "Cup of coffee" in office.get("gifts", status=200).text
    assert [gift.given for gift in made(world)] == [1]


def test_one_guest_by_their_card(office: Office, world: World) -> None:
    member = office.get(f"members/{world.coffee.member.member_id}", status=200)
    page = member.click("Give a gift")
    page.form(action="/office/gifts").submit(**COFFEE, status=303)
    relay(office)
    assert waiting(world) == ["Cup of coffee"]
    (gift,) = made(world)
    assert (gift.audience, gift.words) == ("person", COFFEE["words"])


def test_a_group(office: Office, world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        group_id = groups.create(name="Regulars")
    form = office.get("gifts").form(action="/office/gifts")
    form.submit(**COFFEE, audience="group", group=str(group_id), status=303)
    relay(office)
    assert waiting(world) == []
    assert "the group “Regulars”" in office.get("gifts").text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "Write what the guest gets"),
        ({"name": "x" * 61}, "Write what the guest gets"),
        ({"words": "x" * 501}, "too long"),
        ({"valid_days": "0"}, "whole number from 1 to 366"),
        ({"valid_days": "abc"}, "whole number from 1 to 366"),
        ({"stock": "-1"}, "whole number from 1 to"),
        ({"kind": "discount"}, "Write how much is taken off"),
        ({"audience": "person", "guest": "0000000000"}, "Nobody here has this card"),
        ({"audience": "person", "guest": ""}, "Nobody here has this card"),
    ],
)
def test_what_cannot_work_is_said_and_kept(
    office: Office, world: World, values: dict[str, str], words: str
) -> None:
    form = office.get("gifts").form(action="/office/gifts")
    page = form.submit({**COFFEE, "audience": "everyone", **values}, status=422)
    assert words in page.text
    if "words" not in values:
        assert COFFEE["words"] in page.text
    assert made(world) == []


def test_nobody_of_another_business_gets_it(office: Office, world: World) -> None:
    form = office.get("gifts").form(action="/office/gifts")
    number = world.books.member.number
    page = form.submit({**COFFEE, "audience": "person", "guest": number}, status=422)
    assert "Nobody here has this card" in page.text


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_who_may_not_manage_gives_nothing(enter: Enter, role: str) -> None:
    other = enter(role)
    other.get("gifts", status=403)
    assert other.client.post("/zerno/office/gifts").status in {400, 403}
