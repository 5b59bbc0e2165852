"""A logo and a cover as passes and paper want them: cut, and readable under words.

Words on a cover are written in the colour that is right on the brand. The cover is
printed in the brand's tones, just as far as those words need (WCAG 2.2, 1.4.3): under
white words white becomes the brand and all else is darker, under black words black does
and all else is lighter, so the picture keeps its drawing.
"""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops

from app.businesses import brand, pictures
from app.businesses.pictures import Crop

STRIP: Final = (1125, 432)
"""Behind the values of an Apple pass: 375 by 144 points at three pixels each."""

_LOGO_SIDE: Final = 480
_WIDEST, _TALLEST = 3.2, 1.25
_SAMPLE: Final = (75, 29)
_GLARE: Final = 0.05
_VEILS: Final = range(20, 101, 5)
_SPARE: Final = 0.1
_EXTREME: Final = 0.02
"""What may be brighter than the rest: specks that no letter is lost in."""


@dataclass(frozen=True)
class Strip:
    """A cover that words can be read on.

    Attributes:
        picture: a JPEG of ``STRIP`` pixels.
        veil: how far it is in the brand's tones, in per cent.
        contrast: what the words have at least, in all but the smallest specks.
        bare: what they would have without the veil.
    """

    picture: bytes
    veil: int
    contrast: float
    bare: float


def strip(source: bytes, crop: Crop, colour: str, words: str) -> Strip:
    """A cover cut to the strip under its veil.

    Args:
        source: the kept picture.
        crop: where to look.
        colour: the brand, ``#rrggbb``.
        words: the colour of the words on it, ``#ffffff`` or ``#000000``.
    """
    seen = _on(pictures.cropped(source, STRIP, crop), colour)
    toned = _toned(seen, colour, words)
    # A JPEG and the packed palette move a shade a little.
    enough = brand.TEXT_CONTRAST + _SPARE
    small, small_toned = (
        each.resize(_SAMPLE, Image.Resampling.BOX) for each in (seen, toned)
    )
    for veil in _VEILS:
        found = _contrast(Image.blend(small, small_toned, veil / 100), words)
        if found >= enough:
            break
    out = io.BytesIO()
    Image.blend(seen, toned, veil / 100).save(out, "JPEG", quality=88)
    return Strip(out.getvalue(), veil, found, _contrast(small, words))


def logo(source: bytes, crop: Crop) -> bytes:
    """A logo cut in its own proportions, at most so wide as a pass has room, as PNG."""
    picture = Image.open(io.BytesIO(source))
    shape = max(1 / _TALLEST, min(_WIDEST, picture.width / picture.height))
    size = round(_LOGO_SIDE * min(1, shape)), round(_LOGO_SIDE / max(1, shape))
    out = io.BytesIO()
    pictures.cropped(source, size, crop).save(out, "PNG", optimize=True)
    return out.getvalue()


def _on(picture: Image.Image, colour: str) -> Image.Image:
    """A see-through picture laid on the brand."""
    if picture.mode == "RGB":
        return picture
    sheet = Image.new("RGBA", picture.size, colour)
    return Image.alpha_composite(sheet, picture.convert("RGBA")).convert("RGB")


def _toned(picture: Image.Image, colour: str, words: str) -> Image.Image:
    sheet = Image.new("RGB", picture.size, colour)
    print_in = ImageChops.multiply if words == brand.WHITE else ImageChops.screen
    return print_in(picture, sheet)


def _contrast(sample: Image.Image, words: str) -> float:
    """The contrast of words with what is nearest to them in the picture."""
    pixels = sample.tobytes()
    lights = sorted(
        brand.luminance((pixels[at], pixels[at + 1], pixels[at + 2]))
        for at in range(0, len(pixels), 3)
    )
    specks = int(len(lights) * _EXTREME)
    if words == brand.WHITE:
        return (1 + _GLARE) / (lights[-1 - specks] + _GLARE)
    return (lights[specks] + _GLARE) / _GLARE
