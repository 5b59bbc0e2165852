"""Limits of a team member, and how far a limited look reaches."""

import pytest
from sqlalchemy import func, select

from app.cards import directory
from app.cards import queries as cards
from app.cards.models import Card, CardNumber
from app.core import audit, db, reach, tenancy
from app.core.ids import GroupId, OutletId, StaffId
from app.people import actions, limits, queries
from app.people.errors import NotLimitable, PersonNotFound, UnknownLimit
from app.people.limits import NO_LIMITS, Limits
from app.people.models import Member
from app.sales import queries as sales
from app.sales.models import Receipt, ReceiptLine
from tests.people.groups import create_group, limit
from tests.world import Holder, World, create_staff, issue_card, sell


@pytest.fixture
def other(world: World) -> Holder:
    """A member who is in no group."""
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, phone="+79260000001")


def in_limits(world: World, group_id: GroupId) -> None:
    """Look as somebody limited to a group does, until the scope is left."""
    tenancy.enter(world.coffee.business_id)
    reach.limit_to(limits.guests_of(frozenset({group_id})))


def test_limits_are_set_changed_lifted_and_noted(world: World) -> None:
    shop, staff_id = world.coffee, StaffId(world.coffee.cashier.staff_id)
    group_id = create_group(shop.business_id, "Regulars")
    limit(shop.business_id, staff_id, groups=(group_id,), outlets=(shop.outlet_id,))
    with tenancy.scope(shop.business_id):
        both = Limits(frozenset({group_id}), frozenset({shop.outlet_id}))
        assert limits.limits_of(staff_id) == both
        found = queries.staff_of(shop.cashier.person_id, shop.business_id)
        assert found is not None
        assert (found.is_limited_to_groups, found.is_limited_to_outlets) == (True, True)
        (line,) = audit.lines(kind="staff", limit=1)
        assert line.act == "staff.limits_changed"
        assert line.details == {
            "before": {"groups": [], "outlets": []},
            "after": {"groups": [group_id], "outlets": [shop.outlet_id]},
        }
    limit(shop.business_id, staff_id)
    with tenancy.scope(shop.business_id):
        assert limits.limits_of(staff_id) == NO_LIMITS
        before = len(audit.lines())
    limit(shop.business_id, staff_id)
    with tenancy.scope(shop.business_id):
        assert len(audit.lines()) == before


def test_an_owner_is_never_limited(world: World) -> None:
    shop = world.coffee
    group_id = create_group(shop.business_id, "Regulars")
    with pytest.raises(NotLimitable):
        limit(shop.business_id, shop.owner.staff_id, groups=(group_id,))
    limit(shop.business_id, shop.cashier.staff_id, groups=(group_id,))
    with tenancy.scope(shop.business_id), db.writing():
        actions.change_role(staff_id=StaffId(shop.cashier.staff_id), role="owner")
        assert limits.limits_of(StaffId(shop.cashier.staff_id)) == NO_LIMITS


def test_what_is_another_business_s_limits_nobody(world: World) -> None:
    theirs = create_group(world.books.business_id, "Readers")
    for groups, outlets in (
        ((theirs,), ()),
        ((GroupId(10**9),), ()),
        ((), (world.books.outlet_id,)),
        ((), (OutletId(0),)),
    ):
        with pytest.raises(UnknownLimit):
            limit(
                world.coffee.business_id,
                world.coffee.cashier.staff_id,
                groups=groups,
                outlets=outlets,
            )


def test_a_closed_group_limits_all_the_same(world: World) -> None:
    shop = world.coffee
    group_id = create_group(shop.business_id, "Old", is_closed=True)
    limit(shop.business_id, shop.cashier.staff_id, groups=(group_id,))
    with tenancy.scope(shop.business_id):
        found = limits.limits_of(StaffId(shop.cashier.staff_id))
    assert found.groups == {group_id}


def test_who_comes_back_has_no_old_limits(world: World) -> None:
    shop = world.coffee
    group_id = create_group(shop.business_id, "Regulars")
    moderator = create_staff(shop.business_id, "moderator")
    limit(shop.business_id, moderator.staff_id, groups=(group_id,))
    with tenancy.scope(shop.business_id), db.writing():
        actions.end_staff(staff_id=StaffId(moderator.staff_id))
        actions.add_staff(person_id=moderator.person_id, role="moderator")
        assert limits.limits_of(StaffId(moderator.staff_id)) == NO_LIMITS


def test_a_limited_look_finds_own_guests_only(world: World, other: Holder) -> None:
    shop, mine = world.coffee, world.coffee.member
    theirs = sell(shop, other, amount_minor=100_00)
    own = sell(shop, mine, amount_minor=200_00)
    group_id = create_group(shop.business_id, "Regulars", mine.member_id)
    in_limits(world, group_id)
    assert directory.count() == 1
    assert [each.member_id for each in directory.holders()] == [mine.member_id]
    for search in (other.number, other.number[-4:], "0001"):
        assert directory.holders(search=search) == []
    with pytest.raises(PersonNotFound):
        queries.member_by_id(other.member_id)
    assert queries.member(other.person_id) is None
    assert cards.cards_of(other.member_id) == []
    assert [each.id for each in sales.receipts()] == [own.receipt_id]
    session = db.session()
    lines = session.scalars(select(ReceiptLine.receipt_id)).all()
    assert set(lines) == {own.receipt_id}
    counted = select(func.count()).select_from(Receipt)
    assert session.scalar(counted) == 1
    assert session.get(Card, other.card_id) is None
    assert session.get(Receipt, theirs.receipt_id) is None
    joined = select(Member.id).join(Card, Card.member_id == Member.id)
    assert session.scalars(joined).all() == [mine.member_id]
    tenancy.leave()


def test_numbers_of_nobody_stay_in_sight(world: World) -> None:
    """Printed cards that wait for their first scan hang on no guest."""
    shop = world.coffee
    group_id = create_group(shop.business_id, "Empty")
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            CardNumber(
                value="777",
                programme_id=shop.programme_id,
                added_at=db.session().scalars(select(Member.joined_at)).first(),
            )
        )
        db.session().flush()
    in_limits(world, group_id)
    assert db.session().scalars(select(CardNumber.value)).all() == ["777"]
    assert directory.count() == 0
    tenancy.leave()


def test_a_limit_ends_with_the_scope(world: World, other: Holder) -> None:
    group_id = create_group(world.coffee.business_id, "Empty")
    in_limits(world, group_id)
    assert directory.count() == 0
    tenancy.leave()
    with tenancy.scope(world.coffee.business_id):
        assert directory.count() == 2
