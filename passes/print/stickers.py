"""The sticker at the till, 100 × 100 mm: the card before the receipt."""

import io
from typing import Final

from passes.card import Brand, Language, Text, text_in
from passes.print import joining
from passes.print.drawing import BLACK, INK, WHITE, Box, Sheet, frame
from passes.print.joining import HEADLINE, SPOKEN, STEPS, Invitation
from passes.print.lettering import set_in_lines

SIDE_MM: Final = 100.0

QR_SIDE_MM: Final = 38.0
"""Readable at arm's length."""

_MIN_MODULE_MM: Final = 0.6
_MARGIN: Final = 8.0
_PAD: Final = 4.6


def sticker_pdf(
    brand: Brand,
    *,
    url: str,
    spoken_link: str = "",
    headline: Text = HEADLINE,
    language: Language = "ru",
    bleed_mm: float = 3,
    crop_marks: bool = True,
) -> bytes:
    """A square for the till with the brand, a headline, the code and the address.

    Args:
        brand: name, colours, pattern and logo.
        url: what the QR code holds.
        spoken_link: the address people can type; empty means the URL without its
            scheme.
        headline: two lines; longer words are set smaller.
        language: of the words.
        bleed_mm: how far the colour runs over the edge, 0 to 10.
        crop_marks: hairlines outside the corners.

    Raises:
        Unprintable: the link is too long, or the bleed is out of range.
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
    framed = frame(SIDE_MM, SIDE_MM, bleed_mm=bleed_mm, crop_marks=crop_marks)
    out = io.BytesIO()
    sheet = said.begin(out, framed)
    sheet.brand_panel(framed.bleed, brand.colours, brand.pattern)
    with sheet.moved(framed.trim.x, framed.trim.y):
        _draw(sheet, said)
    sheet.crop_marks(framed)
    sheet.close()
    return out.getvalue()


def _draw(sheet: Sheet, said: Invitation) -> None:
    room, top = SIDE_MM - 2 * _MARGIN, SIDE_MM - _MARGIN
    joining.head(sheet, said, Box(_MARGIN, top - 10.5, room, 10))
    joining.headline(
        sheet,
        said,
        at=(_MARGIN, top - 21.5),
        sizes=(8.6, 5.0),
        width=room,
        most=2,
    )
    quiet = said.code.quiet * said.module
    field = Box(_MARGIN, _MARGIN, room, QR_SIDE_MM + 2 * quiet)
    sheet.panel(field, WHITE, radius=5)
    corner = field.x + quiet, field.y + quiet
    sheet.symbol(said.code, at=corner, module=said.module)
    left = field.x + field.height
    _words(sheet, said, Box(left, field.y, field.right - left - _PAD, field.height))


def _words(sheet: Sheet, said: Invitation, box: Box) -> None:
    """At the right of the code: what to do, and the address."""
    lines, size = set_in_lines(
        text_in(STEPS[0], said.language), sizes=(5.0, 3.6), width=box.width, most=4
    )
    top = box.top - 10.5
    for row, line in enumerate(lines):
        sheet.line(
            line,
            at=(box.x, top - row * size * 1.15),
            size=size,
            width=box.width,
            colour=BLACK,
            bold=True,
        )
    parts, fitting = joining.address_lines(
        said.address, size=3.5, width=box.width, smallest=2.0
    )
    base = box.y + 6.2 + (len(parts) - 1) * fitting * 1.15
    sheet.line(
        text_in(SPOKEN, said.language),
        at=(box.x, base + 4.2),
        size=2.7,
        width=box.width,
        colour=INK,
    )
    for row, part in enumerate(parts):
        sheet.line(
            part,
            at=(box.x, base - row * fitting * 1.15),
            size=fitting,
            width=box.width,
            colour=BLACK,
            bold=True,
        )
