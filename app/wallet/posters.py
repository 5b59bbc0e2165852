"""What hangs, stands and sticks in the shop: from scanning it to a card (row 53)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from app.businesses.queries import BusinessView
from app.cards import symbols
from app.core import locales
from app.core.config import Config
from app.core.errors import Refused
from app.core.ids import ProgrammeId
from app.programmes import queries as programmes
from app.wallet.brands import brand_of
from app.wallet.printing.parts import back_of
from passes.barcode import BadSymbol
from passes.card import LANGUAGES, Barcode, Brand, Card, Language, Symbology, text_in
from passes.print.cards import Unprintable, card_pdf
from passes.print.joining import HEADLINE
from passes.print.posters import poster_pdf
from passes.print.stickers import sticker_pdf
from passes.print.tents import TentSize, tent_pdf

BLEED_MM = 3
"""What printing houses ask for."""
SAMPLE_NUMBER, SAMPLE_SHORT = "3819331202", "20000011"


class LinkTooLong(Refused):
    """The site's address makes a code too fine to be scanned from a distance."""

    code = "link_too_long"
    sentence = (
        "The address of this site is too long for a poster. Use a shorter domain name."
    )


class _Draw(Protocol):
    def __call__(
        self, brand: Brand, *, url: str, spoken_link: str, language: Language
    ) -> bytes: ...


_PLAIN: Mapping[str, _Draw] = {
    "poster": poster_pdf,
    "tent-a5": partial(tent_pdf, size=TentSize.A5),
    "tent-a6": partial(tent_pdf, size=TentSize.A6),
    "sticker": partial(sticker_pdf, bleed_mm=0, crop_marks=False),
}
_PRESS: Mapping[str, _Draw] = {
    "tent-a5": partial(tent_pdf, size=TentSize.A5, bleed_mm=BLEED_MM, crop_marks=True),
    "tent-a6": partial(tent_pdf, size=TentSize.A6, bleed_mm=BLEED_MM, crop_marks=True),
    "sticker": partial(sticker_pdf, bleed_mm=BLEED_MM, crop_marks=True),
}
KINDS = tuple(_PLAIN)
FOR_PRESS = frozenset(_PRESS)
"""Kinds that a printing house cuts out, with bleed and crop marks."""


def join_matter(
    business: BusinessView,
    kind: str,
    *,
    url: str,
    spoken_link: str,
    language: str,
    for_press: bool = False,
) -> bytes:
    """A poster, table tent or till sticker as PDF.

    Args:
        business: whose it is.
        kind: one of ``KINDS``.
        url: where the code leads, with the source that joins are counted by.
        spoken_link: the address that people can type.
        language: ru or en, of the words.
        for_press: add bleed and crop marks, where the kind is cut out.

    Raises:
        LinkTooLong: the code would be too fine.
    """
    draw = (_PRESS if for_press and kind in _PRESS else _PLAIN)[kind]
    return _or_refuse(
        partial(
            draw,
            brand_of(business),
            url=url,
            spoken_link=spoken_link,
            language=_spoken(language),
        )
    )


def join_poster(
    business: BusinessView, *, url: str, spoken_link: str, language: str
) -> bytes:
    """An A4 poster; raises LinkTooLong."""
    return join_matter(
        business, "poster", url=url, spoken_link=spoken_link, language=language
    )


def headline(language: str) -> str:
    """The words on all of them."""
    return text_in(HEADLINE, _spoken(language))


def sample_card(
    business: BusinessView, programme_id: ProgrammeId, config: Config, *, language: str
) -> bytes:
    """One card of a programme with both sides, bleed and crop marks, for a press.

    The number is a sample. Raises ProgrammeNotFound, LinkTooLong.
    """
    programme = programmes.programme(programme_id)
    symbology, value = symbols.drawn(programme.symbology, SAMPLE_NUMBER, SAMPLE_SHORT)
    with locales.speaking(language):
        description = locales.gettext(
            "Loyalty card of %(business)s", business=business.name
        )
    card = Card(
        serial="sample",
        number=SAMPLE_NUMBER,
        brand=brand_of(business),
        description=description,
        barcode=Barcode(value, Symbology(symbology)),
        language=_spoken(language),
    )
    return _or_refuse(
        partial(
            card_pdf,
            card,
            bleed_mm=BLEED_MM,
            crop_marks=True,
            back=back_of(business, config),
        )
    )


def _or_refuse(draw: Callable[[], bytes]) -> bytes:
    try:
        return draw()
    except (Unprintable, BadSymbol) as error:
        raise LinkTooLong from error


def _spoken(language: str) -> Language:
    return next(code for code in LANGUAGES if code == language)
