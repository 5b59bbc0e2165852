"""The two sides of a card, drawn at a place on any sheet.

What is equal on all cards of a brand is drawn by `ground`, what differs by `person`,
so that a sheet of a thousand cards keeps the first once.
"""

from dataclasses import dataclass, replace
from typing import Final

from passes.barcode import Symbol
from passes.card import Brand, Language, Symbology, Text, spoken, text_in
from passes.print.drawing import BLACK, INK, WHITE, Box, Sheet, Unprintable
from passes.print.lettering import balanced, fitted, printable, wrapped

WIDTH_MM: Final = 85.60
HEIGHT_MM: Final = 53.98

QR_SIDE_MM: Final = 26.0
"""A QR code without its quiet zone; 25 mm is the least that tills read at ease."""

MIN_MODULE_MM: Final = 0.33
"""Finer modules smear on card printers (300 dpi has 0.085 mm dots)."""

MIN_BAR_MM: Final = 0.25
"""The finest bar: three dots of a 300 dpi printer."""

_MAX_BAR_MM: Final = 0.5
_BAR_HEIGHT: Final = 12.5
_STACK_HEIGHT: Final = 15.0
_EDGE: Final = 4.0
_NUMBER_ROOM: Final = 6.2
_BAND: Final = Box(_EDGE, _EDGE, WIDTH_MM - 2 * _EDGE, 22.4)
_RADIUS: Final = 3.18
_CORNER: Final = 0.3 * _RADIUS
"""Room around the quiet zone, so that round corners do not bite into it."""
_NAME: Final = 6.2
_NAME_LINES: Final = 2
_LONG_NAMES: Final = (4.6, 4.0, 3.5)
_SQUARE: Final = {Symbology.QR, Symbology.AZTEC, Symbology.DATA_MATRIX}

_HEAD: Final = 13.5
_SMALL_SIZES: Final = (2.6, 2.4, 2.2, 2.0)
_GREY: Final = "#5b564e"

BALANCE: Final[Text] = {"ru": "Баланс и история", "en": "Balance and history"}
BY_NUMBER: Final[Text] = {
    "ru": "Введите номер с лицевой стороны.",
    "en": "Enter the number from the front.",
}
NO_PHONE: Final[Text] = {
    "ru": "Телефон не нужен: покажите карту или назовите её номер.",
    "en": "No phone needed: show the card or say its number.",
}


@dataclass(frozen=True, slots=True)
class CardBack:
    """The other side, equal for everybody.

    Attributes:
        address: where the balance is looked up, short enough to type: `polden.ru/card`.
        rules: a few short sentences.
        contacts: telephone, address, hours: as short as they can be.
    """

    address: str
    rules: tuple[Text, ...] = ()
    contacts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a back that leads nowhere."""
        if not printable(self.address):
            message = "the back of the card has no address to look up the balance"
            raise Unprintable(message)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the code stands on a card; equal layouts have an equal ground.

    Attributes:
        field: the white field around code and number.
        corner: lower left corner of the symbol.
        module: millimetres per module.
        is_band: the field runs along the foot, for codes that are wide and low.
    """

    field: Box
    corner: tuple[float, float]
    module: float
    is_band: bool


def placed(code: Symbol, kind: Symbology) -> tuple[Symbol, Layout]:
    """The code as tall as the card wants it, and its place.

    Raises:
        Unprintable: the modules would be too fine for a till.
    """
    return _upright(code) if kind in _SQUARE else _lying(code)


def _upright(code: Symbol) -> tuple[Symbol, Layout]:
    module = QR_SIDE_MM / code.width
    _refuse_fine(module, MIN_MODULE_MM)
    quiet = code.quiet * module + _CORNER
    width = code.width * module + 2 * quiet
    tall = code.height * module + 2 * quiet + _NUMBER_ROOM
    field = Box(_EDGE, (HEIGHT_MM - tall) / 2, width, tall)
    corner = field.x + quiet, field.y + _NUMBER_ROOM + quiet
    return code, Layout(field, corner, module, is_band=False)


def _lying(code: Symbol) -> tuple[Symbol, Layout]:
    room = _BAND.width - 2 * _CORNER
    module = min(_MAX_BAR_MM, room / (code.width + 2 * code.quiet))
    if len(code.rows) == 1:
        code = replace(code, row_height=round(_BAR_HEIGHT / module))
    else:
        module = min(module, _STACK_HEIGHT / (code.height + code.quiet))
    _refuse_fine(module, MIN_BAR_MM)
    left = _BAND.x + (_BAND.width - code.width * module) / 2
    free = _BAND.height - _NUMBER_ROOM - code.height * module
    corner = left, _BAND.y + _NUMBER_ROOM + free * 0.45
    return code, Layout(_BAND, corner, module, is_band=True)


def _refuse_fine(module: float, least: float) -> None:
    if module < least:
        message = f"the code is too long for a card: {module:.2f} mm per module"
        raise Unprintable(message)


