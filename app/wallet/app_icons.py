"""Icons of a business on home screens: its sign on its colour, drawn once per look."""

from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from app.businesses.look import Look
from app.core import tenancy
from app.core.errors import NotFound
from app.core.ids import BusinessId
from app.wallet.brands import brand_in
from passes.apple.pen import FINER, png
from passes.apple.signs import sign, within
from passes.card import Brand

KINDS: Final = {
    "any-192": 192,
    "any-512": 512,
    "maskable-512": 512,
    "touch-180": 180,
}
"""What is drawn, and its side in pixels."""

_SIGN_SHARE: Final = 0.68
# Systems may cut a maskable icon down to a circle of four fifths (W3C manifest).
_SAFE_SHARE: Final = 0.5
_ROUND_SHARE: Final = 0.22
_NAMELESS: Final = "·"


def icon(look: Look, kind: str) -> bytes:
    """An icon as PNG; reads the logo, so it needs the business's scope.

    Raises NotFound for a kind that is not drawn.
    """
    if kind not in KINDS:
        raise NotFound
    initial = look.name[:1].upper() or _NAMELESS
    return _drawn(tenancy.current(), brand_in(look), initial, kind)


@lru_cache(maxsize=128)
def _drawn(_: BusinessId, brand: Brand, initial: str, kind: str) -> bytes:
    side = KINDS[kind]
    share = _SAFE_SHARE if kind.startswith("maskable") else _SIGN_SHARE
    sheet = Image.new("RGB", (side, side), brand.colours.background)
    drawn = sign(brand.colours, brand.pattern, brand.logo, initial, side)
    small = within(drawn, (round(side * share), round(side * share)), 1)
    corner = (side - small.width) // 2, (side - small.height) // 2
    sheet.paste(small, corner, small)
    if kind.startswith("any"):
        sheet = _rounded(sheet)
    return png(sheet)


def _rounded(sheet: Image.Image) -> Image.Image:
    """Round corners: desktops show an icon as it is."""
    side = sheet.width * FINER
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, side - 1, side - 1), side * _ROUND_SHARE, 255
    )
    round_one = sheet.convert("RGBA")
    round_one.putalpha(mask.reduce(FINER))
    return round_one
