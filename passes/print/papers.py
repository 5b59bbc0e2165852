"""A document to file: a title, some lines, a table over as many pages as it needs."""

import io
from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm

from passes.print.lettering import BOLD_NAME, REGULAR_NAME, fitted, printable, wrapped
from passes.print.streaming import StreamedCanvas

_WIDTH: Final = 210.0
_HEIGHT: Final = 297.0
_MARGIN: Final = 18.0
_TITLE: Final = 6.0
_TEXT: Final = 3.6
_SMALL: Final = 3.0
_ROW: Final = 6.5
_HEAD_ROOM: Final = 14.0


def paper_pdf(
    *,
    title: str,
    lines: Sequence[str],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    language: str,
) -> bytes:
    """Draw the document.

    Args:
        title: stands on the first page, large.
        lines: sentences below it.
        heads: of the table's columns; all but the first are set to the right.
        rows: cells as they are read, as many as there are heads.
        language: of the document, for readers.

    Returns:
        The PDF; equal content gives equal bytes.
    """
    out = io.BytesIO()
    canvas = StreamedCanvas(out, language=language)
    canvas.setTitle(printable(title))
    page = _Page(canvas)
    page.text(title, size=_TITLE, bold=True)
    page.skip(_TEXT)
    for line in lines:
        page.text(line, size=_TEXT)
    page.skip(_TEXT)
    page.table(heads, rows)
    page.end()
    canvas.save()
    return out.getvalue()


class _Page:
    """Writes downwards and turns the page where there is no room."""

    def __init__(self, canvas: StreamedCanvas) -> None:
        self._canvas = canvas
        self._number = 0
        self._y = 0.0
        self._turn()

    def skip(self, height: float) -> None:
        self._y -= height

    def text(self, words: str, *, size: float, bold: bool = False) -> None:
        for line in wrapped(words, size=size, width=_WIDTH - 2 * _MARGIN, bold=bold):
            self._room(size * 1.5)
            self._write(line, _MARGIN, size=size, bold=bold)
            self._y -= size * 1.5

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._heads(heads)
        for row in rows:
            if self._y - _ROW < _MARGIN:
                self._turn()
                self._heads(heads)
            self._cells(row, size=_TEXT, bold=False)
            self._line(0.1)

    def end(self) -> None:
        self._canvas.setFont(REGULAR_NAME, _SMALL * mm)
        self._canvas.drawRightString(
            (_WIDTH - _MARGIN) * mm, _MARGIN / 2 * mm, str(self._number)
        )
        self._canvas.showPage()

    def _heads(self, heads: Sequence[str]) -> None:
        self._y -= _HEAD_ROOM - _ROW
        self._cells(heads, size=_SMALL, bold=True)
        self._line(0.3)

    def _cells(self, cells: Sequence[str], *, size: float, bold: bool) -> None:
        self._y -= _ROW
        width = (_WIDTH - 2 * _MARGIN) / max(1, len(cells))
        for place, cell in enumerate(cells):
            words, height = fitted(
                printable(cell), size=size, width=width - 2, bold=bold
            )
            left = _MARGIN + place * width
            self._write(
                words,
                left + (width if place else 0),
                size=height,
                bold=bold,
                is_right=place > 0,
            )

    def _write(
        self, words: str, x: float, *, size: float, bold: bool, is_right: bool = False
    ) -> None:
        self._canvas.setFont(BOLD_NAME if bold else REGULAR_NAME, size * mm)
        draw = self._canvas.drawRightString if is_right else self._canvas.drawString
        draw(x * mm, (self._y + 2) * mm, printable(words))

    def _line(self, width: float) -> None:
        self._canvas.setLineWidth(width * mm)
        y = self._y * mm
        self._canvas.line(_MARGIN * mm, y, (_WIDTH - _MARGIN) * mm, y)

    def _room(self, height: float) -> None:
        if self._y - height < _MARGIN:
            self._turn()

    def _turn(self) -> None:
        if self._number:
            self.end()
        self._number += 1
        self._canvas.setPageSize((_WIDTH * mm, _HEIGHT * mm))
        self._y = _HEIGHT - _MARGIN - _TITLE
