"""A plain document on A4: a heading and paragraphs, set line by line."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from passes.card import Language
from passes.print.drawing import Sheet
from passes.print.lettering import wrapped

_SIZE: Final = (210.0, 297.0)
_MARGIN: Final = 22.0
_INK, _SOFT = "#1c1a17", "#6b665e"
_STEP: Final = 1.45


@dataclass(frozen=True)
class Paragraph:
    """Words of one weight and height (mm), with room above."""

    text: str
    size: float = 3.8
    bold: bool = False
    soft: bool = False
    above: float = 2.4


def document_pdf(
    title: str, paragraphs: Sequence[Paragraph], *, language: Language
) -> bytes:
    """The document as a vector PDF with embedded type; pages follow as they fill.

    Args:
        title: the heading, also the file's own title.
        paragraphs: what stands under it.
        language: of the words, for readers.
    """
    out = io.BytesIO()
    sheet = Sheet(out, _SIZE, title=title, language=language)
    width = _SIZE[0] - 2 * _MARGIN
    heading = Paragraph(title, size=7.4, bold=True, above=0)
    base = _SIZE[1] - _MARGIN
    for each in (heading, *paragraphs):
        base -= each.above
        for line in wrapped(each.text, size=each.size, width=width, bold=each.bold):
            base -= each.size * _STEP
            if base < _MARGIN:
                sheet.turn()
                base = _SIZE[1] - _MARGIN - each.size
            sheet.line(
                line,
                at=(_MARGIN, base),
                size=each.size,
                width=width,
                colour=_SOFT if each.soft else _INK,
                bold=each.bold,
            )
    sheet.close()
    return out.getvalue()
