"""A post's own page: to read, to share, for machines; and its calendar file."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.businesses import pictures
from app.core import db, tenancy
from app.space import actions
from tests.businesses.test_pictures import painted
from tests.conftest import Clock
from tests.page import Client, Page
from tests.space.conftest import write
from tests.world import World, create_outlet

STARTS = datetime(2026, 3, 20, 16, 0, tzinfo=UTC)


def data(page: Page) -> dict[str, Any]:
    """What search engines read."""
    found = json.loads(page.one("script", type="application/ld+json").text or "")
    assert isinstance(found, dict)
    return found


def meta(page: Page, name: str) -> str:
    """A property that a shared link shows."""
    return page.one("meta", property=name).attrib["content"]


def test_a_piece_of_news(client: Client, world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        post_id = write(
            title="Мы <открылись>", text="**Ждём** Вас.\n\n## Когда\n\n- утром"
        )
    page = client.get(f"/zerno/news/{post_id}", status=200)
    assert page.h1 == "Мы <открылись>"
    assert page.one("strong").text == "Ждём"
    assert page.title == "Мы <открылись> · Зерно"
    address = f"https://tessera.test/zerno/news/{post_id}"
    assert page.one("link", rel="canonical").attrib["href"] == address
    assert meta(page, "og:title") == "Мы <открылись>"
    assert meta(page, "og:url") == address
    found = data(page)
    assert found["@type"] == "BlogPosting"
    assert found["headline"] == "Мы <открылись>"
    assert found["datePublished"] == "2026-03-17T09:00:00+00:00"
    assert "</script" not in page.one("script", type="application/ld+json").text
    assert page.all("meta", property="og:image") == []


def test_an_event_says_when_and_where(client: Client, world: World) -> None:
    outlet_id = create_outlet(
        world.coffee.business_id, code="ural", zone="Asia/Yekaterinburg"
    )
    with tenancy.scope(world.coffee.business_id):
        with db.writing():
            picture_id = pictures.keep(pictures.read(painted()))
        post_id = write(
            "event",
            title="Вечер",
            starts_at=STARTS,
            outlet_id=outlet_id,
            link="https://tickets.example/1",
            picture_id=picture_id,
            picture_alt="Красное и синее",
        )
    page = client.get(f"/zerno/news/{post_id}", status=200)
    assert "20 марта, 21:00 (Екатеринбург)" in page.text
    assert "Outlet ural" in page.text
    assert page.link("Купить билеты") == "https://tickets.example/1"
    client.get(page.one("img", alt="Красное и синее").attrib["src"], status=200)
    shared = meta(page, "og:image")
    assert shared.startswith("https://tessera.test/zerno/pictures/")
    client.get(shared, status=200)
    found = data(page)
    assert (found["@type"], found["location"]["name"]) == ("Event", "Outlet ural")
    assert found["startDate"] == "2026-03-20T16:00:00+00:00"
    assert found["offers"]["url"] == "https://tickets.example/1"
    file = client.get(page.link("Добавить в календарь"), status=200)
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20260320T160000Z\r\n" in file.data
    assert "zerno-" in file.headers["Content-Disposition"]


def test_what_is_over_says_so(client: Client, world: World, clock: Clock) -> None:
    with tenancy.scope(world.coffee.business_id):
        event = write(
            "event", starts_at=STARTS, place="Зал", link="https://tickets.example/1"
        )
        offer = write("offer", ends_at=STARTS, conditions="Раз\nв день")
    page = client.get(f"/zerno/news/{offer}", status=200)
    assert "действует до 20 марта включительно" in page.text
    assert "Раз в день" in page.text
    clock.set(STARTS.replace(day=25))
    assert "завершилось 20 марта" in client.get(f"/zerno/news/{offer}").text
    page = client.get(f"/zerno/news/{event}", status=200)
    assert "завершено" in page.text
    assert "билеты" not in page.text
    assert "в календарь" not in page.text


def test_the_way_to_the_card_counts_its_source(client: Client, world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        post_id = write()
    page = client.get(f"/zerno/news/{post_id}", status=200)
    assert page.link("Получить карту") == f"/zerno/join?s=post-{post_id}"
    client.sign_in(world.coffee.member.person_id)
    page = client.get(f"/zerno/news/{post_id}", status=200)
    assert "Получить карту" not in page.text


def test_posts_are_turned_like_pages(
    client: Client, world: World, clock: Clock
) -> None:
    with tenancy.scope(world.coffee.business_id):
        first = write(title="Первая")
        clock.advance(minutes=1)
        second = write(title="Вторая")
    page = client.get(f"/zerno/news/{second}", status=200)
    assert page.click("Первая").link("Вторая") == f"/zerno/news/{second}"
    assert page.link("Первая") == f"/zerno/news/{first}"


def test_only_public_posts_are_found(
    client: Client, world: World, clock: Clock
) -> None:
    with tenancy.scope(world.coffee.business_id):
        draft = write(is_public=False)
        scheduled = write(at=STARTS)
        withdrawn = write("event", starts_at=STARTS, place="Зал")
        public = write(title="Зерно внутри")
        with db.writing():
            actions.withdraw(post_id=withdrawn)
    client.get(f"/zerno/news/{draft}", status=404)
    client.get(f"/zerno/news/{scheduled}", status=404)
    page = client.get(f"/zerno/news/{withdrawn}", status=410)
    assert "снята" in page.text
    client.get(f"/zerno/news/{withdrawn}.ics", status=410)
    client.get(f"/zerno/news/{public}.ics", status=404)
    client.get("/zerno/news/999999", status=404)
    for post_id in (draft, scheduled, withdrawn, public):
        foreign = client.get(f"/margin/news/{post_id}", status=404)
        assert "Зерно внутри" not in foreign.text
    clock.set(STARTS)
    client.get(f"/zerno/news/{scheduled}", status=200)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[x](javascript:x)"])
def test_hostile_text_is_only_read(client: Client, world: World, text: str) -> None:
    title = '</title><script>alert("x")</script>'
    with tenancy.scope(world.coffee.business_id):
        post_id = write(title=title, text=text)
    page = client.get(f"/zerno/news/{post_id}", status=200)
    assert page.h1 == title
    assert text in page.text
    assert data(page)["headline"] == title
