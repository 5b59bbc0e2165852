"""The public list: what is public and not over, the archive apart."""

from datetime import UTC, datetime

import pytest

from app.core import db, tenancy
from app.space import actions
from tests.conftest import Clock
from tests.html_rules import words
from tests.page import Client, Page
from tests.space.conftest import write
from tests.world import World

TOMORROW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


def titles(page: Page) -> list[str]:
    """The posts of a page, in their order."""
    return [words(heading) for heading in page.all("h2") if page.all("article")]


def test_a_list_of_nothing_leads_on(client: Client, world: World) -> None:
    page = client.get("/zerno/news", status=200)
    assert "Новостей пока нет" in page.text
    assert page.click("О карте").status == 200
    for query in ("?kind=event", "?archive=1"):
        assert client.get(f"/zerno/news{query}", status=200).all("article") == []


def test_guests_see_public_posts_only(
    client: Client, world: World, clock: Clock
) -> None:
    with tenancy.scope(world.coffee.business_id):
        write(title="Закреплено", is_pinned=True)
        clock.advance(minutes=1)
        write(title="Старое")
        clock.advance(minutes=1)
        write("event", title="Вечер", starts_at=TOMORROW, place="Зал")
        write(title="Черновик", is_public=False)
        write(title="Потом", at=TOMORROW)
        withdrawn = write(title="Снято")
        with db.writing():
            actions.withdraw(post_id=withdrawn)
    with tenancy.scope(world.books.business_id):
        write(title="Margin news")
    page = client.get("/zerno/news", status=200)
    assert titles(page) == ["Закреплено", "Вечер", "Старое"]
    assert "18 марта, 12:00" in page.text
    assert titles(client.get("/zerno/news?kind=event")) == ["Вечер"]
    assert titles(client.get("/zerno/news?kind=poem")) == titles(page)
    clock.set(datetime(2026, 3, 18, 21, 0, tzinfo=UTC))
    assert titles(client.get("/zerno/news")) == ["Закреплено", "Потом", "Старое"]
    archive = client.get("/zerno/news?archive=1", status=200)
    assert titles(archive) == ["Вечер"]
    assert archive.one("meta", name="robots").attrib["content"] == "noindex,follow"
    assert "завершено" in archive.text


def test_a_long_list_goes_on(client: Client, world: World, clock: Clock) -> None:
    with tenancy.scope(world.coffee.business_id):
        write(title="Наверху", is_pinned=True)
        for number in range(14):
            clock.advance(minutes=1)
            write(title=f"Новость {number}")
    page = client.get("/zerno/news", status=200)
    assert titles(page)[:2] == ["Наверху", "Новость 13"]
    assert len(titles(page)) == 13
    page = page.click("Более ранние")
    assert titles(page) == ["Новость 1", "Новость 0"]
    assert titles(page.click("К последним записям"))[0] == "Наверху"


@pytest.mark.parametrize("after", ["x", "-1", "999999", "9" * 40, "%00", "²"])
def test_nonsense_is_not_found(client: Client, world: World, after: str) -> None:
    client.get(f"/zerno/news?after={after}", status=404)


def test_a_post_of_another_business_leads_nowhere(client: Client, world: World) -> None:
    with tenancy.scope(world.books.business_id):
        foreign = write()
    client.get(f"/zerno/news?after={foreign}", status=404)


def test_machines_find_the_feed_and_the_one_address(
    client: Client, world: World
) -> None:
    page = client.get("/zerno/news?kind=event&x=1", status=200)
    canonical = page.one("link", rel="canonical").attrib["href"]
    assert canonical == "https://tessera.test/zerno/news?kind=event"
    feed = page.one("link", type="application/atom+xml").attrib["href"]
    client.get(feed, status=200)


def test_advertising_is_marked_in_the_list(client: Client, world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        write(
            title="Цветы",
            ad_label="advertising",
            ad_advertiser="ООО «Стебель»",
            ad_token="2Vtz",
        )
    page = client.another(language="en").get("/zerno/news", status=200)
    assert "Реклама. ООО «Стебель», erid: 2Vtz" in page.text
