"""The sign of a brand: its own logo, else a drawn mark, else its first letter."""

from typing import Final

from PIL import Image, ImageDraw, ImageFont

from passes import motif
from passes.apple.pen import FINER, draw, tinted, visible
from passes.brand import Colours, Pattern
from passes.pictures import open_artwork
from passes.typeface import BOLD

MARK_FIELD: Final = 32
MARK_LINE: Final = 2.2
_LETTER_SHARE: Final = 0.72
_ICON_SHARE: Final = 0.74


def sign(
    colours: Colours, pattern: Pattern, logo: bytes, initial: str, side: int
) -> Image.Image:
    """The sign on nothing, `side` pixels high where it is drawn here.

    Raises:
        passes.pictures.UnreadableImage: the brand's logo cannot be decoded.
    """
    if logo:
        return open_artwork(logo).convert("RGBA")
    if not motif.mark(pattern):
        return tinted(letter(initial, side), visible(colours))
    mask = Image.new("L", (side * FINER, side * FINER), 0)
    draw(mask, motif.mark(pattern), side * FINER / MARK_FIELD, line=MARK_LINE)
    return tinted(mask.reduce(FINER), visible(colours))


def letter(initial: str, side: int) -> Image.Image:
    """A letter as a mask, in the middle of a square."""
    mask = Image.new("L", (side, side), 0)
    font = ImageFont.truetype(str(BOLD), side * _LETTER_SHARE)
    ImageDraw.Draw(mask).text((side / 2, side / 2), initial, 255, font, anchor="mm")
    return mask


def within(sign: Image.Image, box: tuple[int, int], scale: int) -> Image.Image:
    """The sign as large as the box (points) allows, keeping its proportions."""
    share = min(box[0] * scale / sign.width, box[1] * scale / sign.height)
    size = max(1, round(sign.width * share)), max(1, round(sign.height * share))
    return sign.resize(size, Image.Resampling.LANCZOS)


def square(colours: Colours, sign: Image.Image, side: int) -> Image.Image:
    """The sign in the middle of a full square of the brand's colour."""
    sheet = Image.new("RGB", (side, side), colours.background)
    inner = round(side * _ICON_SHARE)
    small = within(sign, (inner, inner), 1)
    corner = (side - small.width) // 2, (side - small.height) // 2
    sheet.paste(small, corner, small)
    return sheet
