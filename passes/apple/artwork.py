"""The pictures inside a package: drawn once per look, hashed once, zipped once.

Sizes in points, each at one, two and three pixels per point (Apple Pass Builder):
icon 38×38, logo up to 160×50, strip of a store card 375×144.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from passes import motif
from passes.apple.archive import Layer, layer
from passes.card import Brand, Colours, Pattern, text_in
from passes.pictures import open_picture
from passes.typeface import BOLD

ICON: Final = (38, 38)
LOGO: Final = (160, 50)
STRIP: Final = (375, 144)
SCALES: Final = (1, 2, 3)

_FINER: Final = 3
_MARK_FIELD: Final = 32
_MARK_LINE: Final = 2.2
_STRIP_COLOURS: Final = 96


@dataclass(frozen=True, slots=True)
class Artwork:
    """Pictures of one look, ready to be packed.

    Attributes:
        hashes: file name → SHA-1 in lower-case hex, as the manifest wants it.
        layer: the files as they will lie in the archive.
    """

    hashes: Mapping[str, str]
    layer: Layer


def artwork(brand: Brand, language: str) -> Artwork:
    """Icon, logo and strip of a brand; the same brand costs one dictionary look-up.

    Raises:
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    initial = text_in(brand.name, language).strip()[:1].upper()
    return _artwork(brand.colours, brand.pattern, brand.logo, initial)


@lru_cache(maxsize=256)
def _artwork(colours: Colours, pattern: Pattern, logo: bytes, initial: str) -> Artwork:
    files = {}
    for scale in SCALES:
        suffix = f"@{scale}x.png" if scale > 1 else ".png"
        sign = _sign(colours, pattern, logo, initial, LOGO[1] * scale)
        files[f"icon{suffix}"] = _png(_icon(colours, sign, ICON[0] * scale))
        files[f"logo{suffix}"] = _png(_within(sign, LOGO, scale))
        if pattern is not Pattern.NONE:
            files[f"strip{suffix}"] = _png(_strip(colours, pattern, scale))
    hashes = {
        name: hashlib.sha1(data, usedforsecurity=False).hexdigest()
        for name, data in files.items()
    }
    return Artwork(hashes, layer(files))


def _sign(
    colours: Colours, pattern: Pattern, logo: bytes, initial: str, side: int
) -> Image.Image:
    """The brand's own logo, else its mark, else its first letter; see-through."""
    if logo:
        return open_picture(logo).convert("RGBA")
    if not motif.mark(pattern):
        return _letter(initial, colours.accent, side)
    mask = Image.new("L", (side * _FINER, side * _FINER), 0)
    _draw(mask, motif.mark(pattern), side * _FINER / _MARK_FIELD, (0, 0), _MARK_LINE)
    return _tinted(mask.resize((side, side), Image.Resampling.LANCZOS), colours.accent)


def _letter(initial: str, colour: str, side: int) -> Image.Image:
    mask = Image.new("L", (side, side), 0)
    font = ImageFont.truetype(str(BOLD), side * 0.72)
    ImageDraw.Draw(mask).text((side / 2, side / 2), initial, 255, font, anchor="mm")
    return _tinted(mask, colour)


def _tinted(mask: Image.Image, colour: str) -> Image.Image:
    sheet = Image.new("RGBA", mask.size, colour)
    sheet.putalpha(mask)
    return sheet


def _within(sign: Image.Image, box: tuple[int, int], scale: int) -> Image.Image:
    """The sign as large as the box allows, keeping its proportions."""
    share = min(box[0] * scale / sign.width, box[1] * scale / sign.height)
    size = max(1, round(sign.width * share)), max(1, round(sign.height * share))
    return sign.resize(size, Image.Resampling.LANCZOS)


def _icon(colours: Colours, sign: Image.Image, side: int) -> Image.Image:
    """The sign in the middle of a full square of the brand's colour."""
    sheet = Image.new("RGB", (side, side), colours.background)
    inner = round(side * 0.74)
    small = _within(sign, (inner, inner), 1)
    corner = (side - small.width) // 2, (side - small.height) // 2
    sheet.paste(small, corner, small)
    return sheet


def _strip(colours: Colours, pattern: Pattern, scale: int) -> Image.Image:
    """The card's diagonal with its pattern, cut to the strip's shape."""
    size = STRIP[0] * scale, STRIP[1] * scale
    first, last = motif.shades(colours.background)
    between = motif.mixed(colours.background, "#000000", 0.1)
    corners = Image.new("RGB", (2, 2))
    corners.putdata([first, between, between, last])
    sheet = corners.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))
    large = Image.new("L", (size[0] * _FINER, size[1] * _FINER), 0)
    unit = large.width / motif.WIDTH
    shift = 0.0, large.height - motif.HEIGHT * unit
    _draw(large, motif.strokes(pattern), unit, shift, motif.LINE_WIDTH)
    mask = large.resize(size, Image.Resampling.LANCZOS)
    sheet.paste(colours.accent, (0, 0), mask)
    return sheet.quantize(_STRIP_COLOURS, dither=Image.Dither.NONE)


def _draw(
    mask: Image.Image,
    drawing: Sequence[motif.Stroke],
    unit: float,
    shift: tuple[float, float],
    line: float,
) -> None:
    """Put strokes on a mask, white at full opacity."""
    pen = ImageDraw.Draw(mask)
    for stroke in drawing:
        points = [(x * unit + shift[0], y * unit + shift[1]) for x, y in stroke.points]
        shade = round(255 * stroke.opacity)
        if stroke.filled:
            pen.polygon(points, fill=shade)
        else:
            pen.line(points, fill=shade, width=round(line * unit), joint="curve")
            for end in (points[0], points[-1]):
                pen.circle(end, line * unit / 2, fill=shade)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
