"""One source: link, codes to take along, figures, cost."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from app.core import db, tenancy
from app.insights import actions, sources
from passes import barcode
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.web.office.test_printing import codes_on
from tests.world import World


@pytest.fixture
def code(world: World) -> str:
    """A link of the coffee shop's own."""
    with tenancy.scope(world.coffee.business_id), db.writing():
        return sources.add(kind="partner", title="Bookshop", note="Ask for Anna")


def link_of(code: str) -> str:
    """Where its code leads."""
    return f"https://tessera.test/zerno/join?s={code}"


def seen(world: World, code: str) -> sources.SourceView:
    """The source as it is now."""
    with tenancy.scope(world.coffee.business_id):
        found = sources.source(code)
        db.session().rollback()
    return found


def test_the_code_leads_to_joining_in_every_form(office: Office, code: str) -> None:
    page = office.get(f"sources/{code}", status=200)
    png = office.client.get(page.link("Code as PNG"), status=200)
    assert png.headers["Content-Type"] == "image/png"
    assert f"zerno-{code}.png" in png.headers["Content-Disposition"]
    assert barcode.read(png.data) == [link_of(code)]
    assert Image.open(BytesIO(png.data)).width > 900
    svg = office.client.get(page.link("Code as SVG"), status=200)
    assert svg.headers["Content-Type"].startswith("image/svg+xml")
    assert svg.data.lstrip().startswith(b"<svg")


def test_the_poster_carries_the_code(office: Office, code: str) -> None:
    page = office.get(f"sources/{code}", status=200).click("Print it")
    assert "Bookshop" in page.text
    poster = office.client.get(page.link("Download: Poster"), status=200)
    assert codes_on(poster.data) == [link_of(code)]


def test_a_link_put_aside_is_not_offered_for_posters(office: Office, code: str) -> None:
    page = office.get(f"sources/{code}", status=200)
    done = page.form(action="/end").submit(status=303)
    assert "put aside" in done.h1
    assert "Print it" not in done.text
    assert office.get(f"printing?source={code}").status == 404
    again = done.form(action="/resume").submit(status=303)
    assert "put aside" not in again.h1
    assert office.get(f"printing?source={code}").status == 200


@pytest.mark.parametrize(("built_in", "status"), [("poster", 200), ("link", 404)])
def test_only_what_posters_can_carry_leads_to_printing(
    office: Office, built_in: str, status: int
) -> None:
    page = office.get(f"sources/{built_in}", status=200)
    assert ("Print it" in page.text) is (status == 200)
    assert office.get(f"printing?source={built_in}").status == status


def change(office: Office, code: str, **values: str) -> Page:
    """Send the form."""
    form = office.get(f"sources/{code}").form(action=f"/sources/{code}", button="Save")
    return form.submit(**values)


def test_name_channel_cost_and_note_are_changed(
    office: Office, world: World, code: str
) -> None:
    done = change(
        office, code, title="New name", kind="staff", cost="12.50", note="Say\nthis"
    )
    assert "The source is changed." in done.text
    found = seen(world, code)
    assert (found.title, found.kind, found.cost_minor) == ("New name", "staff", 12_50)
    assert found.note.split() == ["Say", "this"]
    assert change(office, code, cost="").status == 200
    assert seen(world, code).cost_minor is None


def test_a_built_in_source_has_only_cost_and_note(office: Office, world: World) -> None:
    page = office.get("sources/poster", status=200)
    form = page.form(action="/sources/poster", button="Save")
    assert not {"title", "kind"} & set(form.names)
    form.submit(cost="4200", status=303)
    assert seen(world, "poster").cost_minor == 4200_00
    assert [each.action for each in page.forms() if each.action.endswith("/end")] == []
    assert office.post("sources/poster/end").status == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [({"title": " "}, "Write a name"), ({"cost": "x"}, "Write a sum")],
)
def test_wrong_input_is_kept_and_nothing_changes(
    office: Office, world: World, code: str, values: dict[str, str], said: str
) -> None:
    page = change(office, code, note="typed", **values)
    assert page.status == 422
    assert said in page.text
    assert page.form(action=f"/sources/{code}", button="Save").values["note"] == [
        "typed"
    ]
    assert seen(world, code).note == "Ask for Anna"


def test_the_figures_are_of_the_period(office: Office, world: World, code: str) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.count_view(code=code, day=date(2026, 3, 17))
        actions.count_view(code=code, day=date(2026, 3, 1))
    today = office.get(f"sources/{code}?period=today", status=200)
    values = [dd.find("span") for dd in today.all("dd") if dd.find("span") is not None]
    assert values[0].text == "1"
    assert len(today.one("tbody").findall("tr")) == 14
    month = today.click("This month")
    assert month.all("dd")[0].find("span").text == "2"
    wrong = office.get(f"sources/{code}?since=x&until=y", status=422)
    assert "Choose a day" in wrong.text


@pytest.mark.parametrize("path", ["code.png", "code.svg"])
@pytest.mark.parametrize("known", ["other", "import", "plastic"])
def test_what_is_no_link_has_no_code(office: Office, known: str, path: str) -> None:
    page = office.get(f"sources/{known}", status=200)
    assert "Link and code" not in page.text
    assert office.get(f"sources/{known}/{path}").status == 404


@pytest.mark.parametrize("path", ["", "/code.png", "/code.gif", "?period=today"])
def test_a_code_of_nobody_or_of_another_is_not_found(
    office: Office, world: World, path: str
) -> None:
    with tenancy.scope(world.books.business_id), db.writing():
        theirs = sources.add(kind="ad", title="Theirs")
    for code in (theirs, "nobody", "%00", "x" * 300, "post-1", "%F0%9F%8E%81"):
        assert office.get(f"sources/{code}{path}").status == 404
    for act in ("end", "resume", ""):
        assert office.post(f"sources/{theirs}/{act}".rstrip("/")).status == 404


def test_moderators_change_nothing(enter: Enter, code: str) -> None:
    moderator = enter("moderator")
    for path in (f"sources/{code}", f"sources/{code}/end", f"sources/{code}/resume"):
        assert moderator.post(path).status == 403
