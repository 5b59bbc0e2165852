"""The business for machines: schema.org as JSON-LD (organisation, its outlets, hours)."""

import json
from functools import partial
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.businesses import phones
from app.businesses.hours import DAY_MINUTES, Hours, Span, clock_text
from app.businesses.look import Look
from app.businesses.queries import OutletView
from app.reviews.rules import Rating

_DAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MICRO = 1_000_000
Thing = dict[str, Any]


def structured(
    look: Look,
    outlets: tuple[OutletView, ...],
    *,
    url: str,
    picture_url: str,
    logo_url: str,
    currency: str,
    rating: Rating,
) -> Markup:
    """The contents of a ``<script type="application/ld+json">``, safe inside HTML."""
    graph = [_organisation(look, url, picture_url, logo_url) | _rated(rating)]
    graph += [_local(each, look, url, picture_url, currency) for each in outlets]
    return htmlsafe_json_dumps(
        {"@context": "https://schema.org", "@graph": graph},
        dumps=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    )


def _organisation(look: Look, url: str, picture_url: str, logo_url: str) -> Thing:
    contacts = look.contacts
    elsewhere = [contacts.site, contacts.telegram, contacts.vk]
    return _full(
        {
            "@type": "Organization",
            "@id": f"{url}#business",
            "name": look.name,
            "description": look.about,
            "url": url,
            "image": picture_url,
            "logo": logo_url,
            "telephone": contacts.phone,
            "email": contacts.email,
            "sameAs": [each for each in elsewhere if each],
        }
    )


def _rated(rating: Rating) -> Thing:
    """AggregateRating, from as many reviews on as the page shows a figure for."""
    value = rating.hundredths
    if value is None:
        return {}
    return {
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": f"{value // 100}.{value % 100:02d}",
            "ratingCount": rating.count,
            "bestRating": 5,
            "worstRating": 1,
        }
    }


def _local(
    outlet: OutletView, look: Look, url: str, picture_url: str, currency: str
) -> Thing:
    return _full(
        {
            "@type": "LocalBusiness",
            "@id": f"{url}#outlet-{outlet.id}",
            "name": f"{look.name}, {outlet.name}",
            "url": url,
            "image": picture_url,
            "address": outlet.address,
            "telephone": phones.plain(outlet.phone),
            "geo": _geo(outlet),
            "hasMap": outlet.map_link,
            "currenciesAccepted": currency,
            "parentOrganization": {"@id": f"{url}#business"},
            "openingHoursSpecification": opening(outlet.hours) if outlet.hours else [],
        }
    )


def _geo(outlet: OutletView) -> Thing:
    latitude, longitude = outlet.latitude_microdegrees, outlet.longitude_microdegrees
    if latitude is None or longitude is None:
        return {}
    return {
        "@type": "GeoCoordinates",
        "latitude": latitude / _MICRO,
        "longitude": longitude / _MICRO,
    }


def opening(hours: Hours) -> list[Thing]:
    """OpeningHoursSpecification for the week and for each exception."""
    days: dict[Span, list[str]] = {}
    for name, spans in zip(_DAYS, hours.week, strict=True):
        for span in spans:
            days.setdefault(span, []).append(name)
    found = [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": names, **_times(span)}
        for span, names in days.items()
    ]
    for each in hours.special:
        dates = {
            "validFrom": each.first.isoformat(),
            "validThrough": each.last.isoformat(),
        }
        # Closed is said as a time that does not last.
        times = [_times(span) for span in each.spans] or [
            {"opens": "00:00", "closes": "00:00"}
        ]
        found += [
            {"@type": "OpeningHoursSpecification", **time, **dates} for time in times
        ]
    return found


def _times(span: Span) -> dict[str, str]:
    if span.end - span.start == DAY_MINUTES:
        return {"opens": "00:00", "closes": "23:59"}
    closes = "23:59" if span.end == DAY_MINUTES else clock_text(span.end % DAY_MINUTES)
    return {"opens": clock_text(span.start), "closes": closes}


def _full(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value}
