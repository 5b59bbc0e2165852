"""What every source brings, and links of one's own."""

from collections.abc import Callable
from datetime import date
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import audit, db, locales, tenancy
from app.core.ids import MemberId
from app.insights import actions, sources
from app.insights.codes import Touch
from app.insights.models import Source
from app.people.models import Member
from tests.exchange.test_tables import read_csv, read_xlsx
from tests.html_rules import words
from tests.page import Client, Page
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_business, create_staff, sell

TODAY = date(2026, 3, 17)


def make(office: Office, **values: str) -> Page:
    """Send the form for a new link."""
    form = office.get("sources", status=200).form(
        action="/office/sources", button="Make"
    )
    return form.submit(**({"title": "VK profile", "kind": "social"} | values))


def count_links() -> int:
    """How many rows there are, of everybody."""
    with tenancy.across():
        found = db.session().scalar(select(func.count(Source.id)))
        db.session().rollback()
    return found or 0


def spoken(element: Element) -> str:
    """The words of an element, line by line."""
    return " ".join(" ".join(element.itertext()).split())


def lines(page: Page) -> dict[str, list[str]]:
    """The table of sources: title with its channel, and what stands beside."""
    rows = page.all("tbody")[0].findall("tr")
    return {
        spoken(row.find("th")): [spoken(td) for td in row.findall("td")] for row in rows
    }


