"""A feed as Atom readers want it (RFC 4287)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import etree

from app.space import atom
from app.space.atom import Entry, Feed

NOON = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
NAMES = {"a": atom.NAMESPACE}


def entry(**values: object) -> Entry:
    """An entry, with some values of its own."""
    common = {
        "id": atom.permanent_id("zerno", "post", 1),
        "title": "Кофе & <чай>",
        "address": "https://a.example/zerno/news/1?s=feed&x=1",
        "published_at": NOON.astimezone(ZoneInfo("Europe/Moscow")),
        "updated_at": NOON + timedelta(hours=1),
        "summary": "слова",
        "html": "<p>слова &amp; <em>ещё</em></p>",
        "category": "news",
    }
    return Entry(**(common | values))  # type: ignore[arg-type]


def feed(*entries: Entry) -> etree._Element:
    """The document, read again."""
    return etree.fromstring(
        atom.document(
            Feed(
                id=atom.permanent_id("zerno"),
                title="Зерно",
                subtitle="",
                language="ru",
                page="https://a.example/zerno/news",
                address="https://a.example/zerno/news.atom",
                founded_at=NOON,
                entries=entries,
            )
        )
    )


def one(root: etree._Element, path: str) -> str:
    """The only text or attribute at a path."""
    (found,) = root.xpath(path, namespaces=NAMES)
    return found if isinstance(found, str) else found.text


def test_a_feed_has_what_the_standard_asks_for() -> None:
    root = feed(entry(), entry(id="urn:x", updated_at=NOON))
    assert root.tag == f"{{{atom.NAMESPACE}}}feed"
    assert one(root, "a:id").startswith("urn:uuid:")
    assert one(root, "a:title") == "Зерно"
    assert one(root, "a:updated") == "2026-03-17T10:00:00Z"
    assert one(root, "a:author/a:name") == "Зерно"
    assert one(root, "a:link[@rel='self']/@href") == "https://a.example/zerno/news.atom"
    assert one(root, "a:link[@rel='alternate']/@href").endswith("/zerno/news")
    assert one(root, "a:entry[1]/a:title") == "Кофе & <чай>"
    assert one(root, "a:entry[1]/a:published") == "2026-03-17T09:00:00Z"
    assert one(root, "a:entry[1]/a:content/@type") == "html"
    assert one(root, "a:entry[1]/a:content") == "<p>слова &amp; <em>ещё</em></p>"
    assert one(root, "a:entry[1]/a:link/@href").endswith("?s=feed&x=1")


def test_an_empty_feed_is_as_old_as_the_business() -> None:
    assert one(feed(), "a:updated") == "2026-03-17T09:00:00Z"


def test_what_xml_cannot_say_is_left_out() -> None:
    odd = "a\x00b\x0b\ud800c\ufffe]]>\U0001f600"
    assert one(feed(entry(title=odd)), "a:entry/a:title") == "abc]]>\U0001f600"


def test_a_picture_is_an_enclosure() -> None:
    root = feed(entry(picture="https://a.example/p.webp"))
    assert one(root, "a:entry/a:link[@rel='enclosure']/@type") == "image/webp"


def test_ids_are_permanent() -> None:
    assert atom.permanent_id("zerno", "post", 1) == (
        "urn:uuid:" + str(atom.uuid5(atom.NAMESPACE_URL, "tessera:zerno/post/1"))
    )
    assert atom.permanent_id("zerno", 1) != atom.permanent_id("zerno", 2)
