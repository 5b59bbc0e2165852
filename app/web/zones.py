"""Time zones that can be chosen, by their cities in the reader's language."""

from functools import cache
from zoneinfo import available_timezones

from babel import dates
from babel.core import get_global

_CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zones(language: str) -> dict[str, str]:
    """IANA zones that name a place, by their cities; other names of a zone left out."""
    others = get_global("zone_aliases")
    found = {
        zone: str(dates.get_timezone_location(zone, locale=language, return_city=True))
        for zone in available_timezones()
        if zone.startswith(_CONTINENTS) and zone not in others
    }
    return {zone: found[zone] for zone in sorted(found, key=lambda z: (found[z], z))}
