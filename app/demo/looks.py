"""The look of the demo's businesses: what they changed over the year, and pictures."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.businesses import looks, pictures, queries
from app.businesses.look import Contacts, Look, PictureRef
from app.core import clock, db, tenancy
from app.people import queries as people

_LAST, _BEFORE = timedelta(days=12), timedelta(days=96)


@dataclass(frozen=True)
class Dress:
    """What a business has besides its colours; drawings are SVG."""

    cover: str
    cover_alt: str
    benefits: tuple[str, ...]
    contacts: Contacts
    unit: dict[str, dict[str, str]]
    logo: str = ""


def _sun() -> str:
    """Noon over a counter with cups."""
    rings = "".join(
        f'<circle cx="760" cy="250" r="{radius}" fill="none" stroke="#fff3d6" '
        f'stroke-width="3" stroke-opacity="{0.75 - at * 0.075:.3f}"/>'
        for at, radius in enumerate(range(128, 480, 40))
    )
    cups = "".join(
        f'<g transform="translate({x} {y}) scale({size})">'
        '<path d="M0 0h120c0 62-22 96-60 96S0 62 0 0z" fill="#f7efe0"/>'
        '<path d="M118 18c44-6 48 46-12 48" fill="none" stroke="#f7efe0" '
        'stroke-width="13"/><ellipse cx="60" cy="4" rx="56" ry="9" fill="#4a2a18"/>'
        '<ellipse cx="60" cy="112" rx="98" ry="12" fill="#e4d5bb"/></g>'
        for x, y, size in ((150, 372, 0.9), (330, 392, 0.7), (905, 385, 0.75))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 600" width="1200" '
        'height="600"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1">'
        '<stop offset="0" stop-color="#e9b565"/><stop offset="1" stop-color="#d98f4a"/>'
        '</linearGradient></defs><rect width="1200" height="600" fill="url(#s)"/>'
        f'{rings}<circle cx="760" cy="250" r="96" fill="#fff3d6"/>'
        '<rect y="470" width="1200" height="130" fill="#1f4b3f"/>'
        f'<rect y="470" width="1200" height="10" fill="#2e6656"/>{cups}</svg>'
    )


def _shelf() -> str:
    """Two shelves of books."""
    tones = (
        "#5a2a3c",
        "#e7c9a1",
        "#7d3d4f",
        "#c79a6b",
        "#2f3b46",
        "#b5485a",
        "#efe2cd",
    )
    books, x = "", 20
    for at in range(34):
        wide, tall = 22 + at * 7 % 19, 168 + at * 37 % 78
        for row, foot in enumerate((286, 572)):
            tone = tones[(at * 3 + row * 2) % len(tones)]
            books += (
                f'<rect x="{x}" y="{foot - tall + row * 9}" width="{wide}" '
                f'height="{tall - row * 9}" rx="3" fill="{tone}"/>'
                f'<rect x="{x}" y="{foot - tall + 26 + row * 9}" width="{wide}" '
                'height="6" fill="#f7efe0" fill-opacity="0.55"/>'
            )
        x += wide + 3
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 600" width="1200" '
        'height="600"><rect width="1200" height="600" fill="#3b2229"/>'
        f'{books}<rect y="286" width="1200" height="16" fill="#8a5a3a"/>'
        '<rect y="572" width="1200" height="28" fill="#8a5a3a"/></svg>'
    )


_BOOKPLATE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="480" '
    'height="480"><rect width="96" height="96" fill="#e7c9a1"/>'
    '<path d="M30 20h38v10H41v14h22v10H41v22H30z" fill="#5a2a3c"/>'
    '<path d="M8 8h80v80H8z" fill="none" stroke="#5a2a3c" stroke-width="3"/></svg>'
)
DRESSES = {
    "polden": Dress(
        cover=_sun(),
        cover_alt="Стойка кофейни в полдень: чашки на прилавке",
        benefits=(
            "Варим с семи утра, когда город ещё спит",
            "Хлеб и круассаны печём сами",
            "Баллами можно платить за любую чашку",
        ),
        contacts=Contacts(
            phone="+74955550123",
            email="hello@polden.example",
            site="https://polden.example/",
        ),
        unit={
            "ru": {"one": "балл", "few": "балла", "many": "баллов", "other": "балла"},
            "en": {"one": "point", "other": "points"},
        },
    ),
    "folio": Dress(
        cover=_shelf(),
        cover_alt="Two shelves of books, spine to spine",
        benefits=(
            "Any book in print within two days",
            "A reading room where nobody hurries you",
            "Staff who have read what they sell",
        ),
        contacts=Contacts(
            phone="+442079460123",
            email="hello@folio.example",
            site="https://folio.example/",
        ),
        unit={
            "ru": {
                "one": "страница",
                "few": "страницы",
                "many": "страниц",
                "other": "страницы",
            },
            "en": {"one": "page", "other": "pages"},
        },
        logo=_BOOKPLATE,
    ),
}


def dress(slug: str, until: datetime) -> None:
    """Give the business in scope its look, in two steps that its history shows."""
    new = DRESSES[slug]
    cover, logo = _kept(new.cover), _kept(new.logo) if new.logo else None
    look = queries.by_id(tenancy.current()).look
    worded = replace(look, benefits=new.benefits, contacts=new.contacts, unit=new.unit)
    pictured = replace(worded, cover=cover, cover_alt=new.cover_alt, logo=logo)
    owner, administrator = people.staff()[:2]
    _publish(worded, until - _BEFORE, owner.id)
    _publish(pictured, until - _LAST, administrator.id)


def _publish(look: Look, at: datetime, staff_id: int) -> None:
    with clock.at(at), db.writing():
        looks.save_draft(look=look, seen_revision=0, staff_id=staff_id)
        looks.publish(staff_id=staff_id)


def _kept(drawing: str) -> PictureRef:
    clean = pictures.read(drawing.encode(), is_artwork=True)
    with db.writing():
        pictures.keep(clean)
    return PictureRef(clean.digest)
