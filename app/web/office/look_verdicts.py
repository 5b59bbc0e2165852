"""Contrast in words: what of a look can be read, by day, by night, on a cover."""

from functools import lru_cache

from app.businesses import brand, covers, pictures
from app.businesses.covers import Strip
from app.businesses.look import Look, PictureRef
from app.businesses.pictures import Crop
from app.core import locales, tenancy
from app.core.ids import BusinessId
from app.core.locales import mark
from app.web.office.forms import hundredths

FAINT = 1.5
Verdict = tuple[str, str]


def of_colours(look: Look) -> list[Verdict]:
    """Text and pattern on the card, and links on pages."""
    p = brand.palette(look.brand_colour, look.accent_colour)
    text = min(
        brand.contrast(p.on_brand, p.brand), brand.contrast(p.on_brand, p.brand_deep)
    )
    words = (
        mark("White text on this colour is readable: contrast %(value)s, 4.5 needed.")
        if p.on_brand == brand.WHITE
        else mark(
            "Black text on this colour is readable: contrast %(value)s, 4.5 needed."
        )
    )
    found = [("good", locales.gettext(words, value=_tenths(text)))]
    pattern = brand.contrast(p.accent, p.brand)
    if pattern < FAINT and look.motif != "plain":
        words = mark("The pattern and the sign can hardly be seen: contrast %(value)s.")
        found.append(("info", locales.gettext(words, value=_tenths(pattern))))
    return [*found, _links(p)]


def _links(p: brand.Palette) -> Verdict:
    """Links keep the hue and take the lightness that a page by day or night needs."""
    day = brand.contrast(p.text_on_paper, brand.PAPER)
    night = brand.contrast(p.text_on_night, brand.NIGHT)
    values = {"day": _tenths(day), "night": _tenths(night)}
    if p.brand in {p.text_on_paper, p.text_on_night}:
        words = mark("Links can be read: contrast %(day)s by day, %(night)s at night.")
        return "good", locales.gettext(words, **values)
    words = mark(
        "For links we take a darker or lighter shade: contrast %(day)s by day, "
        "%(night)s at night."
    )
    return "info", locales.gettext(words, **values)


def of_cover(look: Look) -> list[Verdict]:
    """Words on the cover in the wallet; none without one."""
    if look.cover is None:
        return []
    p = brand.palette(look.brand_colour, look.accent_colour)
    made = _strip(tenancy.current(), look.cover, p.brand, p.on_brand)
    words = mark(
        "Words on the cover can be read: contrast %(value)s. In the wallet it is in "
        "the tones of your colour by %(veil)s%%; without that it would be %(bare)s."
    )
    return [
        (
            "good",
            locales.gettext(
                words,
                value=_tenths(made.contrast),
                veil=str(made.veil),
                bare=_tenths(made.bare),
            ),
        )
    ]


@lru_cache(maxsize=64)
def _strip(_: BusinessId, cover: PictureRef, colour: str, words: str) -> Strip:
    source = pictures.data_by_digest(cover.digest)
    return covers.strip(source, Crop.parse(cover.crop), colour, words)


def _tenths(contrast: float) -> str:
    return hundredths(int(contrast * 10) * 10)
