"""The picture that a link to a business brings along: 1200 by 630, drawn from its brand.

Where the business has a cover, it stands at the right; the left is the brand's ground
with its drawing, its sign, the name and one line about it.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from app.businesses import brand, pictures
from app.businesses.look import Look, PictureRef
from app.businesses.pictures import Crop
from app.wallet.brands import PATTERNS
from passes.apple.pen import png
from passes.apple.signs import sign
from passes.apple.strips import Look as Ground
from passes.apple.strips import strip
from passes.brand import Colours, Pattern
from passes.print.lettering import printable
from passes.typeface import BOLD, REGULAR

WIDTH: Final = 1200
HEIGHT: Final = 630
_DRAWING: Final = "1"
"""Raised when the same look is drawn otherwise: addresses are kept for ever."""

_COVER_WIDTH: Final = 500
_MARGIN: Final = 76
_SIGN: Final = 104
_ROOM: Final = 720
"""Pixels for words; further right the drawing is at its brightest."""
_NAME_SIZES: Final = (96, 80, 66, 54)
_NAME_LINES: Final = 3
_LINE_SIZE: Final = 34
_LINES: Final = 3
_SHADES: Final = 255
Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class SharePicture:
    """All that the picture depends on; ``digest`` names it in addresses."""

    name: str
    line: str
    brand_colour: str
    accent_colour: str
    motif: str
    logo: PictureRef | None
    cover: PictureRef | None

    @property
    def digest(self) -> str:
        """A hash of what is drawn."""
        return hashlib.sha256(f"{_DRAWING} {self!r}".encode()).hexdigest()[:16]


def of(look: Look, fallback: str) -> SharePicture:
    """The picture of a look; ``fallback`` is the line of who says nothing of itself."""
    return SharePicture(
        name=look.name,
        line=_first_sentence(look.about) or fallback,
        brand_colour=look.brand_colour,
        accent_colour=look.accent_colour,
        motif=look.motif,
        logo=look.logo,
        cover=look.cover,
    )


@lru_cache(maxsize=64)
def drawn(what: SharePicture) -> bytes:
    """The picture as PNG; reads the business's pictures, so it needs its scope."""
    palette = brand.palette(what.brand_colour, what.accent_colour)
    colours = Colours(palette.brand, palette.on_brand, palette.on_brand, palette.accent)
    pattern = PATTERNS[what.motif]
    name = printable(what.name) or "·"
    initial = name[:1].upper()
    left = WIDTH - (_COVER_WIDTH if what.cover else 0)
    sheet = Image.new("RGB", (WIDTH, HEIGHT), palette.brand)
    # Beside a cover the ground is plain: the drawing would lie under the words.
    ground = (
        Ground(colours, Pattern.NONE, "")
        if what.cover
        else Ground(colours, pattern, initial)
    )
    painted = strip(ground, (left // 2, HEIGHT // 2), None, 2)
    sheet.paste(painted.convert("RGB"), (0, 0))
    if what.cover:
        crop = Crop.parse(what.cover.crop)
        source = pictures.data_by_digest(what.cover.digest)
        cover = pictures.cropped(source, (_COVER_WIDTH, HEIGHT), crop)
        sheet.paste(cover.convert("RGB"), (left, 0))
    own = _logo(what.logo) if what.logo else b""
    mark = sign(colours, pattern, own, initial, _SIGN)
    mark.thumbnail((_SIGN * 3, _SIGN), Image.Resampling.LANCZOS)
    sheet.paste(mark, (_MARGIN, _MARGIN), mark)
    _write(
        sheet,
        name,
        printable(what.line),
        palette.on_brand,
        min(left - 2 * _MARGIN, _ROOM),
    )
    return _small(sheet, has_photo=what.cover is not None)


def _logo(ref: PictureRef) -> bytes:
    crop = Crop.parse(ref.crop)
    source = pictures.data_by_digest(ref.digest)
    return png(pictures.cropped(source, (_SIGN * 2, _SIGN * 2), crop))


def _write(sheet: Image.Image, name: str, line: str, colour: str, room: int) -> None:
    """The name and the line below it, standing on the lower margin."""
    pen = ImageDraw.Draw(sheet)
    below = ImageFont.truetype(str(REGULAR), _LINE_SIZE)
    lines = _kept(_wrapped(line, below, room), below, room, _LINES)
    y = HEIGHT - _MARGIN - round(len(lines) * _LINE_SIZE * 1.35)
    for number, text in enumerate(lines):
        pen.text((_MARGIN, y + number * _LINE_SIZE * 1.35), text, colour, below)
    font, titles = _title(name, room)
    y -= round(len(titles) * font.size * 1.12) + 18
    for number, text in enumerate(titles):
        pen.text((_MARGIN - 3, y + number * font.size * 1.12), text, colour, font)


def _title(name: str, room: int) -> tuple[Font, list[str]]:
    """The name as large as it fits into its lines; what never fits is cut."""
    for size in _NAME_SIZES:
        font = ImageFont.truetype(str(BOLD), size)
        lines = _wrapped(name, font, room)
        is_narrow = all(font.getlength(each) <= room for each in lines)
        if is_narrow and len(lines) <= (1 if size == _NAME_SIZES[0] else _NAME_LINES):
            return font, lines
    return font, _kept(lines, font, room, _NAME_LINES)


def _wrapped(text: str, font: Font, room: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _kept(lines: list[str], font: Font, room: int, most: int) -> list[str]:
    """At most so many lines, none wider than the room; dots where words are missing."""
    shown = lines[:most]
    for number, text in enumerate(shown):
        is_cut = number == most - 1 and len(lines) > most
        fitting = text + "…" if is_cut else text
        while fitting and font.getlength(fitting) > room:
            fitting = fitting.rstrip("…")[:-1].rstrip() + "…"
        shown[number] = fitting
    return shown


def _first_sentence(text: str) -> str:
    """The first sentence, or as many words as make one line of some length."""
    flat = " ".join(text.split())
    head, stop, _ = flat.partition(". ")
    return head + stop.strip()


def _small(sheet: Image.Image, *, has_photo: bool) -> bytes:
    """PNG of a palette: a photo is dithered, a drawing keeps its edges."""
    few = sheet.quantize(_SHADES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if has_photo:
        few = sheet.quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG)
    return png(few)
