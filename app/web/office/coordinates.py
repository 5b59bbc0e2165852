"""A place on the map, as people paste it: two numbers, or a link of a map service."""

import re
from decimal import Decimal
from urllib.parse import unquote

MICRO = 1_000_000
_NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?"
_PAIR = re.compile(rf"\s*({_NUMBER})(?:\s*[,;]\s*|\s+)({_NUMBER})\s*")
_COMMAS = re.compile(
    r"\s*([+-]?[0-9]{1,3},[0-9]{1,15})(?:\s*;\s*|,?\s+)([+-]?[0-9]{1,3},[0-9]{1,15})\s*"
)
_LATITUDE_FIRST = (
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
    re.compile(
        rf"[?&](?:q|query|daddr|destination)=(?:loc:)?({_NUMBER}),\s?({_NUMBER})"
    ),
    re.compile(rf"mlat=({_NUMBER})&mlon=({_NUMBER})"),
    re.compile(rf"#map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})"),
    re.compile(rf"^geo:({_NUMBER}),({_NUMBER})"),
)
_APPLE = re.compile(rf"[?&](?:ll|coordinate)=({_NUMBER}),({_NUMBER})")
_LONGITUDE_FIRST = (
    re.compile(rf"[?&](?:whatshere|poi)\[point\]=({_NUMBER}),({_NUMBER})"),
    re.compile(rf"[?&]pt=({_NUMBER}),({_NUMBER})"),
    re.compile(rf"/geo/(?:\d+/)?({_NUMBER}),({_NUMBER})"),
    re.compile(rf"[?&](?:ll|m)=({_NUMBER}),({_NUMBER})"),
)
_LONGEST = 2_000
_FLIPPED = ("yandex.", "2gis.")
_HIGHEST, _WIDEST = 90 * MICRO, 180 * MICRO


class NoPlace(ValueError):
    """The text names no point on the globe."""


def parse(text: str) -> tuple[int, int]:
    """Latitude and longitude in microdegrees; raises NoPlace.

    Yandex and 2GIS write the longitude first in their links, all others the latitude.
    """
    found = _found(unquote(text[:_LONGEST]).strip())
    if found is None:
        raise NoPlace(text)
    latitude, longitude = (_micro(each) for each in found)
    if abs(latitude) > _HIGHEST or abs(longitude) > _WIDEST:
        raise NoPlace(text)
    return latitude, longitude


def _found(text: str) -> tuple[str, str] | None:
    """Latitude and longitude as written."""
    plain = _PAIR.fullmatch(text) or _COMMAS.fullmatch(text)
    if plain:
        return plain[1], plain[2]
    if "://" in text and any(name in text for name in _FLIPPED):
        flipped = _first(_LONGITUDE_FIRST, text)
        return None if flipped is None else (flipped[2], flipped[1])
    match = _first((*_LATITUDE_FIRST, _APPLE), text)
    return None if match is None else (match[1], match[2])


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    matches = (pattern.search(text) for pattern in patterns)
    return next((match for match in matches if match), None)


def _micro(number: str) -> int:
    return round(Decimal(number.replace(",", ".")) * MICRO)


def shown(latitude: int | None, longitude: int | None) -> str:
    """The place as two numbers, to be corrected or copied."""
    if latitude is None or longitude is None:
        return ""
    return f"{_degrees(latitude)}, {_degrees(longitude)}"


def _degrees(micro: int) -> str:
    return f"{Decimal(micro) / MICRO:.6f}".rstrip("0").rstrip(".")
