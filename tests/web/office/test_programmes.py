"""The list of cards: the rules in one sentence."""

from datetime import timedelta

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes import queries
from app.programmes.kinds.points import PointsRules
from tests.circles import create_circle
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.office.conftest import Office
from tests.world import World, create_business, create_programme, create_staff


def test_each_card_says_its_rules_in_force(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(rate_basis_points=900),
            starts_at=clock.now + timedelta(days=3),
            actor=shop.owner.actor,
        )
    words = office.get("programmes", status=200).text
    assert "5% back" in words
    assert "9% back" not in words
    assert "New rules start on March 20, 2026" in words


def test_without_a_card_the_next_step_is_to_make_one(client: Client) -> None:
    business_id = create_business(slug="fresh")
    client.sign_in(create_staff(business_id, "owner").person_id)
    page = client.get("/fresh/office/programmes", status=200)
    step = page.one("div", cls="empty").find("a")
    assert step.attrib["href"] == "/fresh/office/programmes/kinds"


def names(page: Page) -> list[str]:
    """The cards in the order of the list."""
    return ["".join(h.itertext()) for h in page.all("h2")]


def press(page: Page, words: str, status: int = 303) -> Page:
    return page.form(button=words).submit(button=words, status=status)


def test_a_card_is_closed_and_opened_again(office: Office, world: World) -> None:
    create_programme(world.coffee.business_id, name="Second")
    page = press(office.get("programmes"), "Close Points")
    assert "The card is closed" in page.text
    assert names(page) == ["Second", "Points"]
    assert "new members get it" in page.text
    page = press(page, "Open again Points")
    assert names(page) == ["Points", "Second"]


def test_the_only_card_for_everybody_is_not_closed(
    office: Office, world: World
) -> None:
    create_circle(world.coffee)
    page = press(office.get("programmes"), "Close Points", 422)
    assert "the only open card for everybody" in page.text
    assert page.title.startswith("Error:")
    press(page, "Close Student card")


def test_a_card_is_put_higher_and_becomes_the_first(
    office: Office, world: World
) -> None:
    create_programme(world.coffee.business_id, name="Second")
    create_programme(world.coffee.business_id, name="Third")
    page = press(office.get("programmes"), "Put higher Third")
    assert names(page) == ["Points", "Third", "Second"]
    page = press(page, "Put higher Third")
    assert names(page) == ["Third", "Points", "Second"]
    with tenancy.scope(world.coffee.business_id):
        assert queries.default_programme().name == "Third"


def test_going_back_to_another_card_s_button_closes_that_one(
    office: Office, world: World
) -> None:
    for name in ("Second", "Third"):
        create_programme(world.coffee.business_id, name=name)
    page = office.get("programmes", status=200)
    press(page, "Close Second")
    press(page, "Close Third")
    with tenancy.scope(world.coffee.business_id):
        assert [each.name for each in queries.offered()] == ["Points"]


def test_an_unknown_step_is_not_found(office: Office, world: World) -> None:
    path = f"programmes/{world.coffee.programme_id}/steps"
    for step in ("", "explode", "\x00"):
        assert office.post(path, do=step).status == 404
