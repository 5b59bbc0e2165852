"""Ten cards on a sheet of A4, for as many members as there are, in constant memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from passes.barcode import BadSymbol, symbol
from passes.card import Brand, Language, Symbology, Text, spoken, text_in
from passes.print import faces
from passes.print.drawing import BLACK, Box, Sheet, Unprintable
from passes.print.faces import HEIGHT_MM, WIDTH_MM, CardBack

CARDS_PER_SHEET: Final = 10

_COLUMNS: Final = 2
_ROWS: Final = 5
_A4: Final = (210.0, 297.0)
_GUTTER: Final = 2.0
_BLEED: Final = _GUTTER / 2
"""Neighbours share the gutter: each card's colour runs to its middle."""
_MARK_NEAR: Final = 1.5
_MARK_FAR: Final = 4.5
"""Ends five millimetres from the paper's edge, where office printers still print."""
_LEFT: Final = (_A4[0] - _COLUMNS * WIDTH_MM - (_COLUMNS - 1) * _GUTTER) / 2
_FOOT: Final = (_A4[1] - _ROWS * HEIGHT_MM - (_ROWS - 1) * _GUTTER) / 2
_BACK: Final = "back"
_MARKS: Final = "marks"


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What differs from card to card.

    Attributes:
        number: what the customer says at the till.
        value: what the scanner receives.
        holder: the name on the card; may be empty.
        level: the level on the card; may be empty.
    """

    number: str
    value: str
    holder: str = ""
    level: Text = ""


def write_sheets(
    out: BinaryIO,
    cards: Iterable[PrintedCard],
    brand: Brand,
    *,
    kind: Symbology = Symbology.QR,
    language: Language = "ru",
    back: CardBack | None = None,
) -> int:
    """A4 sheets of ten cards with cutting marks, as a PDF.

    A page leaves the memory when it is full, so that the number of cards does not
    matter. To show progress, count in the iterator. Printed on both sides (turned
    over the long edge) every front finds its back.

    Args:
        out: where the bytes go; `write` alone is used.
        cards: taken one by one, never twice.
        brand: how they look.
        kind: symbology of all codes.
        language: of the words on the cards.
        back: the other side, after each sheet of fronts; None prints fronts alone.

    Returns:
        The number of cards that were drawn.

    Raises:
        Unprintable: there are no cards, a code cannot be drawn (the message names the
            card), or the back has too many words. What was written is to be discarded.
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    name = text_in(brand.name, language)
    book = _Book(Sheet(out, _A4, title=name, language=language), brand, language)
    book.prepare(back)
    count = 0
    for page, cards_here in enumerate(_batches(cards), start=1):
        if count:
            book.sheet.turn()
        book.fronts(cards_here, kind, page=page)
        count += len(cards_here)
        if back:
            book.sheet.turn()
            book.backs()
    if not count:
        message = "there are no cards to print"
        raise Unprintable(message)
    book.sheet.close()
    return count


class _Book:
    """Sheets of one brand; grounds are drawn once and stamped."""

    def __init__(self, sheet: Sheet, brand: Brand, language: Language) -> None:
        self.sheet = sheet
        self._brand = brand
        self._language = language
        self._grounds: dict[faces.Layout, str] = {}

    def prepare(self, back: CardBack | None) -> None:
        """Draw what all sheets have in common."""
        with self.sheet.stamp(_MARKS, Box(0, 0, *_A4)):
            _cutting_marks(self.sheet)
        if back:
            with self.sheet.stamp(_BACK, _cell()):
                faces.other_side(
                    self.sheet,
                    self._brand,
                    back,
                    bleed=_BLEED,
                    language=self._language,
                )

    def fronts(self, cards: list[PrintedCard], kind: Symbology, *, page: int) -> None:
        """A sheet of up to ten cards."""
        for card, (x, y) in zip(cards, _places(), strict=False):
            try:
                self._front(card, kind, x, y)
            except (BadSymbol, Unprintable) as error:
                message = f"card {card.number}: {error}"
                raise Unprintable(message) from error
        self.sheet.stamped(_MARKS)
        first, last = spoken(cards[0].number), spoken(cards[-1].number)
        self.sheet.line(
            f"{page} · {first} – {last}",
            at=(_LEFT + 3, 5.2),
            size=2.4,
            width=WIDTH_MM - 6,
            colour=BLACK,
        )

    def backs(self) -> None:
        """The other side of a sheet; marks stand on the front alone."""
        for x, y in _places():
            with self.sheet.moved(x, y):
                self.sheet.stamped(_BACK)

    def _front(self, card: PrintedCard, kind: Symbology, x: float, y: float) -> None:
        code, layout = faces.placed(symbol(card.value, kind), kind)
        ground = self._ground(layout)
        with self.sheet.moved(x, y):
            self.sheet.stamped(ground)
            faces.person(
                self.sheet,
                self._brand,
                layout,
                code=code,
                number=card.number,
                lines=(text_in(card.level, self._language), card.holder),
                language=self._language,
            )

    def _ground(self, layout: faces.Layout) -> str:
        if layout not in self._grounds:
            name = f"ground{len(self._grounds)}"
            with self.sheet.stamp(name, _cell()):
                faces.ground(
                    self.sheet,
                    self._brand,
                    layout,
                    bleed=_BLEED,
                    language=self._language,
                )
            self._grounds[layout] = name
        return self._grounds[layout]


def _batches(cards: Iterable[PrintedCard]) -> Iterator[list[PrintedCard]]:
    left = iter(cards)
    while batch := list(islice(left, CARDS_PER_SHEET)):
        yield batch


def _places() -> Iterator[tuple[float, float]]:
    """Lower left corners, row by row from the top."""
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            yield (
                _LEFT + column * (WIDTH_MM + _GUTTER),
                _FOOT + (_ROWS - 1 - row) * (HEIGHT_MM + _GUTTER),
            )


def _cell() -> Box:
    return Box(0, 0, WIDTH_MM, HEIGHT_MM).grown(_BLEED)


def _cutting_marks(sheet: Sheet) -> None:
    """Hairlines at the four margins, one for every cut."""
    right, top = _A4[0] - _LEFT, _A4[1] - _FOOT
    for column in range(_COLUMNS):
        for x in (0.0, WIDTH_MM):
            at = _LEFT + column * (WIDTH_MM + _GUTTER) + x
            sheet.rule((at, _FOOT - _MARK_FAR), (at, _FOOT - _MARK_NEAR))
            sheet.rule((at, top + _MARK_NEAR), (at, top + _MARK_FAR))
    for row in range(_ROWS):
        for y in (0.0, HEIGHT_MM):
            at = _FOOT + row * (HEIGHT_MM + _GUTTER) + y
            sheet.rule((_LEFT - _MARK_FAR, at), (_LEFT - _MARK_NEAR, at))
            sheet.rule((right + _MARK_NEAR, at), (right + _MARK_FAR, at))
