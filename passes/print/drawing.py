"""What all printed things share: millimetres, type, the brand's panel and symbols."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from passes import motif
from passes.barcode import Symbol
from passes.card import Brand, Colours, Pattern, rgb, text_in
from passes.pictures import open_picture
from passes.typeface import BOLD, REGULAR

BLACK: Final = "#000000"
WHITE: Final = "#ffffff"

_REGULAR_NAME: Final = "Onest-400"
_BOLD_NAME: Final = "Onest-620"
_SMALLEST_SHARE: Final = 0.62
_MARK_FIELD: Final = 32
_MARK_LINE: Final = 2.2
_CAP_HEIGHT_SHARE: Final = 0.7
_REPLACED: Final = str.maketrans(
    {"\u202f": "\u2009", "\u2011": "-", "\u2010": "-", "\n": " ", "\t": " "}
)

pdfmetrics.registerFont(TTFont(_REGULAR_NAME, str(REGULAR)))
pdfmetrics.registerFont(TTFont(_BOLD_NAME, str(BOLD)))
_GLYPHS: Final = frozenset(pdfmetrics.getFont(_REGULAR_NAME).face.charToGlyph)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the lower left corner of the sheet."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, by: float) -> "Box":
        """The same rectangle, larger on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def printable(text: str) -> str:
    """The text with only the signs the typeface has; the others are left out."""
    ready = unicodedata.normalize("NFC", text).translate(_REPLACED)
    return "".join(sign for sign in ready if ord(sign) in _GLYPHS).strip()


