"""Ways to a place: links to map services, or the owner's own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import quote, urlsplit

from app.core.locales import mark

LONGEST_LINK: Final = 500
_MICRO = 1_000_000
_YANDEX_COUNTRIES = frozenset({"RUB", "BYN", "KZT", "KGS", "AMD", "UZS"})


class BadLink(ValueError):
    """Not an https address of the web."""


@dataclass(frozen=True)
class MapLink:
    """Where to look; ``name`` is a service, or a message id for the others."""

    name: str
    url: str
    is_service: bool = True


def checked_link(text: str) -> str:
    """An https address without a password in it; raises BadLink."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadLink(text[:100]) from error
    is_plain = text.isprintable() and " " not in text and "\\" not in text
    is_address = parts.scheme == "https" and "." in host and "@" not in parts.netloc
    if not (is_plain and is_address and len(text) <= LONGEST_LINK and port is None):
        raise BadLink(text[:100])
    return text


def links(
    *,
    place: tuple[int, int] | None,
    name: str,
    address: str,
    own: str = "",
    currency: str,
    is_android: bool = False,
) -> list[MapLink]:
    """What a guest may tap, the likeliest first; nothing where nothing is known.

    Args:
        place: latitude and longitude in microdegrees.
        name: of the outlet.
        address: is searched for where the place is not known.
        own: the owner's own link, which stands for all others.
        currency: of the business; tells which services know its country best.
        is_android: offer the phone's own choice of map apps.
    """
    if own:
        return [MapLink(mark("On the map"), own, is_service=False)]
    if place is None:
        return _searching(address, currency) if address else []
    latitude, longitude = (_degrees(each) for each in place)
    found = []
    if is_android:
        point = f"{latitude},{longitude}"
        url = f"geo:{point}?q={point}({quote(name, safe='')})"
        found.append(MapLink(mark("In a map app"), url, is_service=False))
    if currency in _YANDEX_COUNTRIES:
        flipped = f"{longitude},{latitude}"
        return [
            *found,
            MapLink(
                mark("Yandex Maps"), f"https://yandex.ru/maps/?pt={flipped}&z=17&l=map"
            ),
            MapLink(mark("2GIS"), f"https://2gis.ru/geo/{flipped}?m={flipped}/17"),
        ]
    point = f"{latitude},{longitude}"
    title = quote(name, safe="")
    return [
        *found,
        MapLink(
            "Google Maps", f"https://www.google.com/maps/search/?api=1&query={point}"
        ),
        MapLink("Apple Maps", f"https://maps.apple.com/?ll={point}&q={title}"),
    ]


def _searching(address: str, currency: str) -> list[MapLink]:
    words = quote(address, safe="")
    if currency in _YANDEX_COUNTRIES:
        return [MapLink(mark("Yandex Maps"), f"https://yandex.ru/maps/?text={words}")]
    url = f"https://www.google.com/maps/search/?api=1&query={words}"
    return [MapLink("Google Maps", url)]


def _degrees(micro: int) -> str:
    return f"{Decimal(micro) / _MICRO:.6f}".rstrip("0").rstrip(".")
