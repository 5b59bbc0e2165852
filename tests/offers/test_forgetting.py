"""What hangs on a person: forgotten with them, moved with their membership (R23, R24)."""

from app.cards import erasing, joining, merging
from app.core import db, tenancy
from app.offers import queries
from app.offers.rules import Terms
from tests.offers.giving import give, promote
from tests.world import Holder, Shop, World, create_person, issue_card, sell

FIFTH = Terms(share_basis_points=20_00)


def test_e37_the_reason_goes_and_the_use_stays(world: World) -> None:
    shop, guest = world.coffee, world.coffee.member
    promotion_id = promote(shop.business_id, "personal", FIFTH)
    give(shop.business_id, promotion_id, guest.member_id, reason="Third child born")
    sell(shop, guest, amount_minor=100_00)
    with db.writing():
        erasing.erase(person_id=guest.person_id, actor="system")
    with tenancy.scope(shop.business_id):
        (grant,) = queries.offers_of(guest.member_id)
        assert grant.reason == ""
        assert grant.used_at is not None
        assert queries.uses()[promotion_id].count == 1


def test_r23_offers_and_uses_move_to_who_somebody_turned_out_to_be(
    world: World,
) -> None:
    shop, known = world.coffee, world.coffee.member
    both = promote(shop.business_id, "personal", FIFTH, name="Both")
    one = promote(shop.business_id, "personal", FIFTH, name="One")
    nobody = issue_card(
        shop.business_id, shop.programme_id, person_id=create_person(name=None)
    )
    give(shop.business_id, both, known.member_id, nobody.member_id)
    give(shop.business_id, one, nobody.member_id)
    sell(shop, nobody, amount_minor=100_00)
    with db.writing():
        joining.bring_together(source_id=nobody.person_id, target_id=known.person_id)
    with tenancy.scope(shop.business_id):
        found = {each.name for each in queries.offers_of(known.member_id)}
        assert found == {"Both", "One"}
    assert _names(shop, nobody) == set()
    with tenancy.scope(shop.business_id):
        assert sum(each.count for each in queries.uses().values()) >= 1


def test_r23_a_merge_moves_offers_and_parting_gives_them_back(world: World) -> None:
    shop, stays = world.coffee, world.coffee.member
    both = promote(shop.business_id, "personal", FIFTH, name="Both")
    one = promote(shop.business_id, "personal", FIFTH, name="One")
    ends = issue_card(shop.business_id, shop.programme_id, phone="+79160000077")
    give(shop.business_id, both, stays.member_id, ends.member_id)
    give(shop.business_id, one, ends.member_id)
    with tenancy.scope(shop.business_id), db.writing():
        merge_id = merging.merge(
            source_id=ends.member_id,
            target_id=stays.member_id,
            proof="contacts",
            actor="staff:1",
        )
    assert _names(shop, stays) == {"Both", "One"}
    assert _names(shop, ends) == set()
    with tenancy.scope(shop.business_id), db.writing():
        merging.undo(merge_id=merge_id, actor="staff:1")
    assert _names(shop, stays) == {"Both"}
    assert _names(shop, ends) == {"Both", "One"}


def test_e37_the_reason_goes_with_who_was_joined(world: World) -> None:
    shop, stays = world.coffee, world.coffee.member
    both = promote(shop.business_id, "personal", FIFTH)
    ends = issue_card(shop.business_id, shop.programme_id, phone="+79160000077")
    give(shop.business_id, both, stays.member_id)
    give(shop.business_id, both, ends.member_id, reason="Third child born")
    with tenancy.scope(shop.business_id), db.writing():
        merging.merge(
            source_id=ends.member_id,
            target_id=stays.member_id,
            proof="contacts",
            actor="staff:1",
        )
    with db.writing():
        erasing.erase(person_id=stays.person_id, actor="system")
    with tenancy.scope(shop.business_id):
        assert {each.reason for each in queries.offers_of(ends.member_id)} == {""}


def _names(shop: Shop, holder: Holder) -> set[str]:
    """What somebody can still use."""
    with tenancy.scope(shop.business_id):
        found = queries.offers_of(holder.member_id)
        return {each.name for each in found if each.withdrawn_at is None}