class Sheet:
    """A one-page PDF in millimetres; equal calls give equal bytes."""

    def __init__(
        self, width: float, height: float, *, title: str, language: str
    ) -> None:
        """Begin a page of that size (mm)."""
        self._bytes = BytesIO()
        self._pen: Any = Canvas(
            self._bytes,
            pagesize=(width * mm, height * mm),
            invariant=True,
            pageCompression=True,
            lang=language,
        )
        self._pen.setTitle(printable(title))
        self._pen.setCreator("Tessera")
        self._pen.scale(mm, mm)

    def finished(self) -> bytes:
        """The PDF."""
        self._pen.showPage()
        self._pen.save()
        return self._bytes.getvalue()

    def boxes(self, *, trim: Box, bleed: Box) -> None:
        """Tell the printer where to cut and how far the colour runs."""
        for set_box, box in (
            (self._pen.setTrimBox, trim),
            (self._pen.setBleedBox, bleed),
        ):
            corners = (box.x, box.y, box.x + box.width, box.y + box.height)
            set_box([part * mm for part in corners])

    def crop_marks(self, trim: Box, *, gap: float, length: float) -> None:
        """Hairlines outside the corners."""
        self._pen.setStrokeColorRGB(0, 0, 0)
        self._pen.setLineWidth(0.09)
        for x in (trim.x, trim.x + trim.width):
            for y, way in ((trim.y, -1), (trim.y + trim.height, 1)):
                self._pen.line(x, y + way * gap, x, y + way * (gap + length))
        for y in (trim.y, trim.y + trim.height):
            for x, way in ((trim.x, -1), (trim.x + trim.width, 1)):
                self._pen.line(x + way * gap, y, x + way * (gap + length), y)

    def panel(self, box: Box, colour: str, *, radius: float = 0) -> None:
        """A filled rectangle with round corners."""
        self._fill(colour)
        if radius:
            self._pen.roundRect(
                box.x, box.y, box.width, box.height, radius, stroke=0, fill=1
            )
        else:
            self._pen.rect(box.x, box.y, box.width, box.height, stroke=0, fill=1)

    def brand_panel(self, box: Box, colours: Colours, pattern: Pattern) -> None:
        """The card's diagonal in two tones with the pattern in its lower right.

        On a panel that lies the pattern covers everything; on one that stands it
        keeps to the foot, as wide as the panel.
        """
        self._pen.saveState()
        clip = self._pen.beginPath()
        clip.rect(box.x, box.y, box.width, box.height)
        self._pen.clipPath(clip, stroke=0, fill=0)
        tones = [_colour(tone) for tone in motif.shades(colours.background)]
        top = box.y + box.height
        self._pen.linearGradient(box.x, top, box.x + box.width, box.y, tones)
        unit = box.width / motif.WIDTH
        if box.width > box.height:
            unit = max(unit, box.height / motif.HEIGHT)
        left = box.x + box.width - motif.WIDTH * unit
        self._strokes(
            motif.strokes(pattern),
            corner=(left, box.y + motif.HEIGHT * unit),
            unit=unit,
            line=motif.LINE_WIDTH,
            colours=colours,
        )
        self._pen.restoreState()

    def mark(self, brand: Brand, box: Box, language: str) -> float:
        """The brand's logo, mark or first letter at the left of a box.

        Returns:
            The width that was used, in millimetres.
        """
        if brand.logo:
            return self._logo(brand.logo, box)
        drawing = motif.mark(brand.pattern)
        if not drawing:
            initial = printable(text_in(brand.name, language))[:1].upper()
            middle = box.x + box.height / 2
            size = box.height * 0.9
            self._fill(brand.colours.accent)
            self._pen.setFont(_BOLD_NAME, size)
            lift = (box.height - size * _CAP_HEIGHT_SHARE) / 2
            self._pen.drawCentredString(middle, box.y + lift, initial)
            return box.height
        self._strokes(
            drawing,
            corner=(box.x, box.y + box.height),
            unit=box.height / _MARK_FIELD,
            line=_MARK_LINE,
            colours=brand.colours,
        )
        return box.height

    def line(
        self,
        text: str,
        *,
        at: tuple[float, float],
        size: float,
        width: float,
        colour: str,
        bold: bool = False,
        centred: bool = False,
    ) -> None:
        """One line of type, made smaller and then shortened until it fits.

        Args:
            text: the words; unknown signs are left out.
            at: left end (or the middle) of the base line, millimetres.
            size: height of the type in millimetres.
            width: millimetres it may take.
            colour: `#rrggbb`.
            bold: weight 620 instead of 400.
            centred: `at` is the middle.
        """
        font = _BOLD_NAME if bold else _REGULAR_NAME
        ready, fitting = fitted(printable(text), size=size, width=width, bold=bold)
        self._fill(colour)
        self._pen.setFont(font, fitting)
        draw = self._pen.drawCentredString if centred else self._pen.drawString
        draw(at[0], at[1], ready)

    def symbol(self, drawn: Symbol, *, at: tuple[float, float], module: float) -> None:
        """A symbol in black without its quiet zone; `at` is its lower left corner."""
        path = self._pen.beginPath()
        top = at[1] + drawn.height * module
        tall = drawn.row_height * module
        for x, y, length in drawn.runs():
            path.rect(at[0] + x * module, top - (y + 1) * tall, length * module, tall)
        self._fill(BLACK)
        self._pen.drawPath(path, stroke=0, fill=1)

    def _logo(self, logo: bytes, box: Box) -> float:
        picture = open_picture(logo).convert("RGBA")
        width = min(box.width, box.height * picture.width / picture.height)
        height = width * picture.height / picture.width
        self._pen.drawImage(
            ImageReader(picture),
            box.x,
            box.y + (box.height - height) / 2,
            width,
            height,
            mask="auto",
        )
        return width

    def _strokes(
        self,
        drawing: Sequence[motif.Stroke],
        *,
        corner: tuple[float, float],
        unit: float,
        line: float,
        colours: Colours,
    ) -> None:
        """Strokes in the accent colour from an upper left corner."""
        ink = _colour(rgb(colours.accent))
        self._pen.saveState()
        self._pen.setLineCap(1)
        self._pen.setLineWidth(line * unit)
        for stroke in drawing:
            path = self._pen.beginPath()
            for at, (x, y) in enumerate(stroke.points):
                go = path.lineTo if at else path.moveTo
                go(corner[0] + x * unit, corner[1] - y * unit)
            self._pen.setFillColor(ink, alpha=stroke.opacity)
            self._pen.setStrokeColor(ink, alpha=stroke.opacity)
            self._pen.drawPath(
                path, stroke=int(not stroke.filled), fill=int(stroke.filled)
            )
        self._pen.restoreState()

    def _fill(self, colour: str) -> None:
        self._pen.setFillColorRGB(*(part / 255 for part in rgb(colour)))


def fitted(text: str, *, size: float, width: float, bold: bool) -> tuple[str, float]:
    """The text and the type height (mm) at which it fits into a width (mm)."""
    font = _BOLD_NAME if bold else _REGULAR_NAME
    full = pdfmetrics.stringWidth(text, font, size)
    if full <= width:
        return text, size
    if full * _SMALLEST_SHARE <= width:
        return text, size * width / full
    smallest = size * _SMALLEST_SHARE
    kept = text
    while kept and pdfmetrics.stringWidth(kept + "…", font, smallest) > width:
        kept = kept[:-1].rstrip()
    return kept + "…", smallest


def wrapped(text: str, *, size: float, width: float, bold: bool) -> list[str]:
    """Words in lines that fit into a width (mm) at a type height (mm)."""
    font = _BOLD_NAME if bold else _REGULAR_NAME
    lines: list[str] = []
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pdfmetrics.stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, *, size: float, width: float, bold: bool) -> list[str]:
    """Like `wrapped`, in lines of about one length instead of a short last one."""
    lines = wrapped(text, size=size, width=width, bold=bold)
    narrower = lines
    while len(narrower) == len(lines) > 1:
        lines, width = narrower, width * 0.96
        narrower = wrapped(text, size=size, width=width, bold=bold)
    return lines


def _colour(tone: tuple[int, int, int]) -> Any:
    return Color(*(part / 255 for part in tone))
