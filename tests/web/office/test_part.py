"""Joined members are taken apart again (R23)."""

from app.cards import queries
from app.core import tenancy
from app.ledger import queries as ledger
from tests.conftest import Clock
from tests.web.office.conftest import Enter, Office
from tests.web.office.test_merge import pair_up, twin
from tests.world import World, sell


def test_each_has_their_own_again_and_what_is_gone_is_owed(
    office: Office, world: World
) -> None:
    shop, other = world.coffee, twin(world)
    sell(shop, other, amount_minor=2000_00)
    merge_id = pair_up(world, other)
    sell(shop, shop.member, amount_minor=500_00, points=90)
    page = office.get(f"members/{shop.member.member_id}/merges/{merge_id}/undo")
    done = page.form(id_="part").submit(status=303)
    assert "own cards again" in done.text
    with tenancy.scope(shop.business_id):
        assert queries.find(other.number).card_id == other.card_id
        assert ledger.balance(other.card_id).available == 100
        assert ledger.balance(shop.member.card_id).debt == 70
    assert office.get(f"members/{other.member_id}/identity").status == 200


def test_after_thirty_days_there_is_nothing_to_take_apart(
    office: Office, enter: Enter, world: World, clock: Clock
) -> None:
    merge_id = pair_up(world, twin(world))
    way = f"members/{world.coffee.member.member_id}/merges/{merge_id}/undo"
    office.get(way, status=200)
    clock.advance(days=30)
    assert enter("owner").get(way).status == 404


def test_a_merge_of_others_is_not_found(office: Office, world: World) -> None:
    merge_id = pair_up(world, twin(world))
    stranger = twin(world, phone="+79160000003")
    for member_id in (stranger.member_id, world.books.member.member_id):
        assert office.get(f"members/{member_id}/merges/{merge_id}/undo").status == 404
