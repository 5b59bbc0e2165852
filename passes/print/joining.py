"""What everything that invites to join shares: words, the code and the address."""

import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from passes.barcode import Symbol, symbol
from passes.card import Brand, Language, Text, text_in
from passes.print.drawing import BLACK, INK, WHITE, Box, Frame, Sheet, Unprintable
from passes.print.lettering import printable, set_in_lines, width_of

HEADLINE: Final[Text] = {
    "ru": "Карта гостя за\u00a0одно касание",
    "en": "Your loyalty card in one\u00a0tap",
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

_LINE: Final = 1.12
_ADDRESS_LINES: Final = 3
_PIECE: Final = re.compile(r"[^/?.&=]*[/?.&=]+|[^/?.&=]+")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Everything that is said on a poster, a tent or a sticker.

    Attributes:
        brand: name, colours, pattern and logo.
        code: the QR code of the link.
        module: millimetres per module.
        words: the headline.
        address: what people type.
        language: of the words.
    """

    brand: Brand
    code: Symbol
    module: float
    words: str
    address: str
    language: Language

    def begin(self, out: BinaryIO, framed: Frame) -> Sheet:
        """The document and its page, in no colour yet."""
        title = f"{text_in(self.brand.name, self.language)}. {self.words}"
        sheet = Sheet(out, framed.sheet, title=title, language=self.language)
        sheet.press(framed)
        return sheet


def invitation(
    brand: Brand,
    *,
    url: str,
    spoken_link: str,
    headline: Text,
    language: Language,
    side: float,
    least_module: float,
) -> Invitation:
    """The words and the code, as wide as a side (mm) without its quiet zone.

    Raises:
        Unprintable: the link makes modules finer than the least (mm).
        passes.barcode.BadSymbol: a QR code cannot hold the link.
    """
    code = symbol(url)
    module = side / code.width
    if module < least_module:
        message = "the link is too long to be scanned from paper; use a shorter one"
        raise Unprintable(message)
    address = (spoken_link or url.partition("://")[2] or url).rstrip("/")
    words = text_in(headline, language)
    return Invitation(brand, code, module, words, address, language)


def address_lines(
    address: str, *, size: float, width: float, smallest: float
) -> tuple[list[str], float]:
    """An address is never shortened: in one line, else broken where it has signs.

    Args:
        address: what people type.
        size: the largest type height (mm).
        width: room for a line (mm).
        smallest: the smallest type height (mm).

    Returns:
        One to three lines and their type height (mm).

    Raises:
        Unprintable: it does not fit in full.
    """
    pieces = _PIECE.findall(printable(address))
    for most in range(1, _ADDRESS_LINES + 1):
        fitting = size
        while fitting >= smallest:
            lines = _filled(pieces, fitting, width)
            if 0 < len(lines) <= most:
                return lines, fitting
            fitting *= 0.96
    message = "the address is too long to be printed in full; use a shorter one"
    raise Unprintable(message)


def _filled(pieces: list[str], size: float, width: float) -> list[str]:
    """Lines of whole pieces; none when a piece is wider than a line."""
    lines = [""]
    for piece in pieces:
        if width_of(piece, size=size, bold=True) > width:
            return []
        if width_of(lines[-1] + piece, size=size, bold=True) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def head(sheet: Sheet, said: Invitation, box: Box) -> None:
    """The mark and, beside it, the name in one line or two, as tall as the box."""
    brand, language = said.brand, said.language
    used = sheet.mark(brand, box, language) + box.height * 0.28
    width = box.width - used
    name = text_in(brand.name, language)
    one, two = box.height * 0.6, box.height * 0.44
    fits = width_of(printable(name), size=one * 0.8, bold=True) <= width
    lines, size = (
        ([name], one)
        if fits
        else set_in_lines(name, sizes=(two, two * 0.6), width=width, most=2)
    )
    middle = box.y + box.height / 2 + (len(lines) - 1) * size * _LINE / 2
    for row, line in enumerate(lines):
        sheet.line(
            line,
            at=(box.x + used, middle - size * 0.35 - row * size * _LINE),
            size=size,
            width=width,
            colour=brand.colours.foreground,
            bold=True,
        )


def headline(
    sheet: Sheet,
    said: Invitation,
    *,
    at: tuple[float, float],
    sizes: tuple[float, float],
    width: float,
    most: int,
) -> None:
    """The promise in large type from the base line `at`."""
    lines, size = set_in_lines(said.words, sizes=sizes, width=width, most=most)
    for row, line in enumerate(lines):
        sheet.line(
            line,
            at=(at[0], at[1] - row * size * _LINE),
            size=size,
            width=width,
            colour=said.brand.colours.foreground,
            bold=True,
        )


def steps(
    sheet: Sheet,
    said: Invitation,
    *,
    at: tuple[float, float],
    size: float,
    width: float,
) -> None:
    """One, two, three: from the base line of the first, two type heights apart."""
    for row, step in enumerate(STEPS):
        x, y = at[0], at[1] - row * size * 2
        colours = said.brand.colours
        sheet.line(
            str(row + 1),
            at=(x, y - size * 0.08),
            size=size * 1.28,
            width=size * 1.4,
            colour=colours.accent,
            bold=True,
        )
        sheet.line(
            text_in(step, said.language),
            at=(x + size * 1.55, y),
            size=size,
            width=width - size * 1.55,
            colour=colours.foreground,
        )


def code_field(
    sheet: Sheet,
    said: Invitation,
    *,
    field: Box,
    radius: float,
    foot: float,
) -> None:
    """A white field with the code in its middle above a foot for words."""
    sheet.panel(field, WHITE, radius=radius)
    code, module = said.code, said.module
    left = field.x + (field.width - code.width * module) / 2
    free = field.height - foot - code.height * module
    sheet.symbol(code, at=(left, field.y + foot + free / 2), module=module)


def address(
    sheet: Sheet,
    said: Invitation,
    *,
    at: tuple[float, float],
    size: float,
    width: float,
) -> None:
    """The address, centred on its base line, with the lead above it.

    Raises:
        Unprintable: it does not fit in full.
    """
    parts, fitting = address_lines(
        said.address, size=size, width=width, smallest=size * 0.4
    )
    at = at[0], at[1] + (len(parts) - 1) * fitting * 0.2
    sheet.line(
        text_in(SPOKEN, said.language),
        at=(at[0], at[1] + size * 1.12),
        size=size * 0.54,
        width=width,
        colour=INK,
        centred=True,
    )
    for row, part in enumerate(parts):
        sheet.line(
            part,
            at=(at[0], at[1] - row * fitting * _LINE),
            size=fitting,
            width=width,
            colour=BLACK,
            bold=True,
            centred=True,
        )
