"""Colours and pattern: tried out, judged in words, published."""

import pytest

from app.businesses import queries as businesses
from app.core import db
from tests.page import Form, Page
from tests.web.office.conftest import Office
from tests.world import World


def look(world: World) -> tuple[str, str, str]:
    found = businesses.by_id(world.coffee.business_id)
    db.session().rollback()
    return found.brand_colour, found.accent_colour, found.motif


def form(page: Page) -> Form:
    return page.form(action="/look")


def test_a_look_is_published_and_seen_at_once(office: Office, world: World) -> None:
    page = form(office.get("look", status=200)).submit(
        brand_colour="#1F4B3F", accent_colour="#f0b35a", motif="rings", status=303
    )
    assert look(world) == ("#1f4b3f", "#f0b35a", "rings")
    assert "published" in page.text
    assert form(page).values["motif"] == ["rings"]


def test_trying_out_changes_nothing(office: Office, world: World) -> None:
    before = look(world)
    page = form(office.get("look", status=200)).submit(
        brand_colour="#e8b74a", motif="waves", button="Show", status=200
    )
    assert look(world) == before
    assert form(page).values["brand_colour"] == ["#e8b74a"]
    assert "Black text on this colour is readable" in page.text
    (sheet,) = [
        link.attrib["href"]
        for link in page.all("link", rel="stylesheet")
        if "draft" in link.attrib["href"]
    ]
    assert "#e8b74a" in office.client.get(sheet, status=200).markup


def test_a_preset_is_tried_out(office: Office, world: World) -> None:
    before = look(world)
    page = form(office.get("look", status=200)).submit(button="Brick", status=200)
    assert form(page).values["brand_colour"] == ["#7a2e22"]
    assert look(world) == before


def test_htmx_gets_the_preview_only(office: Office) -> None:
    sent = form(office.get("look", status=200))
    page = sent.submit(button="Show", htmx=True, status=200)
    assert page.is_fragment
    assert page.one("section", id="_preview") is not None


def test_a_pattern_nobody_sees_is_mentioned(office: Office) -> None:
    page = form(office.get("look", status=200)).submit(
        brand_colour="#1f4b3f",
        accent_colour="#1f4b3f",
        motif="rings",
        button="Show",
        status=200,
    )
    assert "can hardly be seen: contrast 1" in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"brand_colour": "green"},
        {"brand_colour": ""},
        {"accent_colour": "#12345"},
        {"accent_colour": "#1f4b3f; } body { display: none"},
        {"brand_colour": "#" + "f" * 5000},
        {"brand_colour": "#１f4b3f"},
        {"motif": "skulls"},
        {"motif": ""},
    ],
)
def test_wrong_values_are_refused(
    office: Office, world: World, wrong: dict[str, str]
) -> None:
    before = look(world)
    page = form(office.get("look", status=200)).submit(wrong, status=422)
    assert page.one("div", cls="errors") is not None
    assert look(world) == before


@pytest.mark.parametrize("colours", ["", "?brand=x&accent=y", "?brand=%231f4b3f"])
def test_a_draft_of_no_colours_is_not_found(office: Office, colours: str) -> None:
    assert office.get(f"look/draft.css{colours}").status == 404