def ground(
    sheet: Sheet, brand: Brand, layout: Layout, *, bleed: float, language: Language
) -> None:
    """Colour, pattern, mark, name and the white field; the trim begins at 0, 0."""
    sheet.brand_panel(_trim().grown(bleed), brand.colours, brand.pattern)
    sheet.panel(layout.field, WHITE, radius=_RADIUS)
    room = _room(layout)
    name = text_in(brand.name, language)
    if layout.is_band:
        sign = Box(room.x, room.top - 9.2, room.width / 2, 8.6)
        used = sheet.mark(brand, sign, language) + 3
        lines, size = _name_lines(name, room.width - used)
        base = sign.y + sign.height / 2 + (len(lines) - 1) * size * 0.55 - size * 0.35
        left = room.x + used
    else:
        sign = Box(room.x, room.top - 8.6, room.width, 8.6)
        sheet.mark(brand, sign, language)
        lines, size = _name_lines(name, room.width)
        used, left, base = 0.0, room.x, room.top - 15.6
    for row, line in enumerate(lines):
        sheet.line(
            line,
            at=(left, base - row * size * 1.1),
            size=size,
            width=room.width - used,
            colour=brand.colours.foreground,
            bold=True,
        )


def person(
    sheet: Sheet,
    brand: Brand,
    layout: Layout,
    *,
    code: Symbol,
    number: str,
    lines: tuple[str, str],
    language: Language,
) -> None:
    """Code, number and two lines (level and holder; either may be empty)."""
    field = layout.field
    sheet.symbol(code, at=layout.corner, module=layout.module)
    sheet.line(
        spoken(number),
        at=(field.x + field.width / 2, field.y + (2.2 if layout.is_band else 3.0)),
        size=4.4 if layout.is_band else 4.6,
        width=field.width - 4,
        colour=BLACK,
        bold=True,
        centred=True,
    )
    room = _room(layout)
    if layout.is_band:
        places = ((room.top - 19.4, 3.3), (room.top - 14.6, 4.2))
    else:
        name = text_in(brand.name, language)
        rows, size = _name_lines(name, room.width)
        below = room.top - (len(rows) - 1) * size * 1.1
        places = ((below - 20.6, 3.3), (below - 29.2, 4.2))
    for text, (base, size) in zip(lines, places, strict=True):
        sheet.line(
            text,
            at=(room.x, base),
            size=size,
            width=room.width,
            colour=brand.colours.foreground,
        )


def other_side(
    sheet: Sheet, brand: Brand, back: CardBack, *, bleed: float, language: Language
) -> None:
    """The back: the brand's strip, where to look up the balance, rules, contacts.

    Raises:
        Unprintable: rules and contacts are too many words for a card.
    """
    edge, whole = _EDGE + 0.6, _trim().grown(bleed)
    room = WIDTH_MM - 2 * edge
    sheet.panel(whole, WHITE)
    strip = Box(whole.x, HEIGHT_MM - _HEAD, whole.width, _HEAD + bleed)
    if brand.cover:
        sheet.cover(strip, brand.cover)
    else:
        sheet.brand_panel(strip, brand.colours, brand.pattern)
    sign = Box(edge, HEIGHT_MM - _HEAD + 3.2, room / 2, 7.0)
    used = sheet.mark(brand, sign, language) + 2.6
    sheet.line(
        text_in(brand.name, language),
        at=(edge + used, sign.y + 2.0),
        size=4.4,
        width=room - used,
        colour=brand.colours.foreground,
        bold=True,
    )
    top = HEIGHT_MM - _HEAD
    for text, drop in ((BALANCE, 5.4), (BY_NUMBER, 15.4)):
        sheet.line(
            text_in(text, language),
            at=(edge, top - drop),
            size=2.6,
            width=room,
            colour=_GREY,
        )
    sheet.line(
        back.address,
        at=(edge, top - 11.4),
        size=5.6,
        width=room,
        colour=INK,
        bold=True,
    )
    _small_print(sheet, back, Box(edge, 3.6, room, top - 18.2 - 3.6), language)


def _small_print(sheet: Sheet, back: CardBack, room: Box, language: str) -> None:
    words = [text_in(NO_PHONE, language)]
    words += [text_in(rule, language) for rule in back.rules]
    words += [" · ".join(back.contacts)] if back.contacts else []
    for size in _SMALL_SIZES:
        lines = [
            line
            for text in words
            for line in wrapped(text, size=size, width=room.width, bold=False)
        ]
        if len(lines) * size * 1.36 <= room.height:
            break
    else:
        message = "the rules and contacts are too long for the back of a card"
        raise Unprintable(message)
    for row, line in enumerate(reversed(lines)):
        sheet.line(
            line,
            at=(room.x, room.y + row * size * 1.36),
            size=size,
            width=room.width,
            colour=INK,
        )


def _trim() -> Box:
    return Box(0, 0, WIDTH_MM, HEIGHT_MM)


def _room(layout: Layout) -> Box:
    """Where the brand and the person stand."""
    left = _EDGE if layout.is_band else layout.field.right + 4
    foot = layout.field.top if layout.is_band else _EDGE
    return Box(left, foot, WIDTH_MM - _EDGE - left, HEIGHT_MM - _EDGE - foot)


def _name_lines(name: str, room: float) -> tuple[list[str], float]:
    """The brand in one large line, or in two smaller ones; with the type height."""
    if fitted(printable(name), size=_NAME, width=room, bold=True)[1] > _LONG_NAMES[0]:
        return [name], _NAME
    for size in _LONG_NAMES:
        lines = balanced(name, size=size, width=room, bold=True)
        if len(lines) <= _NAME_LINES:
            return lines, size
    return [lines[0], " ".join(lines[1:])], size
