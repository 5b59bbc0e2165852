"""The feed: valid, absolute, the same until something changes."""

from datetime import UTC, datetime

from lxml import etree

from app.core import db, tenancy
from app.space import actions, atom
from app.space.actions import Content
from tests.conftest import Clock
from tests.page import Client
from tests.space.conftest import write
from tests.world import World

NAMES = {"a": atom.NAMESPACE}
STARTS = datetime(2026, 3, 20, 16, 0, tzinfo=UTC)


def texts(body: bytes, path: str) -> list[str]:
    """The texts or attributes at a path."""
    found = etree.fromstring(body).xpath(path, namespaces=NAMES)
    return [each if isinstance(each, str) else each.text for each in found]


def test_the_feed_has_public_posts_with_their_words(
    client: Client, world: World, clock: Clock
) -> None:
    with tenancy.scope(world.coffee.business_id):
        event = write(
            "event", title="Вечер & <чай>", text="**Да**", starts_at=STARTS, place="Зал"
        )
        write(title="Черновик", is_public=False)
        write(title="Потом", at=STARTS)
    with tenancy.scope(world.books.business_id):
        write(title="Margin news")
    page = client.another(language="en").get("/zerno/news.atom", status=200)
    assert page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert texts(page.data, "a:entry/a:title") == ["Вечер & <чай>"]
    assert texts(page.data, "a:entry/a:content") == [
        "<p>20 марта, 19:00</p><p>Зал</p><p><strong>Да</strong></p>\n"
    ]
    for address in texts(page.data, "//a:link/@href"):
        assert address.startswith("https://tessera.test/zerno/news")
        client.get(address, status=200)
    assert texts(page.data, "a:entry/a:link/@href")[0].endswith(f"/{event}?s=feed")


def test_an_empty_feed_is_a_feed(client: Client, world: World) -> None:
    page = client.get("/zerno/news.atom", status=200)
    assert texts(page.data, "a:updated") == ["2026-03-17T09:00:00Z"]


def test_readers_ask_for_what_is_new(
    client: Client, world: World, clock: Clock
) -> None:
    with tenancy.scope(world.coffee.business_id):
        post_id = write(title="Раньше")
    page = client.get("/zerno/news.atom", status=200)
    known = {"If-None-Match": page.headers["ETag"]}
    assert client.get("/zerno/news.atom", headers=known, status=304).data == b""
    before = texts(page.data, "a:entry/a:id")
    clock.advance(hours=1)
    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.change(post_id=post_id, content=Content(title="Теперь"))
    page = client.get("/zerno/news.atom", headers=known, status=200)
    assert texts(page.data, "a:entry/a:id") == before
    assert texts(page.data, "a:updated") == ["2026-03-17T10:00:00Z"]


def test_a_withdrawn_post_leaves_the_feed(client: Client, world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        post_id = write()
        with db.writing():
            actions.withdraw(post_id=post_id)
    page = client.get("/zerno/news.atom", status=200)
    assert texts(page.data, "a:entry") == []
