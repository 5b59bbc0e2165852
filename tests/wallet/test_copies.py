"""Whether a card is in a wallet: asked after every sale."""

from app.cards import actions as cards
from app.core import db, tenancy
from app.wallet import copies
from tests.wallet import rows
from tests.world import World, create_person, issue_card


def test_a_card_is_in_a_wallet_or_not(world: World) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        assert copies.held([shop.member.card_id]) == []
    rows.hand_out(shop)
    with tenancy.scope(shop.business_id):
        assert copies.held([shop.member.card_id]) == [shop.member.card_id]
    with tenancy.scope(world.books.business_id):
        assert copies.held([world.books.member.card_id]) == []
        assert copies.held([shop.member.card_id]) == []
    rows.save_at_google(world.books, world.books.member.card_id)
    with tenancy.scope(world.books.business_id):
        assert copies.held([world.books.member.card_id]) == [world.books.member.card_id]


def test_a_card_stands_for_those_that_were_joined_into_it(world: World) -> None:
    shop = world.coffee
    target = issue_card(shop.business_id, shop.programme_id, person_id=create_person())
    rows.hand_out(shop)
    with tenancy.scope(shop.business_id):
        assert copies.held([target.card_id]) == []
        with db.writing():
            cards.join_cards(
                source_id=shop.member.card_id,
                target_id=target.card_id,
                actor="system",
            )
        assert copies.held([target.card_id]) == [shop.member.card_id]
