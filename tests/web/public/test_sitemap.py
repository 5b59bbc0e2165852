"""Maps and rules for crawlers."""

from xml.etree import ElementTree as ET

import pytest

from app.core import clock
from app.web.public import sitemap
from app.web.public.sitemap import Entry
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client, Page
from tests.world import World, create_business

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def places(page: Page) -> list[str]:
    """The addresses of a map, read as XML."""
    assert page.headers["Content-Type"].startswith("application/xml")
    tree = ET.fromstring(page.data)
    return [loc.text or "" for loc in tree.iterfind(".//s:loc", NAMES)]


def test_the_sites_map_leads_to_every_business(world: World, guest: Client) -> None:
    maps = places(guest.get("/sitemap.xml", status=200))
    assert maps == [
        f"{ADDRESS}/margin/sitemap.xml",
        f"{ADDRESS}/zerno/sitemap.xml",
    ]
    for address in maps:
        for page in places(guest.get(address, status=200)):
            guest.get(page, status=200)


def test_an_empty_site_has_an_empty_map(guest: Client) -> None:
    assert places(guest.get("/sitemap.xml", status=200)) == []


def test_a_business_has_a_map_of_its_own(world: World, guest: Client) -> None:
    pages = places(guest.get("/zerno/sitemap.xml", status=200))
    assert pages == [f"{ADDRESS}/zerno/", f"{ADDRESS}/zerno/join"]
    guest.get("/nobody/sitemap.xml", status=404)


def test_at_its_own_host_the_map_is_the_hosts(world: World, make_app: MakeApp) -> None:
    app = make_app(domains="loyalty.cafe.test=zerno")
    own = Client(app, address="https://loyalty.cafe.test")
    pages = places(own.get("/sitemap.xml", status=200))
    assert pages == [
        "https://loyalty.cafe.test/",
        "https://loyalty.cafe.test/zerno/join",
    ]
    robots = own.get("/robots.txt", status=200).markup
    assert "Sitemap: https://loyalty.cafe.test/sitemap.xml" in robots


def test_other_parts_add_their_addresses(
    world: World, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def posts(_: object) -> list[Entry]:
        return [Entry("/zerno/news/1?a=1&b=2", clock.now())]

    monkeypatch.setattr(sitemap, "SOURCES", (sitemap.pages, posts))
    page = guest.get("/zerno/sitemap.xml", status=200)
    assert places(page)[-1] == f"{ADDRESS}/zerno/news/1?a=1&b=2"
    assert "<lastmod>2026-03-17T09:00:00+00:00</lastmod>" in page.markup


def test_no_map_is_longer_than_what_is_read(
    world: World, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_business(slug="third")
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 2)
    assert len(places(guest.get("/sitemap.xml"))) == 2


def test_private_places_are_not_for_crawlers(world: World, guest: Client) -> None:
    lines = guest.get("/robots.txt", status=200).markup.splitlines()
    for path in ("/*/office/", "/*/till/", "/*/card", "/platform/", "/api/"):
        assert f"Disallow: {path}" in lines
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in lines
    # The public page itself, its pictures and its way to a card stay open.
    assert not [line for line in lines if line in {"Disallow: /", "Disallow: /*"}]
