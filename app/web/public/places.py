"""Outlets as guests see them: open or not, hours, phone, ways there."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import g, request

from app.businesses import hours, hours_words, maps, phones, queries
from app.businesses.hours_words import Row
from app.businesses.maps import MapLink
from app.businesses.queries import OutletView
from app.core import clock
from app.core.locales import gettext as _
from app.web.browsers import Device, device


@dataclass(frozen=True)
class PlaceView:
    """One outlet; ``is_open_now`` is None while nobody has said its hours."""

    outlet: OutletView
    is_open_now: bool | None
    sentence: str
    changes_at: datetime | None
    rows: tuple[Row, ...]
    phone: str
    phone_url: str
    maps: tuple[MapLink, ...]


def places() -> tuple[PlaceView, ...]:
    """The open outlets of the business in scope, in its order."""
    now = clock.now()
    return tuple(_place(each, now) for each in queries.outlets() if each.is_open)


def summary(shown: tuple[PlaceView, ...]) -> tuple[bool, str] | None:
    """Whether anything is open now, and that in one sentence; None when unknown."""
    told = [place for place in shown if place.is_open_now is not None]
    if not told:
        return None
    is_open = any(place.is_open_now for place in told)
    sentences = {place.sentence for place in told}
    if len(sentences) == 1:
        return is_open, sentences.pop()
    if not is_open:
        return False, min(told, key=_change).sentence
    count = sum(bool(place.is_open_now) for place in told)
    if count == len(told):
        return True, _("Open now")
    return True, _("Open now: %(open)s of %(all)s", open=count, all=len(told))


def _change(place: PlaceView) -> datetime:
    return place.changes_at or datetime.max.replace(tzinfo=UTC)


def _place(outlet: OutletView, now: datetime) -> PlaceView:
    known = outlet.hours
    state = hours.state(known, now, outlet.zone) if known else None
    latitude, longitude = outlet.latitude_microdegrees, outlet.longitude_microdegrees
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return PlaceView(
        outlet=outlet,
        is_open_now=state.is_open if state else None,
        sentence=hours_words.said(state, now, outlet.zone) if state else "",
        changes_at=state.changes_at if state else None,
        rows=tuple(hours_words.rows(known, clock.local_date(now, outlet.zone)))
        if known
        else (),
        phone=phones.shown(outlet.phone),
        phone_url=phones.link(outlet.phone),
        maps=tuple(
            maps.links(
                place=point,
                name=outlet.name,
                address=outlet.address,
                own=outlet.map_link,
                currency=g.business.currency,
                is_android=device(request.user_agent.string) == Device.ANDROID,
            )
        ),
    )
