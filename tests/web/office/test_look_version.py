"""A former version: looked at, and published again as a new one."""

import pytest

from app.businesses import queries as businesses
from app.core import db
from tests.web.office.conftest import Office
from tests.web.office.test_look import send, shown
from tests.world import World


def test_a_version_is_seen_and_published_again(office: Office, world: World) -> None:
    before = shown(world)
    send(office, "Publish", name="Второе", brand_colour="#7a2e22")
    page = office.get("look-history", status=200).click("Version 1")
    assert page.h1 == "Version 1"
    assert len(page.all("figure")) == 5
    assert before.name in page.text
    page = page.form(action="/look-history/1").submit(status=303)
    assert "published again" in page.text
    assert shown(world) == before
    assert "Version 3" in office.get("look-history").text


def test_what_guests_see_is_not_published_again(office: Office, world: World) -> None:
    send(office, "Publish", name="Второе")
    page = office.get("look-history/2", status=200)
    assert "Guests see this version now" in page.text
    assert not [f for f in page.forms() if f.action.endswith("look-history/2")]
    stale = office.get("look-history/1", status=200).form(action="/look-history/1")
    stale.submit(status=303)
    other = office.get("look-history/2", status=200).form(action="/look-history/2")
    send(office, "Publish", name="Второе")
    page = other.submit(status=422)
    assert "Guests see this look already" in page.text


@pytest.mark.parametrize("number", ["0", "7", "-1", "x", "9" * 24])
def test_a_version_that_is_not_there(office: Office, number: str) -> None:
    office.get(f"look-history/{number}", status=404)


def test_the_name_on_pages_is_the_new_one_at_once(office: Office, world: World) -> None:
    send(office, "Publish", name="Второе")
    office.get("look-history/1").form(action="/look-history/1").submit(status=303)
    db.session().rollback()
    name = businesses.by_id(world.coffee.business_id).name
    assert office.get("look").title.endswith(name)
