"""A personal offer for many: how many would get it, then who has it, and why."""

from app.core import db, tenancy
from app.core.ids import MemberId
from app.offers import queries
from app.offers.queries import GrantView
from tests.circles import create_circle
from tests.offers.giving import promote
from tests.web.office.conftest import Office
from tests.world import World, issue_card, sell


def offers_of(world: World, member_id: MemberId) -> list[GrantView]:
    with tenancy.scope(world.coffee.business_id):
        found = queries.offers_of(member_id)
        db.session().rollback()
    return found


def test_a_group_gets_it_after_a_look_at_how_many(office: Office, world: World) -> None:
    shop = world.coffee
    promotion_id = promote(shop.business_id, "personal")
    other = issue_card(shop.business_id, shop.programme_id)
    create_circle(shop).enter(shop.member.member_id)
    page = office.get(f"promotions/{promotion_id}/gifts", status=200)
    form = page.form(button="Give the offer")
    page = form.submit(button="Show how many get it", reason="You came first")
    assert "1 guest would get it." in page.text
    assert offers_of(world, shop.member.member_id) == []
    form = page.form(button="Give the offer")
    page = form.submit(button="Give the offer")
    assert "1 guest has got the offer." in page.text
    (given,) = offers_of(world, shop.member.member_id)
    assert given.reason == "You came first"
    assert offers_of(world, other.member_id) == []


def test_row12_who_often_buys_gets_it_with_the_reason(
    office: Office, world: World
) -> None:
    shop = world.coffee
    sweet = issue_card(shop.business_id, shop.programme_id)
    for _ in range(3):
        sell(shop, shop.member, amount_minor=300_00, category="Coffee")
        sell(shop, sweet, amount_minor=300_00, category="Cakes")
    sell(shop, sweet, amount_minor=300_00, category="Coffee")
    coffee = promote(shop.business_id, "personal", name="Coffee for you")
    cakes = promote(shop.business_id, "personal", name="Cakes for you")
    for promotion_id, category in ((coffee, "Coffee"), (cakes, "Cakes")):
        page = office.get(f"promotions/{promotion_id}/gifts", status=200)
        form = page.form(button="Give the offer")
        form.submit(button="Give the offer", whom=f"likes:{category}")
    (first,) = offers_of(world, shop.member.member_id)
    (second,) = offers_of(world, sweet.member_id)
    assert (first.name, first.reason) == ("Coffee for you", "Вы часто берёте: Coffee")
    assert (second.name, second.reason) == ("Cakes for you", "Вы часто берёте: Cakes")


def test_who_has_it_gets_no_second_one(office: Office, world: World) -> None:
    shop = world.coffee
    promotion_id = promote(shop.business_id, "personal")
    create_circle(shop).enter(shop.member.member_id)
    path = f"promotions/{promotion_id}/gifts"
    office.get(path).form(button="Give the offer").submit(button="Give the offer")
    page = (
        office.get(path).form(button="Give the offer").submit(button="Give the offer")
    )
    assert page.status == 422
    assert "Nobody gets this offer" in page.text
    assert len(offers_of(world, shop.member.member_id)) == 1


def test_odd_choices_are_refused(office: Office, world: World) -> None:
    promotion_id = promote(world.coffee.business_id, "personal")
    create_circle(world.coffee)
    form = office.get(f"promotions/{promotion_id}/gifts").form(button="Give the offer")
    for whom in ("group:999", "likes:", "group:x", ""):
        assert form.submit(whom=whom, button="Give the offer").status == 422
    page = form.submit(last_day="2020-01-01", button="Give the offer")
    assert page.status == 422
    assert "The last day of the offer is over already." in page.text


def test_without_groups_the_page_says_what_to_do(office: Office, world: World) -> None:
    promotion_id = promote(world.coffee.business_id, "personal")
    page = office.get(f"promotions/{promotion_id}/gifts", status=200)
    assert "Nobody to choose yet" in page.text


def test_only_personal_ones_are_given(office: Office, world: World) -> None:
    promotion_id = promote(world.coffee.business_id, "word")
    assert office.get(f"promotions/{promotion_id}/gifts").status == 404
