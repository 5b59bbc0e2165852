"""The A4 poster at the door: scan, tap, and the card is on the phone."""

import io
from typing import Final

from passes.card import Brand, Language, Text
from passes.print import joining
from passes.print.drawing import Box, Sheet, frame
from passes.print.joining import HEADLINE, Invitation

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0

QR_SIDE_MM: Final = 84.0
"""The code without its quiet zone; readable from a metre."""

_MARGIN: Final = 20.0
_FOOT: Final = 22.0
_MIN_MODULE_MM: Final = 0.8


def poster_pdf(
    brand: Brand,
    *,
    url: str,
    spoken_link: str = "",
    headline: Text = HEADLINE,
    language: Language = "ru",
) -> bytes:
    """A poster with the brand, a headline, a large QR code and the link in words.

    Args:
        brand: name, colours, pattern and logo.
        url: what the QR code holds; short links scan from further away.
        spoken_link: the address people can type; empty means the URL without its
            scheme.
        headline: two lines; longer words are set smaller.
        language: of the words on the poster.

    Raises:
        Unprintable: the link is too long to be scanned or to be printed in full.
        passes.barcode.BadSymbol: a QR code cannot hold the link.
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    said = joining.invitation(
        brand,
        url=url,
        spoken_link=spoken_link,
        headline=headline,
        language=language,
        side=QR_SIDE_MM,
        least_module=_MIN_MODULE_MM,
    )
    framed = frame(WIDTH_MM, HEIGHT_MM, bleed_mm=0, crop_marks=False)
    out = io.BytesIO()
    sheet = said.begin(out, framed)
    sheet.brand_panel(framed.trim, brand.colours, brand.pattern)
    _draw(sheet, said)
    sheet.close()
    return out.getvalue()


def _draw(sheet: Sheet, said: Invitation) -> None:
    room = WIDTH_MM - 2 * _MARGIN
    joining.head(sheet, said, Box(_MARGIN, HEIGHT_MM - 42, room, 22))
    joining.headline(
        sheet,
        said,
        at=(_MARGIN, HEIGHT_MM - 63),
        sizes=(17.0, 9.0),
        width=room,
        most=2,
    )
    side = QR_SIDE_MM + 2 * said.code.quiet * said.module
    field = Box(_MARGIN, 67, room, side + _FOOT)
    joining.code_field(sheet, said, field=field, radius=8, foot=_FOOT)
    joining.address(
        sheet, said, at=(WIDTH_MM / 2, field.y + 7.5), size=9, width=room - 16
    )
    joining.steps(sheet, said, at=(_MARGIN, 49.6), size=7, width=131)
