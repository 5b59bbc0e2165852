"""From one or two colours to a readable brand: WCAG arithmetic and the stylesheet.

The owner's text never reaches a stylesheet; only ``#rrggbb`` values computed here do.
Text on the brand is white or pure black: between those two a contrast of 4.58:1 is
always reached (WCAG 2.2, 1.4.3).
"""

import colorsys
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

TEXT_CONTRAST = 4.5
_CLEAR, _CALM = 2.4, 0.6
"""How far a computed pattern stands out, and how loud its colour may be."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
# The darker of the light grounds and the lighter of the dark ones: links stand on all.
PAPER, NIGHT = "#f5f3ee", "#1d1b19"
WHITE, BLACK = "#ffffff", "#000000"
Rgb = tuple[int, int, int]


class BadColour(ValueError):
    """Not a ``#rrggbb`` colour."""


@dataclass(frozen=True)
class Palette:
    """Everything a page needs of a brand, each ``#rrggbb``."""

    brand: str
    brand_deep: str
    on_brand: str
    accent: str
    text_on_paper: str
    text_on_night: str


@lru_cache(maxsize=512)
def palette(brand: str, accent: str) -> Palette:
    """The palette of two colours; of an empty accent, one is computed.

    Raises BadColour.
    """
    base = _parse(brand)
    shine = _parse(accent) if accent else _shine(base)
    deep = _scale_lightness(base, 0.66)
    white = min(contrast(WHITE, _hex(base)), contrast(WHITE, _hex(deep)))
    # The card face runs from the brand to its deeper shade: both must carry the text.
    if white >= TEXT_CONTRAST:
        on_brand = WHITE
    else:
        on_brand = BLACK if contrast(BLACK, _hex(base)) >= white else WHITE
        deep = _readable_end(base, deep, on_brand)
    return Palette(
        brand=_hex(base),
        brand_deep=_hex(deep),
        on_brand=on_brand,
        accent=_hex(shine),
        text_on_paper=_readable(base, PAPER),
        text_on_night=_readable(base, NIGHT),
    )


def contrast(one: str, other: str) -> float:
    """The WCAG contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=512)
def stylesheet(brand: str, accent: str) -> str:
    """The business's stylesheet: variables in their own layer, nothing else."""
    p = palette(brand, accent)
    return (
        "@layer reset, tokens, brand, base, blocks, pages;\n"
        "@layer brand {\n  :root {\n"
        f"    --brand: {p.brand}; --brand-2: {p.brand_deep}; --on-brand: {p.on_brand};\n"
        f"    --accent: {p.accent};\n"
        f"    --brand-text: light-dark({p.text_on_paper}, {p.text_on_night});\n"
        "  }\n}\n"
    )


@lru_cache(maxsize=512)
def stylesheet_hash(brand: str, accent: str) -> str:
    """A short content hash for the stylesheet's address."""
    return hashlib.sha256(stylesheet(brand, accent).encode()).hexdigest()[:12]


def _shine(base: Rgb) -> Rgb:
    """The nearest lightness of the hue that draws a clear pattern on the brand."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in base))
    step = 0.02 if contrast(WHITE, _hex(base)) >= _CLEAR else -0.02
    for count in range(51):
        moved = min(1.0, max(0.0, lightness + step * count))
        candidate = _from_hls(hue, moved, min(saturation, _CALM))
        if contrast(_hex(candidate), _hex(base)) >= _CLEAR:
            return candidate
    return _parse(WHITE if step > 0 else BLACK)


def _readable_end(base: Rgb, deep: Rgb, on_brand: str) -> Rgb:
    for factor in (0.8, 0.9, 1.0):
        candidate = _scale_lightness(base, factor)
        if contrast(on_brand, _hex(candidate)) >= TEXT_CONTRAST:
            return candidate
    return base if contrast(on_brand, _hex(deep)) < TEXT_CONTRAST else deep


def _readable(colour: Rgb, background: str) -> str:
    """The nearest lightness of the hue that is readable on ``background``."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    towards_dark = _luminance(background) > 0.5  # noqa: PLR2004 - the middle
    for step in range(101):
        moved = lightness + (-step if towards_dark else step) / 100
        candidate = _hex(_from_hls(hue, min(1.0, max(0.0, moved)), saturation))
        if contrast(candidate, background) >= TEXT_CONTRAST:
            return candidate
    return BLACK if towards_dark else WHITE


def _scale_lightness(colour: Rgb, factor: float) -> Rgb:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    return _from_hls(hue, lightness * factor, saturation)


def _from_hls(hue: float, lightness: float, saturation: float) -> Rgb:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _parse(text: str) -> Rgb:
    if not _HEX.fullmatch(text):
        raise BadColour(text)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_LINEAR[part] for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _luminance(colour: str) -> float:
    return luminance(_parse(colour))


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB, WCAG 2.2


_LINEAR = tuple(_linear(part) for part in range(256))
