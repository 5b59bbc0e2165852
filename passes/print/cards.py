"""A plastic or paper card, 85.60 × 53.98 mm (ISO/IEC 7810 ID-1), ready for the press."""

from typing import Final

from passes.barcode import Symbol, symbol
from passes.card import Card, Symbology, spoken, text_in
from passes.print.drawing import BLACK, WHITE, Box, Sheet, balanced, fitted, printable

WIDTH_MM: Final = 85.60
HEIGHT_MM: Final = 53.98

QR_SIDE_MM: Final = 26.0
"""A QR code without its quiet zone; 25 mm is the least that tills read at ease."""

MIN_MODULE_MM: Final = 0.33
"""Finer modules smear on card printers (300 dpi has 0.085 mm dots)."""

_MAX_BLEED_MM: Final = 10.0
_MARK_GAP_MM: Final = 1.0
_MARK_LENGTH_MM: Final = 4.0
_EDGE: Final = 4.0
_NUMBER_ROOM: Final = 6.2
_BAR_CODE_WIDTH: Final = 46.0
_RADIUS: Final = 3.18
_CORNER: Final = 0.3 * _RADIUS
"""Room around the quiet zone, so that round corners do not bite into it."""
_NAME: Final = 6.2
_NAME_LINES: Final = 2
_LONG_NAMES: Final = (4.6, 4.0, 3.5)
_SQUARE: Final = {Symbology.QR, Symbology.AZTEC, Symbology.DATA_MATRIX}


class Unprintable(ValueError):
    """The card cannot be printed so that a till reads it; the message says why."""


def card_pdf(card: Card, *, bleed_mm: float = 0, crop_marks: bool = False) -> bytes:
    """One card, front side, as a vector PDF with embedded type.

    Args:
        card: brand, holder, level, number and code are printed; balances are not.
        bleed_mm: how far the colour runs over the edge, 0 to 10; 3 is usual.
        crop_marks: hairlines outside the corners; the page grows to hold them.

    Raises:
        Unprintable: the code would be too fine, or the bleed is out of range.
        passes.barcode.BadSymbol: the code cannot hold the value.
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    if not 0 <= bleed_mm <= _MAX_BLEED_MM:
        message = f"the bleed must be between 0 and {_MAX_BLEED_MM:.0f} mm"
        raise Unprintable(message)
    code = symbol(card.barcode.value, card.barcode.kind)
    module = _module(code, card.barcode.kind)
    gap = max(bleed_mm, _MARK_GAP_MM)
    margin = gap + _MARK_LENGTH_MM if crop_marks else bleed_mm
    trim = Box(margin, margin, WIDTH_MM, HEIGHT_MM)
    name = text_in(card.brand.name, card.language)
    sheet = Sheet(
        WIDTH_MM + 2 * margin,
        HEIGHT_MM + 2 * margin,
        title=f"{name}, {spoken(card.number)}",
        language=card.language,
    )
    bleed = trim.grown(bleed_mm)
    sheet.boxes(trim=trim, bleed=bleed)
    sheet.brand_panel(bleed, card.brand.colours, card.brand.pattern)
    if crop_marks:
        sheet.crop_marks(trim, gap=gap, length=_MARK_LENGTH_MM)
    stub = _stub(sheet, card, code, module, trim)
    _front(sheet, card, name, trim, stub)
    return sheet.finished()


def _module(code: Symbol, kind: Symbology) -> float:
    """Millimetres per module: a square as wide as planned, bars as wide as fits."""
    if kind in _SQUARE:
        module = QR_SIDE_MM / code.width
    else:
        module = _BAR_CODE_WIDTH / (code.width + 2 * code.quiet)
    if module < MIN_MODULE_MM * (1 if kind in _SQUARE else 0.75):
        message = f"the code is too long for a card: {module:.2f} mm per module"
        raise Unprintable(message)
    return module


def _stub(sheet: Sheet, card: Card, code: Symbol, module: float, trim: Box) -> Box:
    """The white field at the left with the code and, below it, the number."""
    quiet = code.quiet * module + _CORNER
    width = code.width * module + 2 * quiet
    tall = code.height * module + 2 * quiet + _NUMBER_ROOM
    stub = Box(trim.x + _EDGE, trim.y + (trim.height - tall) / 2, width, tall)
    sheet.panel(stub, WHITE, radius=_RADIUS)
    corner = stub.x + quiet, stub.y + _NUMBER_ROOM + quiet
    sheet.symbol(code, at=corner, module=module)
    sheet.line(
        spoken(card.number),
        at=(stub.x + width / 2, stub.y + 3.0),
        size=4.6,
        width=width - 4,
        colour=BLACK,
        bold=True,
        centred=True,
    )
    return stub


def _front(sheet: Sheet, card: Card, name: str, trim: Box, stub: Box) -> None:
    """Brand, level and holder at the right of the code."""
    colours = card.brand.colours
    left = stub.x + stub.width + 4
    room = trim.x + trim.width - _EDGE - left
    top = trim.y + trim.height
    sign = Box(left, top - _EDGE - 8.6, room, 8.6)
    sheet.mark(card.brand, sign, card.language)
    lines, size = _name_lines(name, room)
    for row, line in enumerate(lines):
        sheet.line(
            line,
            at=(left, top - 19.6 - row * size * 1.1),
            size=size,
            width=room,
            colour=colours.foreground,
            bold=True,
        )
    top -= (len(lines) - 1) * size * 1.1
    level = text_in(card.level, card.language)
    for text, drop, size in ((level, 24.6, 3.3), (card.holder, 33.2, 4.2)):
        sheet.line(
            text,
            at=(left, top - drop),
            size=size,
            width=room,
            colour=colours.foreground,
        )


def _name_lines(name: str, room: float) -> tuple[list[str], float]:
    """The brand in one large line, or in two smaller ones; with the type height."""
    if fitted(printable(name), size=_NAME, width=room, bold=True)[1] > _LONG_NAMES[0]:
        return [name], _NAME
    for size in _LONG_NAMES:
        lines = balanced(name, size=size, width=room, bold=True)
        if len(lines) <= _NAME_LINES:
            return lines, size
    return [lines[0], " ".join(lines[1:])], size
