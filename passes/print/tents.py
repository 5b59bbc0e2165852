"""The tent on a table: one sheet folded once, the same invitation on both sides."""

import io
from enum import StrEnum
from typing import Final

from passes import motif
from passes.card import Brand, Language, Text
from passes.print import joining
from passes.print.drawing import Box, Frame, Sheet, frame
from passes.print.joining import HEADLINE, Invitation

QR_SIDE_MM: Final = 66.0
"""On the large tent; readable across a table."""

_MIN_MODULE_MM: Final = 0.6
_WIDTH: Final = 210.0
"""Sides are drawn as wide as this and made smaller for the small tent."""
_MARGIN: Final = 15.0
_FOOT: Final = 20.0
_PAD: Final = 10.0
_FOLD_SHARE: Final = 0.35


class TentSize(StrEnum):
    """The size of one side; the sheet is twice as tall."""

    A5 = "a5"
    A6 = "a6"


_SHEETS: Final = {TentSize.A5: (210.0, 297.0), TentSize.A6: (148.0, 210.0)}


def tent_pdf(
    brand: Brand,
    *,
    url: str,
    spoken_link: str = "",
    headline: Text = HEADLINE,
    size: TentSize = TentSize.A5,
    language: Language = "ru",
    bleed_mm: float = 0,
    crop_marks: bool = False,
) -> bytes:
    """A sheet to fold in the middle, with the head of both sides at the fold.

    Args:
        brand: name, colours, pattern and logo.
        url: what the QR code holds.
        spoken_link: the address people can type; empty means the URL without its
            scheme.
        headline: three lines; longer words are set smaller.
        size: of one side.
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
    width, height = _SHEETS[size]
    framed = frame(width, height, bleed_mm=bleed_mm, crop_marks=crop_marks)
    out = io.BytesIO()
    sheet = said.begin(out, framed)
    _sides(sheet, said, framed)
    _fold(sheet, framed, brand)
    sheet.crop_marks(framed)
    sheet.close()
    return out.getvalue()


def _sides(sheet: Sheet, said: Invitation, framed: Frame) -> None:
    """The same side twice, the upper one upside down; in the file it stands once."""
    trim, unit = framed.trim, framed.trim.width / _WIDTH
    side = Box(0, 0, _WIDTH, trim.height / 2 / unit)
    bleed = (trim.x - framed.bleed.x) / unit
    colour = Box(-bleed, -bleed, side.width + 2 * bleed, side.height + bleed)
    with sheet.stamp("side", colour):
        sheet.brand_panel(colour, said.brand.colours, said.brand.pattern)
        _words(sheet, said, side)
        _code(sheet, said, side)
    with sheet.moved(trim.x, trim.y, unit=unit):
        sheet.stamped("side")
    with sheet.moved(trim.right, trim.top, turned=True, unit=unit):
        sheet.stamped("side")


def _words(sheet: Sheet, said: Invitation, side: Box) -> None:
    room = side.width - 3 * _MARGIN - _field(side).width
    top = side.height - _MARGIN
    joining.head(sheet, said, Box(_MARGIN, top - 17, room, 16))
    joining.headline(
        sheet,
        said,
        at=(_MARGIN, top - 37),
        sizes=(13.6, 7.5),
        width=room,
        most=3,
    )
    joining.steps(sheet, said, at=(_MARGIN, _MARGIN + 21.6), size=5.2, width=room)


def _code(sheet: Sheet, said: Invitation, side: Box) -> None:
    field = _field(side)
    joining.code_field(sheet, said, field=field, radius=7, foot=_FOOT)
    joining.address(
        sheet,
        said,
        at=(field.x + field.width / 2, field.y + 8.5),
        size=6.6,
        width=field.width - 10,
    )


def _field(side: Box) -> Box:
    """The white field at the right, as tall as the margins allow."""
    tall = side.height - 2 * _MARGIN
    wide = QR_SIDE_MM + 2 * _PAD
    return Box(side.width - _MARGIN - wide, _MARGIN, wide, tall)


def _fold(sheet: Sheet, framed: Frame, brand: Brand) -> None:
    """Dashes across the middle, hardly darker than the ground."""
    colours = brand.colours
    tone = motif.mixed(colours.background, colours.foreground, _FOLD_SHARE)
    middle = framed.trim.y + framed.trim.height / 2
    sheet.rule(
        (framed.bleed.x, middle),
        (framed.bleed.right, middle),
        thickness=0.15,
        colour="#{:02x}{:02x}{:02x}".format(*tone),
        dashes=(2.0, 2.0),
    )
