"""A look before it is published, by a link that nobody can guess, for a week."""

import pytest

from app.businesses import looks, queries
from app.core import db, tenancy
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.office.conftest import Office
from tests.web.office.test_look import send, shown
from tests.world import World


@pytest.fixture
def link(office: Office) -> str:
    """Where a draft is shown."""
    page = send(office, "Show", name="Черновик", brand_colour="#7a2e22")
    return page.link("Open as a guest")


def stranger(office: Office) -> Client:
    return office.client.another(language="en")


def brand_sheet(page: Page) -> str:
    (sheet,) = [
        link.attrib["href"]
        for link in page.all("link", rel="stylesheet")
        if "/draft/" in link.attrib["href"]
    ]
    return page.client.get(sheet, status=200).markup


def test_anybody_with_the_link_sees_the_draft(
    office: Office, link: str, world: World
) -> None:
    page = stranger(office).get(link, status=200)
    assert "Черновик" in page.text
    assert "A draft: guests do not see this yet" in page.text
    assert "#7a2e22" in brand_sheet(page)
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    plain = stranger(office).get(f"/{world.coffee.slug}/", status=200)
    assert "Черновик" not in plain.text
    assert plain.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]


def test_a_later_change_of_the_draft_is_seen_behind_the_same_link(
    office: Office, link: str
) -> None:
    send(office, "Show", name="Уже иначе")
    assert "Уже иначе" in stranger(office).get(link, status=200).text


def test_a_published_draft_says_so(office: Office, link: str) -> None:
    send(office, "Publish")
    assert "Guests see this look already" in stranger(office).get(link).text


def test_the_link_ends_after_a_week(office: Office, link: str, clock: Clock) -> None:
    clock.advance(days=6, hours=23)
    stranger(office).get(link, status=200)
    clock.advance(hours=3)
    page = stranger(office).get(link, status=410)
    assert "works for 7 days" in page.text


def test_a_draft_that_is_gone_is_over(office: Office, link: str, world: World) -> None:
    send(office, "As it was")
    stranger(office).get(link, status=200)
    send(office, "Show", name="Другой")
    send(office, "As it was")
    stranger(office).get(link, status=410)


def test_nobody_makes_a_link_up(office: Office, link: str, world: World) -> None:
    browser, (head, token, _) = stranger(office), link.rsplit("/", 2)
    version, ends, seal = token.split("-")
    later, other = int(ends) + 3600, int(version) + 1
    for wrong in (
        f"{version}-{later}-{seal}",
        f"{other}-{ends}-{seal}",
        f"{version}-{ends}-{'0' * 32}",
        f"{version}-{ends}",
        f"{version}-{ends}-{seal}-x",
        "x-y-z",
        "%D0%B6-1-2",
        "9" * 300,
    ):
        browser.get(f"{head}/{wrong}/", status=404)
        browser.get(f"{head}/{wrong}/look.css", status=404)
        browser.get(f"{head}/{wrong}/card", status=404)
    browser.get(link.replace(world.coffee.slug, world.books.slug, 1), status=404)


def test_what_is_shown_now_needs_no_draft(office: Office, world: World) -> None:
    frame = office.get("look", status=200).one("iframe").attrib["src"]
    page = stranger(office).get(frame, headers={"Sec-Fetch-Dest": "iframe"}, status=200)
    assert shown(world).name in page.text


def test_a_draft_never_leaks_into_the_next_request(
    office: Office, link: str, world: World
) -> None:
    browser = stranger(office)
    browser.get(link, status=200)
    assert "Черновик" not in browser.get(f"/{world.coffee.slug}/").text
    with tenancy.scope(world.coffee.business_id):
        assert queries.by_id(world.coffee.business_id).name != "Черновик"
        with db.writing():
            looks.drop_draft()
