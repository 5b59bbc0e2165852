"""Joined cards are taken apart by the guest, unless points were spent (R23)."""

from app.cards import merges, queries
from app.core import db, tenancy
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.test_merge import OTHER, join
from tests.web.cabinet.two_codes import phone
from tests.world import Holder, World, issue_card, sell

__all__ = ["phone"]


def test_they_are_two_again(phone: Client, guest: Holder, world: World) -> None:
    shop = world.coffee
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    page = join(phone).click("Take apart", status=200)
    done = page.form(id_="part").submit(status=303)
    assert "its own card again" in done.text
    with tenancy.scope(shop.business_id):
        assert queries.find(second.number).card_id == second.card_id
    assert guest


def test_what_was_spent_is_for_the_business_to_settle(
    phone: Client, guest: Holder, world: World
) -> None:
    shop = world.coffee
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    sell(shop, second, amount_minor=2000_00)
    page = join(phone).click("Take apart", status=200)
    sell(shop, guest, amount_minor=100_00, points=90)
    refused = page.form(id_="part").submit(status=422)
    assert "Ask the business" in refused.text


def test_a_merge_of_others_is_not_found(
    phone: Client, guest: Holder, world: World
) -> None:
    shop = world.coffee
    issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    join(phone)
    with tenancy.scope(shop.business_id):
        (found,) = merges.open_merges(guest.member_id)
        db.session().rollback()
    stranger = phone.another(language="en")
    stranger.sign_in(shop.member.person_id)
    assert stranger.get(f"{HOME}/merges/{found.id}/undo").status == 404
