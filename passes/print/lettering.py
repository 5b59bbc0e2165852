"""Type on paper: the embedded font, and words that fit into their room."""

import unicodedata
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from passes.typeface import BOLD, REGULAR

REGULAR_NAME: Final = "Onest-400"
BOLD_NAME: Final = "Onest-620"

CAP_HEIGHT_SHARE: Final = 0.7
"""Height of a capital letter as a share of the type height."""

_SMALLEST_SHARE: Final = 0.62
_REPLACED: Final = str.maketrans(
    {"\u202f": "\u2009", "\u2011": "-", "\u2010": "-", "\n": " ", "\t": " "}
)

pdfmetrics.registerFont(TTFont(REGULAR_NAME, str(REGULAR)))
pdfmetrics.registerFont(TTFont(BOLD_NAME, str(BOLD)))
_GLYPHS: Final = frozenset(pdfmetrics.getFont(REGULAR_NAME).face.charToGlyph)


def printable(text: str) -> str:
    """The text with only the signs the typeface has; the others are left out."""
    ready = unicodedata.normalize("NFC", text).translate(_REPLACED)
    return "".join(sign for sign in ready if ord(sign) in _GLYPHS).strip()


def width_of(text: str, *, size: float, bold: bool) -> float:
    """Millimetres from end to end at a type height (mm)."""
    font = BOLD_NAME if bold else REGULAR_NAME
    return float(pdfmetrics.stringWidth(text, font, size))


def fitted(text: str, *, size: float, width: float, bold: bool) -> tuple[str, float]:
    """The text and the type height (mm) at which it fits into a width (mm)."""
    full = width_of(text, size=size, bold=bold)
    if full <= width:
        return text, size
    if full * _SMALLEST_SHARE <= width:
        return text, size * width / full
    smallest = size * _SMALLEST_SHARE
    kept = text
    while kept and width_of(kept + "…", size=smallest, bold=bold) > width:
        kept = kept[:-1].rstrip()
    return kept + "…", smallest


def wrapped(text: str, *, size: float, width: float, bold: bool) -> list[str]:
    """Words in lines that fit into a width (mm) at a type height (mm).

    A no-break space keeps its neighbours together.
    """
    lines: list[str] = []
    for word in filter(None, printable(text).split(" ")):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size=size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, *, size: float, width: float, bold: bool) -> list[str]:
    """Like `wrapped`, in lines of about one length instead of a short last one."""
    lines = wrapped(text, size=size, width=width, bold=bold)
    while len(lines) > 1:
        width *= 0.96
        narrower = wrapped(text, size=size, width=width, bold=bold)
        widest = max(width_of(line, size=size, bold=bold) for line in narrower)
        if len(narrower) > len(lines) or widest > width:
            break
        lines = narrower
    return lines


def set_in_lines(
    text: str, *, sizes: tuple[float, float], width: float, most: int
) -> tuple[list[str], float]:
    """Bold words in at most so many lines, as large as they go.

    Args:
        text: the words.
        sizes: the largest and the smallest type height (mm).
        width: room for a line (mm).
        most: lines; what does not fit at the smallest size joins the last one, which
            `Sheet.line` then shortens.

    Returns:
        The lines and their type height (mm).
    """
    size, smallest = sizes
    lines = balanced(text, size=size, width=width, bold=True)
    while len(lines) > most and size > smallest:
        size = max(size * 0.94, smallest)
        lines = balanced(text, size=size, width=width, bold=True)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return lines, size