@pytest.fixture
def busy(world: World, app: Flask) -> str:
    """A link by which one of four viewers joined and bought; its code."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        code = sources.add(kind="social", title="=VK <b>", cost_minor=500_00)
        for _ in range(4):
            actions.count_view(code=code, day=TODAY)
    with tenancy.scope(shop.business_id), db.writing():
        member = db.session().get(Member, shop.member.member_id)
        member.source = code
    sell(shop, shop.member, amount_minor=1000_00)
    app.extensions["tessera_worker"].relay()
    return code


def test_a_line_says_viewers_members_purchases_and_cost(
    office: Office, busy: str
) -> None:
    page = office.get("sources", status=200)
    found = lines(page)
    assert found[f"=VK <b> Social network · {busy}"] == [
        "4",
        "1 25%",
        "1 100%",
        "₽500",
    ]
    assert "Feb 18 – Mar 17, 2026" in page.text


def test_another_period_shows_other_figures(office: Office, busy: str) -> None:
    page = office.get("sources?since=2026-03-01&until=2026-03-02", status=200)
    assert lines(page)[f"=VK <b> Social network · {busy}"] == ["0", "0", "0", "₽500"]
    assert office.get("sources?period=never").status == 404
    wrong = office.get("sources?since=2026-03-02&until=2026-03-01", status=422)
    assert "Swap them" in wrong.text


def test_without_figures_the_next_step_is_a_poster(client: Client) -> None:
    business_id = create_business(slug="fresh")
    client.sign_in(create_staff(business_id, "owner").person_id)
    page = client.get("/fresh/office/sources", status=200)
    assert page.one("div", cls="empty").find("a").attrib["href"].endswith("/printing")


def test_campaigns_are_shown_as_they_were_written(office: Office, world: World) -> None:
    shop = world.coffee
    touch = Touch(TODAY, "vk", "vk", "social", "<Весна>", "banner", "")
    with tenancy.scope(shop.business_id), db.writing():
        actions.remember_arrival(
            member_id=MemberId(shop.member.member_id), first=touch, last=touch
        )
    page = office.get("sources", status=200)
    rows = page.all("tbody")[-1].findall("tr")
    assert [words(cell) for cell in rows[0]] == [
        "<Весна>",
        "vk / social",
        "banner",
        "1",
    ]


def test_a_link_is_made_and_shown_with_its_code(office: Office) -> None:
    done = make(office, title="  VK   profile ", cost="1 500,50", note="Say it")
    assert done.h1 == "VK profile"
    assert "The link is made" in done.text
    code = done.path.split("/")[-1].partition("?")[0]
    link = f"https://tessera.test/zerno/join?s={code}"
    assert done.link(link) == link
    form = done.form(action=f"/sources/{code}", button="Save")
    assert form.values["cost"] == ["1500.5"]
    assert form.values["note"] == ["Say it"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "Write a name of up to 60 characters."),
        ({"title": "x" * 61}, "Write a name of up to 60 characters."),
        ({"title": "\u202e\u200b"}, "Write a name of up to 60 characters."),
        ({"title": "VK\0"}, ""),
        ({"cost": "-5"}, "Write a sum from"),
        ({"cost": "много"}, "Write a sum from"),
        ({"cost": "99999999999"}, "Write a sum from"),
        ({"note": "x" * 501}, "at most 500 characters"),
        ({"note": "a\0b"}, "Remove unprintable characters."),
    ],
)
def test_wrong_input_is_kept_and_nothing_is_made(
    office: Office, values: dict[str, str], said: str
) -> None:
    form = office.get("sources").form(action="/office/sources", button="Make")
    sent = {"title": "VK", "kind": "social", "cost": "", "note": "words"} | values
    page = office.client.post(form.action, data=form.values | sent)
    if values == {"title": "VK\0"}:
        # A line is cleaned of what shows nothing.
        assert page.status == 303
        return
    assert page.status == 422
    assert said in page.text
    assert page.title.startswith("Error:")
    kept = page.form(action="/office/sources", button="Make").values
    assert kept["note"][0].strip() == sent["note"].replace("\0", "")
    assert count_links() == 0


@pytest.mark.parametrize("kind", ["post", "other", "", "x", "\0"])
def test_a_channel_is_one_of_the_list(office: Office, kind: str) -> None:
    form = office.get("sources").form(action="/office/sources", button="Make")
    data = form.values | {"title": "VK", "kind": kind}
    assert office.client.post(form.action, data=data).status == 422
    assert count_links() == 0


def test_a_double_tap_makes_one_link(office: Office) -> None:
    form = office.get("sources").form(action="/office/sources", button="Make")
    data = form.values | {"title": "VK", "kind": "social"}
    first = office.client.post(form.action, data=data, status=303)
    second = office.client.post(form.action, data=data, status=303)
    assert first.location == second.location
    assert count_links() == 1


def test_a_refusal_of_the_action_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST", 0)
    form = office.get("sources").form(action="/office/sources", button="Make")
    page = form.submit(title="VK", kind="social", status=422)
    assert "There are 500 sources already." in page.text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_can_be_taken_along_and_runs_nothing(
    office: Office, busy: str, ending: str
) -> None:
    page = office.get("sources?period=month", status=200)
    said = {"csv": "Download as CSV", "xlsx": "Download for Excel"}[ending]
    answer = office.client.get(page.link(said), status=200)
    name = f"zerno-sources-2026-03-01-2026-03-17.{ending}"
    assert name in answer.headers["Content-Disposition"]
    with locales.speaking("en"):
        rows = {"csv": read_csv, "xlsx": read_xlsx}[ending](answer.data)
    row = next(row for row in rows if row[2] == busy)
    assert row[0] == {"csv": "'=VK <b>", "xlsx": "=VK <b>"}[ending]
    assert [str(cell) for cell in row[3:8]] in (
        ["4", "1", "25.00", "1", "100.00"],
        ["4", "1", "0.25", "1", "1"],
    )


def test_a_file_of_no_period_is_refused_in_words(office: Office) -> None:
    page = office.get("sources.csv?since=x&until=y", status=422)
    assert "These dates make no period." in page.text


@pytest.mark.parametrize("role", ["moderator", "cashier"])
@pytest.mark.parametrize("path", ["sources", "sources.csv", "sources/poster"])
def test_sources_are_for_managers(enter: Enter, role: str, path: str) -> None:
    if role == "moderator":
        assert enter(role).get(path).status == 403
    else:
        client: Callable[..., Page] = enter("owner").client.another().get
        assert client(f"/zerno/office/{path}").status == 302


def test_links_of_another_business_are_not_listed(office: Office, world: World) -> None:
    with tenancy.scope(world.books.business_id), db.writing():
        theirs = sources.add(kind="ad", title="Theirs alone")
    assert "Theirs alone" not in office.get("sources", status=200).text
    assert office.get(f"sources/{theirs}").status == 404


def test_making_a_link_stands_in_the_audit_trail(office: Office, world: World) -> None:
    make(office)
    with tenancy.scope(world.coffee.business_id):
        (entry,) = audit.lines(kind="source")
    assert entry.act == "source.added"
    assert entry.actor == world.coffee.owner.actor
