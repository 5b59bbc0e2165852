"""A business that has filled in everything, for pages that show all of it."""

from dataclasses import replace

import pytest

from app.businesses import pictures
from app.businesses.look import Contacts, Look, PictureRef
from app.businesses.queries import BusinessView
from app.core import db, tenancy
from tests.businesses.test_pictures import painted
from tests.world import Shop

FULL = Contacts(
    phone="+74951234567",
    email="hello@zerno.example",
    site="https://zerno.example/",
    telegram="https://t.me/zerno",
    vk="https://vk.com/zerno",
)


def dress(monkeypatch: pytest.MonkeyPatch, shop: Shop, **changes: object) -> Look:
    """Give every business this look: ``dress(monkeypatch, shop, benefits=(…))``."""
    plain = BusinessView.__dict__["look"].func
    cover = picture(shop)
    filled = {
        "cover": cover,
        "logo": cover,
        "cover_alt": "Cups on a counter",
        "benefits": ("Every seventh coffee is on us", "Bread of our own"),
        "contacts": FULL,
    } | changes

    def look(business: BusinessView) -> Look:
        return replace(plain(business), **filled)

    monkeypatch.setattr(BusinessView, "look", property(look))
    return replace(
        Look(
            name=shop.name,
            about="",
            brand_colour="#1f4b3f",
            accent_colour="#f0b35a",
            motif="rings",
            unit={},
        ),
        **filled,
    )


def picture(shop: Shop) -> PictureRef:
    """A kept picture of a shop."""
    clean = pictures.read(painted())
    with tenancy.scope(shop.business_id), db.writing():
        pictures.keep(clean)
    return PictureRef(clean.digest)
