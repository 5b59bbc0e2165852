"""A business's own page: empty and full, signed in and not, for people and machines."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from app.businesses import hours_reading, outlets
from app.businesses.hours import Hours
from app.businesses.models import Business
from app.businesses.outlets import Place
from app.core import db, tenancy
from app.programmes.models import Programme
from app.web.public import sections
from app.web.public.sections import Room, Section
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.agents import PIXEL
from tests.web.public.looks import dress
from tests.world import Shop, World, create_outlet


def tell(shop: Shop, **told: Any) -> None:
    """Say more of the shop's only outlet."""
    place = Place(**{"name": "Corner", "address": "Mira 1", "zone": shop.zone, **told})
    with tenancy.scope(shop.business_id), db.writing():
        outlets.change(outlet_id=shop.outlet_id, place=place)


def data(page: Page) -> list[dict[str, Any]]:
    """What the page tells machines."""
    block = page.one("script", type="application/ld+json")
    found: list[dict[str, Any]] = json.loads(block.text or "")["@graph"]
    return found


def test_it_says_who_where_and_how_and_leads_to_the_card(
    world: World, guest: Client
) -> None:
    page = guest.get("/zerno/", status=200)
    assert "Зерно" in page.title
    assert page.h1 == "Зерно"
    assert page.all("a", href="/zerno/join")
    assert "Outlet 1" in page.text
    assert "Margin" not in page.text


def test_a_member_opens_their_card(world: World, guest: Client, joined: Any) -> None:
    joined(guest)
    page = guest.get("/zerno/", status=200)
    assert page.all("a", href="/zerno/card")
    assert not page.all("a", href="/zerno/join")


def test_english_readers_get_english(world: World, guest: Client) -> None:
    page = guest.another(language="en").get("/margin/", status=200)
    assert page.link("Get a card") == "/margin/join"


def test_who_states_no_language_reads_the_businesss_own(
    world: World, guest: Client
) -> None:
    for slug, language in (("margin", "en"), ("zerno", "ru")):
        page = guest.get(f"/{slug}/", headers={"Accept-Language": ""}, status=200)
        assert page.one("html").get("lang") == language


def test_an_unknown_business_is_not_found(world: World, guest: Client) -> None:
    assert guest.get("/nobody/", status=404).h1


def test_both_languages_are_shown_by_one_server(world: World, guest: Client) -> None:
    """Nothing of the first reader's language is compiled into the page."""
    for language, word in (("ru", "баллов"), ("en", "points"), ("ru", "баллов")):
        for path in ("/zerno/", "/zerno/join"):
            assert word in guest.another(language=language).get(path).text


def test_a_page_with_nothing_told_has_no_empty_boxes(
    world: World, guest: Client
) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        outlets.close(outlet_id=world.coffee.outlet_id)
    page = guest.get("/zerno/", status=200)
    assert [each.get("id") for each in page.all("section")] == ["terms", "talk"]
    assert not page.all("img")
    assert data(page)[0]["@type"] == "Organization"


def test_a_business_without_a_card_still_has_its_page(
    world: World, guest: Client
) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        db.session().execute(update(Programme).values(is_open=False))
    page = guest.get("/zerno/", status=200)
    assert not page.all("a", href="/zerno/join")
    assert page.all("section", id="outlets")


