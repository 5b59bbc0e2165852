"""Which outlets a phone is told of: the ten nearest to the last purchase."""

import math
from collections.abc import Sequence

from app.businesses.queries import OutletView
from app.core.ids import OutletId

MOST_PLACES = 10
_MICRO = 1_000_000


def nearest(
    outlets: Sequence[OutletView], visited: OutletId | None
) -> tuple[OutletView, ...]:
    """At most ten outlets that are on the map, nearest to the visited one first.

    Without a purchase, or where that outlet is not on the map, in their own order.
    """
    placed = [outlet for outlet in outlets if coordinates(outlet) is not None]
    start = next((each for each in placed if each.id == visited), None)
    if start is not None:
        here = start
        placed.sort(key=lambda outlet: _apart(here, outlet))
    return tuple(placed[:MOST_PLACES])


def coordinates(outlet: OutletView) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when the outlet is not on the map."""
    latitude, longitude = outlet.latitude_microdegrees, outlet.longitude_microdegrees
    if latitude is None or longitude is None:
        return None
    return latitude / _MICRO, longitude / _MICRO


def _apart(one: OutletView, other: OutletView) -> float:
    """The angle between two places seen from the earth's middle (haversine)."""
    (lat1, lon1), (lat2, lon2) = (
        tuple(map(math.radians, coordinates(each) or (0.0, 0.0)))
        for each in (one, other)
    )
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return math.asin(math.sqrt(min(1.0, half)))
