"""Every version with its day, its author and what it changed."""

from tests.web.office.conftest import Office
from tests.web.office.test_look import send
from tests.world import World


def test_at_first_it_says_what_will_be_here(office: Office) -> None:
    page = office.get("look-history", status=200)
    assert "No versions yet" in page.text
    assert page.click("To the editor").h1 == "Look"


def test_versions_say_who_when_and_what(office: Office) -> None:
    send(office, "Publish", name="Второе", brand_colour="#7a2e22")
    send(office, "Publish", benefit_1="Тихо")
    page = office.get("look-history", status=200)
    rows = [e for e in page.all("li") if "Version" in "".join(e.itertext())]
    words = ["".join(row.itertext()) for row in rows]
    assert [w.split("Version ")[1][0] for w in words] == ["3", "2", "1"]
    assert "Guests see it" in words[0]
    assert "Owner" in words[0]
    assert "advantages" in words[0]
    assert "name, colour" in words[1]
    assert len(page.all("time")) == 3


def test_a_trial_that_was_taken_back_is_told(office: Office) -> None:
    send(office, "Show", name="Проба")
    send(office, "Try it on")
    assert "On trial" in office.get("look-history").text
    send(office, "Take it back")
    assert "Tried and taken back" in office.get("look-history").text


def test_another_business_has_its_own(office: Office, world: World) -> None:
    send(office, "Publish", name="Тайное имя")
    browser = office.client.another()
    browser.sign_in(world.books.owner.person_id)
    there = Office(browser, world.books, world.books.owner.staff_id)
    assert "Тайное имя" not in there.get("look-history", status=200).markup
    there.get("look-history/2", status=404)
