"""The brand editor: drafted, previewed, judged in words, published, taken back."""

import io
from typing import Any

import pytest
from PIL import Image

from app.businesses import queries as businesses
from app.businesses import versions
from app.businesses.look import Look
from app.core import db, tenancy
from tests.page import Form, Page
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_staff


def shown(world: World) -> Look:
    found = businesses.by_id(world.coffee.business_id).look
    db.session().rollback()
    return found


def desk(world: World) -> versions.Desk:
    with tenancy.scope(world.coffee.business_id):
        found = versions.desk(businesses.by_id(world.coffee.business_id))
    db.session().rollback()
    return found


def form(page: Page) -> Form:
    return page.form(action="/look")


def send(office: Office, button: str, values: Any = None, /, **options: Any) -> Page:
    """Press a button of the editor as it stands now."""
    return form(office.get("look", status=200)).submit(
        values, button=button, **{"status": 303} | options
    )


def test_a_look_is_published_and_seen_at_once(office: Office, world: World) -> None:
    page = send(
        office,
        "Publish",
        brand_colour="#1F4B3F",
        accent_colour="#f0b35a",
        motif="rings",
        name="Полдень",
        benefit_2="Тихо",
        telegram="@polden",
    )
    look = shown(world)
    assert (look.brand_colour, look.accent_colour, look.motif) == (
        "#1f4b3f",
        "#f0b35a",
        "rings",
    )
    assert (look.name, look.benefits) == ("Полдень", ("Тихо",))
    assert look.contacts.telegram == "https://t.me/polden"
    assert "The look is published" in page.text
    assert "Полдень" in page.title
    assert form(page).values["motif"] == ["rings"]
    assert "Version 1 was there before" in page.text


def test_a_draft_is_kept_and_guests_see_nothing_of_it(
    office: Office, world: World
) -> None:
    before = shown(world)
    page = send(office, "Show", brand_colour="#e8b74a", motif="waves")
    assert shown(world) == before
    assert form(page).values["brand_colour"] == ["#e8b74a"]
    assert "The draft is saved" in page.text
    assert "Black text on this colour is readable" in page.text
    (sheet,) = [
        link.attrib["href"]
        for link in page.all("link", rel="stylesheet")
        if "/look/art/" in link.attrib["href"]
    ]
    css = office.client.get(sheet, status=200)
    assert "#e8b74a" in css.markup
    assert "immutable" in css.headers["Cache-Control"]


def test_each_change_is_saved_and_answered_by_the_editor_alone(
    office: Office, world: World
) -> None:
    editor = form(office.get("look", status=200))
    data = {**editor.values, "name": "Новое имя", "do": "draft"}
    page = office.client.post(editor.action, data, htmx=True, status=200)
    assert page.is_fragment
    assert page.one("div", id="_studio") is not None
    assert desk(world).look.name == "Новое имя"
    revision = form(page).values["revision"]
    data = {**form(page).values, "name": "Ещё новее", "do": "draft"}
    page = office.client.post(editor.action, data, htmx=True, status=200)
    assert form(page).values["revision"] != revision


def test_a_change_with_an_error_keeps_all_that_was_typed(
    office: Office, world: World
) -> None:
    editor = form(office.get("look", status=200))
    data = {**editor.values, "name": "", "about": "О нас", "do": "draft"}
    page = office.client.post(editor.action, data, htmx=True, status=422)
    assert page.all("div", cls="errors") == [], "the focus stays where one types"
    assert "Write the name" in page.text
    assert "Not saved" in page.text
    assert form(page).values["about"] == ["О нас"]
    assert desk(world).draft is None


def test_five_previews_come_from_the_draft(office: Office) -> None:
    page = send(office, "Show", name="Черновик", ru_many="зёрен", en_other="beans")
    wall = page.one("div", id="_look_previews")
    assert len([e for e in wall.iter() if e.tag == "figure"]) == 5
    assert "1,240 beans" in page.text.replace("\u202f", ",").replace("\xa0", " ")
    pictures = {
        e.attrib["src"] for e in page.all("img") if "/look/art/" in e.attrib["src"]
    }
    assert {p.rpartition("/")[2] for p in pictures} == {
        "logo.png",
        "strip.png",
        "sign.png",
        "hero.png",
    }
    for address in pictures:
        art = office.client.get(address, status=200)
        assert Image.open(io.BytesIO(art.data)).format == "PNG"
    frame = office.client.get(
        page.one("iframe").attrib["src"],
        status=200,
        headers={"Sec-Fetch-Dest": "iframe"},
    )
    assert "Черновик" in frame.text
    assert "A draft" not in frame.text
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]


def test_presets_of_colours_and_words(office: Office, world: World) -> None:
    before = shown(world)
    page = send(office, "Brick")
    assert form(page).values["brand_colour"] == ["#7a2e22"]
    page = send(office, "Stars")
    assert form(page).values["ru_many"] == ["звёзд"]
    assert "5 звёзд, 21 звезда" in page.text.replace("\xa0", " ")
    assert form(page).values["brand_colour"] == ["#7a2e22"]
    assert shown(world) == before


