"""Other numbers of a card: attached by staff, listed, removed."""

import pytest

from app.cards import plastic, queries
from app.cards.errors import CardNotFound
from app.core import tenancy
from tests.web.office.conftest import Enter, Office
from tests.world import World


def path(world: World) -> str:
    member = world.coffee.member
    return f"members/{member.member_id}/cards/{member.card_id}/numbers"


def attach(office: Office, world: World, number: str, **options: int) -> object:
    form = office.get(path(world), status=200).form(id_="attach")
    return form.submit(number=number, **options)


def test_a_number_leads_to_the_card_until_it_is_removed(
    office: Office, world: World
) -> None:
    shop = world.coffee
    page = attach(office, world, "OLD-55 17", status=303)
    with tenancy.scope(shop.business_id):
        assert queries.find("old-55 17").card_id == shop.member.card_id
        assert [n.value for n in plastic.numbers_of(shop.member.card_id)] == [
            "OLD-55 17"
        ]
    page.form(action="/remove").submit(status=303)
    with tenancy.scope(shop.business_id), pytest.raises(CardNotFound):
        queries.find("OLD-55 17")


@pytest.mark.parametrize("typed", ["", "x", "9" * 65, "я" * 40])
def test_what_is_no_number_is_refused(office: Office, world: World, typed: str) -> None:
    page = attach(office, world, typed, status=422)
    assert page.form(id_="attach").values["number"] == [typed]


def test_a_number_of_another_card_is_taken(office: Office, world: World) -> None:
    own = world.coffee.member.number
    page = attach(office, world, own, status=422)
    assert "belongs to a card already" in page.text


def test_foreign_cards_numbers_and_roles(
    office: Office, enter: Enter, world: World
) -> None:
    member, other = world.coffee.member, world.books.member
    way = f"members/{member.member_id}/cards/{other.card_id}/numbers"
    assert office.get(way).status == 404
    assert office.post(f"{path(world)}/remove", number_id="99999").status == 404
    assert office.post(f"{path(world)}/remove", number_id="x").status == 404
    assert enter("moderator").get(path(world)).status == 403
