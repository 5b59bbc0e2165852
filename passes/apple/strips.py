"""The wide picture behind the values, and the tall one of a poster."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from passes import motif
from passes.apple.pen import FINER, draw, visible
from passes.apple.signs import letter
from passes.apple.stamps import stamped
from passes.brand import Colours, Pattern
from passes.card import Progress
from passes.pictures import open_picture

_SHADES: Final = 128
_QUIET: Final = 0.4
"""What is left of the pattern behind stamps."""

_LETTER_OPACITY: Final = 0.16
_LETTER_SIZE: Final = 1.9
"""The initial of a plain brand: taller than the strip, cut off on purpose."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the drawn pictures of a brand depend on.

    Attributes:
        colours: the brand's.
        pattern: its line drawing.
        initial: stands in for a drawing on plain brands.
        cover: a picture that takes the place of the drawing; see `passes.brand.Brand`.
    """

    colours: Colours
    pattern: Pattern
    initial: str
    cover: bytes = b""


def strip(
    look: Look, size: tuple[int, int], progress: Progress | None, scale: int
) -> Image.Image:
    """The card's diagonal with its pattern and, where there are any, its stamps.

    Args:
        look: see `Look`.
        size: width and height in points.
        progress: stamps or visits; None draws the pattern alone.
        scale: pixels per point.

    Raises:
        passes.pictures.UnreadableImage: the cover cannot be decoded.
    """
    pixels = size[0] * scale, size[1] * scale
    if look.cover:
        sheet = ImageOps.fit(open_picture(look.cover).convert("RGB"), pixels)
    else:
        sheet = _diagonal(look, pixels)
        _patterned(sheet, look, is_quiet=progress is not None)
    if progress:
        stamped(sheet, look.colours, look.pattern, progress, scale)
    return _photographic(sheet) if look.cover else _indexed(sheet)


def poster(look: Look, size: tuple[int, int], scale: int) -> Image.Image:
    """The background of a poster: the diagonal and the pattern, upright."""
    sheet = _diagonal(look, (size[0] * scale, size[1] * scale))
    _patterned(sheet, look, is_quiet=False)
    return _indexed(sheet)


def _diagonal(look: Look, size: tuple[int, int]) -> Image.Image:
    first, last = motif.shades(look.colours.background, look.colours.foreground)
    between = tuple((one + other) // 2 for one, other in zip(first, last, strict=True))
    corners = Image.new("RGB", (2, 2))
    corners.putdata([first, between, between, last])
    return corners.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))


def _patterned(sheet: Image.Image, look: Look, *, is_quiet: bool) -> None:
    """The line drawing over the whole sheet, its lower right corner in place."""
    drawing = motif.strokes(look.pattern)
    share = _QUIET if is_quiet else 1.0
    if not drawing:
        _lettered(sheet, look, share)
        return
    if is_quiet:
        drawing = [stroke for stroke in drawing if not stroke.filled]
    large = Image.new("L", (sheet.width * FINER, sheet.height * FINER), 0)
    unit = max(large.width / motif.WIDTH, large.height / motif.HEIGHT)
    shift = large.width - motif.WIDTH * unit, large.height - motif.HEIGHT * unit
    draw(large, drawing, unit, shift=shift, share=share)
    mask = large.reduce(FINER)
    sheet.paste(look.colours.accent, (0, 0), mask)


def _lettered(sheet: Image.Image, look: Look, share: float) -> None:
    """A large, faint initial that runs out of the picture at the right."""
    side = round(min(sheet.height * _LETTER_SIZE, sheet.width))
    mask = letter(look.initial, side).point(
        lambda shade: round(shade * _LETTER_OPACITY * share)
    )
    corner = sheet.width - round(side * 0.8), (sheet.height - side) // 2
    sheet.paste(visible(look.colours), corner, mask)


def _photographic(sheet: Image.Image) -> Image.Image:
    """A palette of a photograph: a third of its bytes, and no bands in the sky."""
    return sheet.quantize(256, Image.Quantize.MEDIANCUT)


def _indexed(sheet: Image.Image) -> Image.Image:
    """A palette that keeps rare colours, such as the only star."""
    return sheet.quantize(
        _SHADES, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    )
