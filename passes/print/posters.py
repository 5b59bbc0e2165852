"""The A4 poster at the door: scan, tap, and the card is on the phone."""

from typing import Final

from passes.barcode import symbol
from passes.card import Brand, Language, Text, text_in
from passes.print.cards import Unprintable
from passes.print.drawing import BLACK, WHITE, Box, Sheet, balanced

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0

QR_SIDE_MM: Final = 84.0
"""The code without its quiet zone; readable from a metre."""

HEADLINE: Final[Text] = {
    "ru": "Карта гостя за одно касание",
    "en": "Your loyalty card in one tap",
}
STEPS: Final[tuple[Text, ...]] = (
    {"ru": "Наведите камеру на код", "en": "Point your camera at the code"},
    {"ru": "Нажмите «Получить карту»", "en": "Tap “Get the card”"},
    {"ru": "Показывайте карту на кассе", "en": "Show the card at the till"},
)
SPOKEN: Final[Text] = {
    "ru": "или откройте в браузере",
    "en": "or open in a browser",
}

_MARGIN: Final = 20.0
_STEP_ROOM: Final = 120.0
_LARGEST_HEADLINE: Final = 17.0
_SMALLEST_HEADLINE: Final = 9.0
_INK: Final = "#1c1a17"
_MIN_MODULE_MM: Final = 0.8
_MAX_LINES: Final = 2


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
        Unprintable: the link makes the code too fine to scan from a distance.
        passes.barcode.BadSymbol: a QR code cannot hold the link.
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    code = symbol(url)
    module = QR_SIDE_MM / code.width
    if module < _MIN_MODULE_MM:
        message = "the link is too long for a poster; use a shorter one"
        raise Unprintable(message)
    name = text_in(brand.name, language)
    words = text_in(headline, language)
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, title=f"{name}. {words}", language=language)
    page = Box(0, 0, WIDTH_MM, HEIGHT_MM)
    sheet.boxes(trim=page, bleed=page)
    sheet.brand_panel(page, brand.colours, brand.pattern)
    _head(sheet, brand, name, language)
    _headline(sheet, brand, words)
    side = QR_SIDE_MM + 2 * code.quiet * module
    stub = Box(_MARGIN, 67, WIDTH_MM - 2 * _MARGIN, side + 22)
    sheet.panel(stub, WHITE, radius=8)
    corner = (WIDTH_MM - QR_SIDE_MM) / 2, stub.y + 22 + code.quiet * module
    sheet.symbol(code, at=corner, module=module)
    address = spoken_link or url.partition("://")[2] or url
    _address(sheet, stub, text_in(SPOKEN, language), address.rstrip("/"))
    _steps(sheet, brand, language)
    return sheet.finished()


def _head(sheet: Sheet, brand: Brand, name: str, language: str) -> None:
    room = WIDTH_MM - 2 * _MARGIN
    sign = Box(_MARGIN, HEIGHT_MM - 42, room / 2, 22)
    used = sheet.mark(brand, sign, language)
    sheet.line(
        name,
        at=(_MARGIN + used + 6, HEIGHT_MM - 35.4),
        size=13,
        width=room - used - 6,
        colour=brand.colours.foreground,
        bold=True,
    )


def _headline(sheet: Sheet, brand: Brand, words: str) -> None:
    room = WIDTH_MM - 2 * _MARGIN
    size = _LARGEST_HEADLINE
    lines = balanced(words, size=size, width=room, bold=True)
    while len(lines) > _MAX_LINES and size > _SMALLEST_HEADLINE:
        size -= 1
        lines = balanced(words, size=size, width=room, bold=True)
    for row, line in enumerate(lines[:_MAX_LINES]):
        sheet.line(
            line,
            at=(_MARGIN, HEIGHT_MM - 63 - row * size * 1.12),
            size=size,
            width=room,
            colour=brand.colours.foreground,
            bold=True,
        )


def _address(sheet: Sheet, stub: Box, lead: str, address: str) -> None:
    middle = WIDTH_MM / 2
    room = stub.width - 16
    sheet.line(
        lead,
        at=(middle, stub.y + 17.5),
        size=4.8,
        width=room,
        colour=_INK,
        centred=True,
    )
    sheet.line(
        address,
        at=(middle, stub.y + 7.5),
        size=9,
        width=room,
        colour=BLACK,
        bold=True,
        centred=True,
    )


def _steps(sheet: Sheet, brand: Brand, language: str) -> None:
    for row, step in enumerate(STEPS):
        y = 49 - row * 14
        sheet.line(
            str(row + 1),
            at=(_MARGIN, y),
            size=9,
            width=10,
            colour=brand.colours.accent,
            bold=True,
        )
        sheet.line(
            text_in(step, language),
            at=(_MARGIN + 11, y + 0.6),
            size=7,
            width=_STEP_ROOM,
            colour=brand.colours.foreground,
        )
