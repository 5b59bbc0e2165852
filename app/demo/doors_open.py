"""When the demo's outlets are open, and how to call them."""

from dataclasses import replace

from app.businesses import hours_reading, outlets, queries
from app.businesses.outlets import Place
from app.core import clock
from app.demo.places import Place as Shop

_TOLD = {
    "myasnitskaya": ("+74955550107", "пн-пт 7:00-22:00, сб-вс 9:00-23:00"),
    "pokrovka": ("+74955550117", "ежедневно 8:00-22:00"),
    "pyatnitskaya": ("+74955550125", "вс-чт 8:00-23:00, пт-сб 8:00-2:00"),
    "lambs": ("+442079460141", "Mon-Sat 9:30-19:00, Sun 11-17"),
    "market": ("+442079460108", "Tue-Fri 10-18, Sat 9-18, Sun 11-16"),
}
"""Numbers and days of each outlet, by its code; the numbers are reserved for fiction."""

_HOLIDAYS = {
    "ru": "31.12 9:00-18:00 Новый год\n1.01 выходной Новый год\n",
    "en": "24 Dec 9:30-16:00 Christmas Eve\n25 Dec - 26 Dec closed Christmas\n",
}


def tell(shop: Shop) -> None:
    """Say it of every outlet of the business in scope. Runs inside ``writing()``."""
    today = clock.today(shop.zone)
    for outlet in queries.outlets():
        phone, week = _TOLD[outlet.code]
        place = Place(
            name=outlet.name,
            address=outlet.address,
            zone=outlet.zone,
            latitude_microdegrees=outlet.latitude_microdegrees,
            longitude_microdegrees=outlet.longitude_microdegrees,
            phone=phone,
        )
        days = hours_reading.week(week)
        told = hours_reading.hours(days, _HOLIDAYS[shop.language], today)
        outlets.change(outlet_id=outlet.id, place=replace(place, hours=told))
