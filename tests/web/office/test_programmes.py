"""The list of cards: the rules in one sentence."""

from datetime import timedelta

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.rules import PointsRules
from tests.conftest import Clock
from tests.page import Client
from tests.web.office.conftest import Office
from tests.world import World, create_business, create_staff


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
    assert step.attrib["href"] == "/fresh/office/programmes/new"