def test_everything_told_is_shown(
    world: World, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    dress(monkeypatch, world.coffee)
    page = guest.get("/zerno/", status=200)
    order = [each.get("id") for each in page.all("section")]
    assert order == ["benefits", "terms", "outlets", "talk", "contacts"]
    assert "Every seventh coffee is on us" in page.text
    for url in (
        "tel:+74951234567",
        "mailto:hello@zerno.example",
        "https://zerno.example/",
        "https://t.me/zerno",
        "https://vk.com/zerno",
    ):
        assert page.all("a", href=url), url
    cover, *logos = page.all("img")
    assert cover.attrib["alt"] == "Cups on a counter"
    for image in (cover, *logos, *page.all("source")):
        assert {"width", "height"} <= set(image.attrib)
        address = image.get("src") or image.attrib["srcset"]
        answer = guest.get(address, status=200)
        assert answer.headers["Content-Type"] == "image/webp"
    join = guest.get("/zerno/join", status=200)
    assert "Bread of our own" in join.text


def test_hours_phone_and_maps_of_an_outlet(world: World, guest: Client) -> None:
    tell(
        world.coffee,
        phone="+74951234567",
        hours=Hours(hours_reading.week("пн-пт 8-22")),
        latitude_microdegrees=55_762_000,
        longitude_microdegrees=37_634_300,
    )
    page = guest.get("/zerno/", status=200)
    assert "Открыто до 22:00" in page.text
    assert "Пн–Пт" in page.text
    assert page.all("a", href="tel:+74951234567")
    links = [a.attrib["href"] for a in page.all("a")]
    assert "https://yandex.ru/maps/?pt=37.6343,55.762&z=17&l=map" in links
    assert not [link for link in links if link.startswith("geo:")]
    android = guest.get("/zerno/", headers={"User-Agent": PIXEL}, status=200)
    assert [a for a in android.all("a") if a.attrib["href"].startswith("geo:55.762")]


def test_what_is_open_follows_the_clock_of_the_outlet(
    world: World, guest: Client, clock: Clock
) -> None:
    told = Hours(hours_reading.week("9-18"))
    tell(world.coffee, hours=told, zone="Asia/Vladivostok")
    # Noon in Moscow is 19:00 in Vladivostok.
    assert "Откроется завтра в 9:00" in guest.get("/zerno/").text
    clock.set(datetime(2026, 3, 17, 23, 0, tzinfo=UTC))
    assert "Открыто до 18:00" in guest.get("/zerno/").text


def test_several_outlets_are_counted_in_one_sentence(
    world: World, guest: Client, clock: Clock
) -> None:
    shop = world.coffee
    second = create_outlet(shop.business_id, code="2")
    tell(shop, hours=Hours(hours_reading.week("9-22")))
    late = Place(
        name="Late",
        address="",
        zone=shop.zone,
        hours=Hours(hours_reading.week("16-23")),
    )
    with tenancy.scope(shop.business_id), db.writing():
        outlets.change(outlet_id=second, place=late)

    def sentence() -> str:
        (line,) = guest.get("/zerno/", status=200).all("p", cls="space-now")
        return "".join(line.itertext()).strip()

    assert sentence() == "Сейчас открыто: 1 из 2"
    clock.advance(hours=5)
    assert sentence() == "Сейчас открыто"
    clock.advance(hours=6)
    assert sentence() == "Откроется завтра в 9:00"


def test_the_tags_of_a_link_lead_on_to_the_card(world: World, guest: Client) -> None:
    tags = "s=poster-7&utm_source=ig&utm_medium=bio"
    page = guest.get(f"/zerno/?{tags}&next=//evil.example", status=200)
    assert page.link("Получить карту") == f"/zerno/join?{tags}"
    join = page.click("Получить карту", status=200)
    (form,) = [each for each in join.forms() if "/join" in each.action]
    assert form.action == "/zerno/join?utm_source=ig&utm_medium=bio"
    assert form.values["source"] == ["poster-7"]


def test_machines_are_told_the_same(world: World, guest: Client) -> None:
    tell(
        world.coffee,
        phone="+74951234567;ext=12",
        hours=Hours(hours_reading.week("пн-пт 8-22, сб-вс 10-2")),
        latitude_microdegrees=55_762_000,
        longitude_microdegrees=37_634_300,
    )
    page = guest.get("/zerno/", status=200)
    business, local = data(page)
    assert business["url"] == "https://tessera.test/zerno/"
    assert local["@type"] == "LocalBusiness"
    assert local["telephone"] == "+74951234567"
    assert local["geo"]["latitude"] == 55.762
    assert local["parentOrganization"] == {"@id": business["@id"]}
    week, weekend = local["openingHoursSpecification"]
    assert (week["opens"], week["closes"]) == ("08:00", "22:00")
    assert (weekend["opens"], weekend["closes"]) == ("10:00", "02:00")
    assert weekend["dayOfWeek"] == ["Saturday", "Sunday"]


def test_nothing_told_leaves_its_place(
    world: World, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = '</script><script>alert(1)</script><!-- " \u2028'
    with db.writing():
        db.session().execute(
            update(Business).where(Business.slug == "zerno").values(about=evil)
        )
    tell(world.coffee, name="</script><b>", address="<!--<script>")
    dress(monkeypatch, world.coffee, benefits=("<i>", "{{ 7*7 }}"), cover_alt='"><b>')
    page = guest.get("/zerno/", status=200)
    assert data(page)[0]["description"] == evil
    assert data(page)[1]["address"] == "<!--<script>"
    assert [s.get("type") for s in page.all("script")].count("application/ld+json") == 1
    assert "alert(1)" in page.text
    assert "{{ 7*7 }}" in page.text


def test_other_parts_add_sections(
    world: World, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = Section("public/_benefits.html", lambda _: ("4.8 of 5",), Room.TOP)
    none = Section("public/_contacts.html", lambda _: ())
    monkeypatch.setattr(sections, "SECTIONS", (none, sections.SECTIONS[1], top))
    page = guest.get("/zerno/", status=200)
    assert [each.get("id") for each in page.all("section")] == ["benefits", "terms"]
    assert "4.8 of 5" in "".join(page.one("header").itertext())
