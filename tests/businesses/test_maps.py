"""Links to map services, and the owner's own."""

from urllib.parse import urlsplit

import pytest

from app.businesses import maps
from app.businesses.maps import BadLink

PLACE = (55_762_000, 37_634_300)
FACTS = {"name": "Мясницкая, 7", "address": "Москва, Мясницкая, 7"}


def test_where_yandex_knows_the_streets_it_comes_first() -> None:
    links = maps.links(place=PLACE, currency="RUB", **FACTS)
    assert [link.url for link in links] == [
        "https://yandex.ru/maps/?pt=37.6343,55.762&z=17&l=map",
        "https://2gis.ru/geo/37.6343,55.762?m=37.6343,55.762/17",
    ]


def test_elsewhere_google_and_apple() -> None:
    links = maps.links(place=(51_521_900, -118_700), currency="GBP", **FACTS)
    assert links[0].url.endswith("query=51.5219,-0.1187")
    assert links[1].url.startswith("https://maps.apple.com/?ll=51.5219,-0.1187&q=%D0")


def test_android_is_offered_its_own_choice_of_apps() -> None:
    links = maps.links(place=PLACE, currency="RUB", is_android=True, **FACTS)
    assert links[0].url.startswith("geo:55.762,37.6343?q=55.762,37.6343(%D0%9C")
    assert len(links) == 3


def test_the_owners_own_link_stands_for_all() -> None:
    own = "https://yandex.ru/maps/-/CDabc"
    links = maps.links(place=PLACE, currency="RUB", own=own, **FACTS)
    assert [link.url for link in links] == [own]


@pytest.mark.parametrize("currency", ["RUB", "EUR"])
def test_an_address_alone_is_searched_for(currency: str) -> None:
    facts = FACTS | {"address": 'A & "B"?<c>#d'}
    (link,) = maps.links(place=None, currency=currency, **facts)
    parts = urlsplit(link.url)
    assert parts.scheme == "https"
    assert parts.fragment == ""
    assert "%26%20%22B%22%3F%3Cc%3E%23d" in parts.query
    assert maps.links(place=None, currency=currency, name="A", address="") == []


@pytest.mark.parametrize("text", ["https://2gis.ru/firm/1?m=1", "https://Карты.рф/x"])
def test_addresses_of_the_web_are_taken(text: str) -> None:
    assert maps.checked_link(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yandex.ru/maps",
        "http://yandex.ru/maps",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://localhost/",
        "https://user@maps.example/",
        "https://maps.example:8443/",
        "https://maps.example:x/",
        "https://maps.example/ x",
        "https://maps.example\\@evil.example/",
        "https://maps.example/\u202ex",
        "https://[::1/",
        "https://maps.example/" + "x" * 500,
    ],
)
def test_what_is_no_safe_address_is_refused(text: str) -> None:
    with pytest.raises(BadLink):
        maps.checked_link(text)
