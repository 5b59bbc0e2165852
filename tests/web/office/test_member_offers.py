"""The personal offers of one member: given by hand, taken back."""

from app.core import db, tenancy
from app.core.ids import MemberId
from app.offers import queries
from tests.offers.giving import give, promote
from tests.web.office.conftest import Enter, Office
from tests.world import World, sell


def states(world: World, member_id: MemberId) -> list[str]:
    with tenancy.scope(world.coffee.business_id):
        found = [each.state for each in queries.offers_of(member_id)]
        db.session().rollback()
    return found


def test_an_offer_is_given_and_taken_back(office: Office, world: World) -> None:
    shop, guest = world.coffee, world.coffee.member
    promote(shop.business_id, "personal", name="Coffee for you")
    for _ in range(3):
        sell(shop, guest, amount_minor=100_00, category="Coffee")
    page = office.get(f"members/{guest.member_id}", status=200)
    assert "Often chosen in the last 90 days: Coffee" in page.text
    page = page.form(button="Give the offer").submit(reason="Three coffees a week")
    assert "The guest has the offer." in page.text
    assert "Three coffees a week" in page.text
    page = page.form(button="Take back").submit()
    assert "The offer is taken back." in page.text
    assert states(world, guest.member_id) == ["withdrawn"]


def test_wrong_input_is_named_and_kept(office: Office, world: World) -> None:
    guest = world.coffee.member
    promote(world.coffee.business_id, "personal")
    form = office.get(f"members/{guest.member_id}").form(button="Give the offer")
    page = form.submit(reason="x" * 201)
    assert page.status == 422
    assert page.form(button="Give the offer").values["reason"] == ["x" * 201]
    assert form.submit(last_day="").status == 422
    assert form.submit(offer="999").status == 422
    assert states(world, guest.member_id) == []


def test_foreign_offers_and_members_are_nowhere(office: Office, world: World) -> None:
    theirs = promote(world.books.business_id, "personal")
    give(world.books.business_id, theirs, world.books.member.member_id)
    guest = world.coffee.member.member_id
    assert office.post(f"members/{guest}/offers/1").status == 404
    foreign = world.books.member.member_id
    assert office.post(f"members/{foreign}/offers", offer="1").status == 404


def test_moderators_look_only(enter: Enter, world: World) -> None:
    guest = world.coffee.member.member_id
    promotion_id = promote(world.coffee.business_id, "personal", name="Coffee")
    give(world.coffee.business_id, promotion_id, guest)
    them = enter("moderator")
    page = them.get(f"members/{guest}", status=200)
    assert "Coffee" in page.text
    assert not any(form.has_button("Take back") for form in page.forms())
    assert them.post(f"members/{guest}/offers", offer="1").status == 403
    assert them.post(f"members/{guest}/offers/1").status == 403