def test_the_second_colour_may_be_left_to_us(office: Office, world: World) -> None:
    page = send(office, "Publish", accent_colour="", motif="rings")
    assert form(page).values["accent_colour"] == [""]
    assert shown(world).accent_colour == ""
    assert "can hardly be seen" not in page.text


def test_a_pattern_nobody_sees_is_mentioned(office: Office) -> None:
    page = send(
        office, "Show", brand_colour="#1f4b3f", accent_colour="#1f4b3f", motif="rings"
    )
    assert "can hardly be seen: contrast 1" in page.text


def test_as_it_was_and_the_draft_back(office: Office, world: World) -> None:
    send(office, "Show", name="Черновик")
    page = send(office, "As it was", name="")
    assert "put aside" in page.text
    assert form(page).values["name"] == [shown(world).name]
    page = send(office, "Bring the draft back")
    assert form(page).values["name"] == ["Черновик"]


def test_one_step_back(office: Office, world: World) -> None:
    before = shown(world)
    send(office, "Publish", name="Новое")
    page = send(office, "One step back")
    assert shown(world) == before
    assert "as a new version" in page.text


def test_nothing_new_is_said_in_words(office: Office, world: World) -> None:
    page = send(office, "Publish", status=422)
    assert "Guests see this look already" in page.text
    assert desk(world).draft is None


def test_on_some_of_the_cards_first(office: Office, world: World) -> None:
    before = shown(world)
    page = send(office, "Show", name="Проба")
    assert "of 1" in page.text
    page = send(office, "Try it on")
    assert shown(world) == before
    assert "Version 2 is tried on" in page.text
    page = send(office, "Take it back")
    assert "All cards look as before" in page.text
    assert desk(world).look.name == "Проба"
    send(office, "Try it on")
    send(office, "Show to everybody")
    assert shown(world).name == "Проба"


def test_another_hand_is_noticed(enter: Enter, world: World) -> None:
    mine, other = enter("owner"), enter("administrator")
    editor = form(mine.get("look", status=200))
    send(other, "Show", name="Чужое")
    send(other, "Show", name="Чужое два")
    page = editor.submit(name="Моё", button="Show", status=422)
    assert "Somebody else changed this draft" in page.text
    assert form(page).values["name"] == ["Моё"]
    page = form(page).submit(button="Show", status=303)
    assert desk(world).look.name == "Моё"


def test_publishing_twice_makes_one_version(office: Office, world: World) -> None:
    editor = form(office.get("look", status=200))
    editor.submit(name="Раз", button="Publish", status=303)
    editor.submit(name="Раз", button="Publish", status=303)
    with tenancy.scope(world.coffee.business_id):
        assert [row.number for row in versions.history()] == [2, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"brand_colour": "green"},
        {"brand_colour": ""},
        {"accent_colour": "#12345"},
        {"accent_colour": "#1f4b3f; } body { display: none"},
        {"brand_colour": "#fff;}body{"},
        {"brand_colour": "javascript:alert(1)"},
        {"brand_colour": "#" + "f" * 5000},
        {"brand_colour": "#１f4b3f"},
        {"motif": "skulls"},
        {"motif": ""},
        {"name": ""},
        {"name": "я" * 41},
        {"about": "я" * 601},
        {"ru_few": ""},
        {"en_one": "b" * 25},
        {"phone": "call us"},
        {"email": "hello@"},
        {"email": "a@b.example\r\nBcc: c@d.example"},
        {"site": "javascript:alert(1)"},
        {"site": "https://user:secret@example.com"},
        {"telegram": "https://evil.example/polden"},
        {"vk": "два слова"},
        {"benefit_5": "я" * 81},
    ],
)
def test_wrong_values_are_refused(
    office: Office, world: World, wrong: dict[str, str]
) -> None:
    before = shown(world)
    page = send(office, "Publish", {"benefit_1": "Осталось", **wrong}, status=422)
    assert page.one("div", cls="errors") is not None
    assert page.title.startswith("Error:")
    assert form(page).values["benefit_1"] == ["Осталось"]
    assert shown(world) == before
    assert desk(world).draft is None


def test_signs_that_turn_words_around_are_taken_out(
    office: Office, world: World
) -> None:
    send(office, "Publish", name="Зер\u202eно\u200b\0", about="Раз\r\n\r\nДва\u202e")
    assert shown(world).name == "Зерно"
    assert shown(world).about == "Раз\n\nДва"


@pytest.mark.parametrize(
    "path",
    [
        "look/art/desk/x/other.png",
        "look/art/7/x/strip.png",
        "look/art/99999999999999999999/x/look.css",
    ],
)
def test_what_is_not_there_is_not_found(office: Office, path: str) -> None:
    found = office.get(path)
    assert found.status == (200 if "999" in path else 404)


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_only_managers_make_the_look(enter: Enter, world: World, role: str) -> None:
    staff = world.coffee.cashier if role == "cashier" else None
    staff = staff or create_staff(world.coffee.business_id, role)
    browser = enter("owner").client.another()
    browser.sign_in(staff.person_id)
    office = Office(browser, world.coffee, staff.staff_id)
    for path in ("look", "look-history", "look-history/1"):
        office.get(path, status=403)
