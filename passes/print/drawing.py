"""What all printed things share: millimetres, the brand's panel and symbols."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.pathobject import PDFPathObject

from passes import motif
from passes.barcode import Symbol
from passes.card import Brand, Colours, Pattern, rgb, text_in
from passes.pictures import open_artwork, open_picture
from passes.print.lettering import (
    BOLD_NAME,
    CAP_HEIGHT_SHARE,
    REGULAR_NAME,
    fitted,
    printable,
)
from passes.print.streaming import StreamedCanvas

BLACK: Final = "#000000"
WHITE: Final = "#ffffff"
INK: Final = "#1c1a17"
"""Words on white paper."""

MARK_GAP_MM: Final = 1.0
"""White between the cut and the mark that shows it, when nothing bleeds."""

MARK_LENGTH_MM: Final = 4.0
MAX_BLEED_MM: Final = 10.0

_MARK_FIELD: Final = 32
_MARK_LINE: Final = 2.2
_HAIRLINE: Final = 0.09


class Unprintable(ValueError):
    """It cannot be printed so that people can use it; the message says why."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the lower left corner of the sheet."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    def grown(self, by: float) -> "Box":
        """The same rectangle, larger on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Frame:
    """A finished size with what the press needs around it.

    Attributes:
        trim: what is left after cutting.
        bleed: how far the colour runs.
        margin: millimetres from the trim to the edge of the sheet.
        marks: millimetres from the trim to the crop marks; 0 means none.
    """

    trim: Box
    bleed: Box
    margin: float
    marks: float

    @property
    def sheet(self) -> tuple[float, float]:
        """Width and height of the paper."""
        return self.trim.width + 2 * self.margin, self.trim.height + 2 * self.margin


def frame(width: float, height: float, *, bleed_mm: float, crop_marks: bool) -> Frame:
    """A finished size (mm) with its bleed and its marks.

    Raises:
        Unprintable: the bleed is out of range.
    """
    if not 0 <= bleed_mm <= MAX_BLEED_MM:
        message = f"the bleed must be between 0 and {MAX_BLEED_MM:.0f} mm"
        raise Unprintable(message)
    marks = max(bleed_mm, MARK_GAP_MM) if crop_marks else 0
    margin = marks + MARK_LENGTH_MM if crop_marks else bleed_mm
    trim = Box(margin, margin, width, height)
    return Frame(trim, trim.grown(bleed_mm), margin, marks)


class Sheet:
    """A PDF in millimetres, written page by page; equal calls give equal bytes."""

    def __init__(
        self,
        out: BinaryIO,
        size: tuple[float, float],
        *,
        title: str,
        language: str,
    ) -> None:
        """Begin a document and its first page of that size (mm)."""
        self._pen: Any = StreamedCanvas(out, language=language)
        self._pen.setPageSize((size[0] * mm, size[1] * mm))
        self._pen.setTitle(printable(title))
        self._pen.setCreator("Tessera")
        self._pen.scale(mm, mm)

    def turn(self) -> None:
        """The page is full; what follows is on the next one."""
        self._pen.showPage()
        self._pen.scale(mm, mm)

    def close(self) -> None:
        """End the last page and the document."""
        self._pen.showPage()
        self._pen.save()

    def press(self, framed: Frame) -> None:
        """Tell the printer where to cut and how far the colour runs."""
        for set_box, box in (
            (self._pen.setTrimBox, framed.trim),
            (self._pen.setBleedBox, framed.bleed),
        ):
            set_box([part * mm for part in (box.x, box.y, box.right, box.top)])

    def crop_marks(self, framed: Frame) -> None:
        """Hairlines outside the corners, when the frame has room for them."""
        if not framed.marks:
            return
        trim, near, far = framed.trim, framed.marks, framed.marks + MARK_LENGTH_MM
        for x in (trim.x, trim.right):
            self.rule((x, trim.y - far), (x, trim.y - near))
            self.rule((x, trim.top + near), (x, trim.top + far))
        for y in (trim.y, trim.top):
            self.rule((trim.x - far, y), (trim.x - near, y))
            self.rule((trim.right + near, y), (trim.right + far, y))

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        thickness: float = _HAIRLINE,
        colour: str = BLACK,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """A straight line, whole or dashed (mm on, mm off)."""
        self._pen.saveState()
        self._pen.setStrokeColor(_colour(rgb(colour)))
        self._pen.setLineWidth(thickness)
        if dashes:
            self._pen.setDash(*dashes)
        self._pen.line(*start, *end)
        self._pen.restoreState()

    @contextmanager
    def moved(
        self, x: float, y: float, *, turned: bool = False, unit: float = 1
    ) -> Iterator[None]:
        """Inside, 0, 0 is that place and a millimetre is `unit` of them.

        Turned means upside down around the place.
        """
        self._pen.saveState()
        self._pen.translate(x, y)
        if unit != 1:
            self._pen.scale(unit, unit)
        if turned:
            self._pen.rotate(180)
        yield
        self._pen.restoreState()

    @contextmanager
    def stamp(self, name: str, room: Box) -> Iterator[None]:
        """What is drawn inside is kept under a name and cut at the room."""
        self._pen.beginForm(name, room.x, room.y, room.right, room.top)
        yield
        self._pen.endForm()

    def stamped(self, name: str) -> None:
        """Draw what was kept; in the file it stands once."""
        self._pen.doForm(name)

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
        tones = [
            _colour(tone)
            for tone in motif.shades(colours.background, colours.foreground)
        ]
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

    def cover(self, box: Box, cover: bytes) -> None:
        """A wide picture that fills a box; what does not fit lies outside.

        Raises:
            passes.pictures.UnreadableImage: it cannot be decoded.
        """
        picture = open_picture(cover).convert("RGB")
        unit = max(box.width / picture.width, box.height / picture.height)
        width, height = picture.width * unit, picture.height * unit
        self._pen.saveState()
        clip = self._pen.beginPath()
        clip.rect(box.x, box.y, box.width, box.height)
        self._pen.clipPath(clip, stroke=0, fill=0)
        self._pen.drawImage(
            ImageReader(picture),
            box.x - (width - box.width) / 2,
            box.y - (height - box.height) / 2,
            width,
            height,
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
            self._pen.setFont(BOLD_NAME, size)
            lift = (box.height - size * CAP_HEIGHT_SHARE) / 2
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
        font = BOLD_NAME if bold else REGULAR_NAME
        ready, fitting = fitted(printable(text), size=size, width=width, bold=bold)
        self._fill(colour)
        self._pen.setFont(font, fitting)
        draw = self._pen.drawCentredString if centred else self._pen.drawString
        draw(at[0], at[1], ready)

    def symbol(self, drawn: Symbol, *, at: tuple[float, float], module: float) -> None:
        """A symbol in black without its quiet zone; `at` is its lower left corner."""
        tall = drawn.row_height
        modules = [
            f"{x} {y * tall} {length} {tall} re" for x, y, length in drawn.runs()
        ]
        self._pen.saveState()
        self._pen.translate(at[0], at[1] + drawn.height * module)
        self._pen.scale(module, -module)
        self._fill(BLACK)
        self._pen.drawPath(PDFPathObject(["n", *modules]), stroke=0, fill=1)
        self._pen.restoreState()

    def _logo(self, logo: bytes, box: Box) -> float:
        picture = open_artwork(logo).convert("RGBA")
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


def _colour(tone: tuple[int, int, int]) -> Any:
    return Color(*(part / 255 for part in tone))
