"""Putting plain geometry on pictures."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from passes import motif
from passes.brand import Colours, rgb

FINER: Final = 3
"""Masks are drawn so many times larger and then made smaller: soft edges."""

_READABLE: Final = 1.8
_GLARE: Final = 0.05
_GAMMA: Final[float] = 2.2


def draw(
    mask: Image.Image,
    drawing: Sequence[motif.Stroke],
    unit: float,
    *,
    shift: tuple[float, float] = (0.0, 0.0),
    line: float = motif.LINE_WIDTH,
    share: float = 1.0,
) -> None:
    """Put strokes on a mask, white at full opacity.

    Args:
        mask: a picture of one grey channel.
        drawing: strokes in their own units.
        unit: pixels per unit.
        shift: where the drawing's origin lies, in pixels.
        line: width of lines in units.
        share: of every stroke's opacity, 0 to 1.
    """
    pen = ImageDraw.Draw(mask)
    for stroke in drawing:
        points = [(x * unit + shift[0], y * unit + shift[1]) for x, y in stroke.points]
        shade = round(255 * stroke.opacity * share)
        if stroke.filled:
            pen.polygon(points, fill=shade)
        else:
            pen.line(points, fill=shade, width=round(line * unit), joint="curve")
            for end in (points[0], points[-1]):
                pen.circle(end, line * unit / 2, fill=shade)


def tinted(mask: Image.Image, colour: str) -> Image.Image:
    """One colour where the mask is white, nothing where it is black."""
    sheet = Image.new("RGBA", mask.size, colour)
    sheet.putalpha(mask)
    return sheet


def visible(colours: Colours) -> str:
    """The accent, or the foreground where the accent would drown in the background."""
    darker, lighter = sorted(
        _light(colour) + _GLARE for colour in (colours.accent, colours.background)
    )
    return colours.accent if lighter / darker >= _READABLE else colours.foreground


def png(picture: Image.Image) -> bytes:
    """The picture as a small file."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _light(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2, with a plain power for the curve)."""
    red, green, blue = ((part / 255.0) ** _GAMMA for part in rgb(colour))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
