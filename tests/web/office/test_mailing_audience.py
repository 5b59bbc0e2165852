"""To whom: counted while it is chosen, kept under a name, refused in words."""

import pytest

from app.campaigns import queries
from app.campaigns.audience import Audience, Hours
from app.core import db, tenancy
from tests.campaigns import mailing
from tests.people.groups import create_group
from tests.web.office.conftest import Office
from tests.world import World


@pytest.fixture
def draft(world: World) -> int:
    return mailing.draft(world.coffee)


def chosen(world: World, mailing_id: int) -> Audience:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.mailing(mailing_id).content.audience


def test_the_figures_follow_the_choice(
    office: Office, world: World, draft: int
) -> None:
    mailing.crowd(world.coffee, 2)
    mailing.reader(world.coffee, "no@example.com", agree=False)
    page = office.get(f"mailings/{draft}/audience", status=200)
    assert "4 guests fit" in page.text
    form = page.form(button="Save the choice")
    counted = form.submit(has="email", button="Count", htmx=True, status=200)
    assert counted.is_fragment
    assert "3 guests fit" in counted.text
    assert "no consent: 1" in counted.text
    assert chosen(world, draft) == Audience()


def test_evenings_but_never_tuesday_afternoons(
    office: Office, world: World, draft: int
) -> None:
    """Row 64, without a script."""
    form = office.get(f"mailings/{draft}/audience").form(button="Save the choice")
    page = form.submit(
        {
            "comes_from": "18",
            "comes_until": "23",
            "never_days": "2",
            "never_from": "12",
            "never_until": "16",
        },
        button="Look and send",
        status=303,
    )
    assert "have never come: Tue, 12:00–16:00" in page.text
    assert chosen(world, draft) == Audience(
        comes=Hours(since=18, until=23), never=Hours(weekdays=(2,), since=12, until=16)
    )
    again = office.get(f"mailings/{draft}/audience").form(button="Save the choice")
    again.submit(button="Save the choice", status=303)
    assert chosen(world, draft).never == Hours(weekdays=(2,), since=12, until=16)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"visits_least": "5", "visits_most": "4"}, "must not be below"),
        ({"silent_days": "30", "recent_days": "3"}, "must not be below"),
        ({"silent_days": "-1"}, "whole number"),
        ({"period_days": ""}, "whole number"),
        ({"comes_from": "24"}, "whole number from 0 to 23"),
        ({"never_from": "5", "never_until": "5"}, "begin and end at the same time"),
        ({"has": "email", "lacks": "email"}, "Nobody has and has not"),
        ({"outlet": "999"}, "Not a valid choice"),
        ({"programme": "1:=Gold' OR 1=1"}, "Not a valid choice"),
        ({"birthday_month": "13"}, "Not a valid choice"),
        ({"speaks": "fr"}, "Not a valid choice"),
        ({"groups": "999"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_changed(
    office: Office, world: World, draft: int, values: dict[str, str], words: str
) -> None:
    create_group(world.coffee.business_id, "Ours")
    form = office.get(f"mailings/{draft}/audience").form(button="Save the choice")
    page = form.submit({"points": "7", **values}, button="Save the choice", status=422)
    assert words in page.text
    assert page.one("input", name="points").get("value") == "7"
    assert chosen(world, draft) == Audience()


def test_a_group_of_another_business_is_none_of_the_list(
    office: Office, world: World, draft: int
) -> None:
    theirs = create_group(world.books.business_id, "Theirs")
    create_group(world.coffee.business_id, "Ours")
    page = office.get(f"mailings/{draft}/audience", status=200)
    assert "Theirs" not in page.text
    form = page.form(button="Save the choice")
    form.submit(groups=str(theirs), button="Save the choice", status=422)


def test_a_segment_is_kept_picked_and_removed(
    office: Office, world: World, draft: int
) -> None:
    form = office.get(f"mailings/{draft}/audience").form(button="Save as a segment")
    # What is ticked at this moment is kept: nobody has to save it first.
    kept = form.submit(
        points="50", segment_name="Rich", button="Save as a segment", status=303
    )
    assert "The segment is kept" in kept.text
    assert chosen(world, draft) == Audience(points=50)
    other = mailing.draft(world.coffee)
    picked = office.get(f"mailings/{other}/audience").click("Rich")
    assert picked.one("input", name="points").get("value") == "50"
    gone = picked.form(action="/remove").submit(status=303)
    assert "Rich" not in gone.text


def test_a_name_that_is_taken_keeps_what_was_chosen_on_the_page(
    office: Office, world: World, draft: int
) -> None:
    mailing.segment(world.coffee, name="Rich")
    form = office.get(f"mailings/{draft}/audience").form(button="Save as a segment")
    page = form.submit(
        points="50", segment_name="Rich", button="Save as a segment", status=422
    )
    assert "already a segment with this name" in page.text
    assert page.one("input", name="points").get("value") == "50"
    assert page.one("input", name="segment_name").get("value") == "Rich"
    assert chosen(world, draft) == Audience()


def test_a_name_counts_whichever_button_is_pressed(office: Office, draft: int) -> None:
    form = office.get(f"mailings/{draft}/audience").form(button="Look and send")
    form.submit(points="50", segment_name="Rich", button="Look and send", status=303)
    assert "Rich" in office.get(f"mailings/{draft}/audience").text


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_segment_needs_a_name(office: Office, draft: int, name: str) -> None:
    form = office.get(f"mailings/{draft}/audience").form(button="Save as a segment")
    page = form.submit(segment_name=name, button="Save as a segment", status=422)
    assert "a name of 1 to 60 characters" in page.text


def test_a_draft_without_words_has_a_title_of_its_own(office: Office) -> None:
    form = office.get("mailings/new").form(button="Choose whom to tell")
    page = form.submit(button="Choose whom to tell", status=303)
    assert page.title.startswith("To whom: No subject yet")
    page = page.form(button="Look and send").submit(button="Look and send", status=303)
    assert page.title.startswith("Look and send: No subject yet")


def test_a_segment_of_another_business_is_none(
    office: Office, world: World, draft: int
) -> None:
    theirs = mailing.segment(world.books, name="Theirs")
    assert "Theirs" not in office.get(f"mailings/{draft}/audience").text
    office.get(f"mailings/{draft}/audience?segment={theirs}", status=404)
    assert office.post(f"mailings/{draft}/segments/{theirs}/remove").status == 404


def test_nobody_fits(office: Office, draft: int) -> None:
    form = office.get(f"mailings/{draft}/audience").form(button="Save the choice")
    page = form.submit(points="999", button="Count", htmx=True, status=200)
    assert "0 guests fit" in page.text
    assert "Choose more widely" in page.text
