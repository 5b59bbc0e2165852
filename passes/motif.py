"""The line drawings of a brand as plain geometry, for pixels and for paper alike.

Coordinates run on a sheet of 358 by 226 units (an ID-1 card on a phone), origin top
left; a renderer scales them so that the lower right corner stays in place.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from passes.card import Pattern, rgb

WIDTH: Final = 358
HEIGHT: Final = 226
LINE_WIDTH: Final = 1.4

_MIDDLE: Final = 3 * 128
"""The sum of a grey that is neither light nor dark."""

_SUN_AT: Final = (296.0, 232.0)
_SUN_RADIUS: Final = 46.0
_SUN_RINGS: Final = (66, 88, 112, 138, 166, 196, 228)
_FADING: Final = (0.62, 0.46, 0.34, 0.25, 0.18, 0.12, 0.08)
_SPINE: Final = 262.0
_PAGE_FADING: Final = (0.85, 0.66, 0.5, 0.38, 0.28, 0.2, 0.13, 0.08)
_PAGE: Final = ((184.0, 214.0), (214.0, 203.0), (246.0, 208.0), (262.0, 224.0))
_LEAVES: Final = (
    ((184.0, 200.0), (214.0, 190.0), (246.0, 196.0), (262.0, 220.0)),
    ((165.0, 188.0), (202.0, 169.0), (243.0, 177.0), (262.0, 204.0)),
    ((146.0, 170.0), (190.0, 148.0), (239.0, 157.0), (262.0, 187.0)),
    ((127.0, 152.0), (178.0, 127.0), (235.0, 137.0), (262.0, 170.0)),
    ((108.0, 134.0), (167.0, 106.0), (231.0, 117.0), (262.0, 154.0)),
    ((89.0, 116.0), (155.0, 85.0), (227.0, 97.0), (262.0, 138.0)),
    ((70.0, 98.0), (143.0, 64.0), (224.0, 78.0), (262.0, 121.0)),
    ((51.0, 80.0), (131.0, 43.0), (220.0, 58.0), (262.0, 104.0)),
)
"""The left half of an open book, leaf by leaf: cubic curves that end at the spine."""

_WAVE_LENGTH: Final = 92.0
_WAVE_HEIGHT: Final = 9.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """One drawn thing: an outline, or a filled shape.

    Attributes:
        points: corners on the sheet.
        opacity: 0 to 1.
        filled: fill it instead of drawing its line.
    """

    points: tuple[tuple[float, float], ...]
    opacity: float
    filled: bool = False


def strokes(pattern: Pattern) -> Sequence[Stroke]:
    """The drawing behind a card; nothing for the plain one."""
    return _CARDS[pattern]


def mark(pattern: Pattern) -> Sequence[Stroke]:
    """The small sign of a brand on a field of 32 by 32; nothing for the plain one."""
    return _MARKS[pattern]


def mixed(colour: str, other: str, share: float) -> tuple[int, int, int]:
    """`colour` with a share (0 to 1) of `other` in it, as red, green, blue."""
    pairs = zip(rgb(colour), rgb(other), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return red, green, blue


def shades(
    background: str, foreground: str
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """The two tones of a card's diagonal, from upper left to lower right.

    They move away from the words on them: under dark words the card gets lighter.
    """
    if sum(rgb(foreground)) > _MIDDLE:
        return rgb(background), mixed(background, "#000000", 0.22)
    return mixed(background, "#ffffff", 0.14), rgb(background)


def _circle(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    steps = max(24, round(radius * 1.5))
    turns = (2 * math.pi * step / steps for step in range(steps + 1))
    return tuple((x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns)


def _wave(
    y: float, *, length: float, height: float, width: int, step: int
) -> tuple[tuple[float, float], ...]:
    return tuple(
        (x, y - height * math.sin(2 * math.pi * x / length))
        for x in range(-step, width + 2 * step, step)
    )


def _sun() -> tuple[Stroke, ...]:
    rings = zip(_SUN_RINGS, _FADING, strict=True)
    return (
        Stroke(_circle(*_SUN_AT, _SUN_RADIUS), 1, filled=True),
        *(Stroke(_circle(*_SUN_AT, radius), fade) for radius, fade in rings),
    )


def _waves() -> tuple[Stroke, ...]:
    lines = enumerate(_FADING)
    return tuple(
        Stroke(
            _wave(
                HEIGHT - 8 - 17 * row,
                length=_WAVE_LENGTH,
                height=_WAVE_HEIGHT,
                width=WIDTH,
                step=4,
            ),
            fade,
        )
        for row, fade in lines
    )


def _grid() -> tuple[Stroke, ...]:
    lines = []
    for step, fade in enumerate(reversed(_FADING)):
        x = 130 + 34 * step
        lines.append(Stroke(((x, -6), (x + 238, HEIGHT + 6)), fade))
        lines.append(Stroke(((x, HEIGHT + 6), (x + 238, -6)), fade))
    return tuple(lines)


def _pages() -> tuple[Stroke, ...]:
    top = _mirrored(_curve(_PAGE), _SPINE)
    foot = ((2 * _SPINE - _PAGE[0][0], 236.0), (_PAGE[0][0], 236.0))
    leaves = zip(_LEAVES, _PAGE_FADING, strict=True)
    return (
        Stroke((*top, *foot, top[0]), 0.9, filled=True),
        *(Stroke(_mirrored(_curve(leaf), _SPINE), fade) for leaf, fade in leaves),
    )


def _curve(
    ends: tuple[tuple[float, float], ...], steps: int = 20
) -> tuple[tuple[float, float], ...]:
    """A cubic Bezier curve as a line of corners."""
    shares = [step / steps for step in range(steps + 1)]
    weights = [
        ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in shares
    ]
    return tuple(
        (
            sum(w * x for w, (x, _) in zip(row, ends, strict=True)),
            sum(w * y for w, (_, y) in zip(row, ends, strict=True)),
        )
        for row in weights
    )


def _mirrored(
    left: tuple[tuple[float, float], ...], spine: float
) -> tuple[tuple[float, float], ...]:
    """A line that ends at the spine, and on to its mirror image."""
    return (*left, *((2 * spine - x, y) for x, y in reversed(left[:-1])))


def _pages_mark() -> tuple[Stroke, ...]:
    spine = 16.0
    upper = _curve(((3.5, 6.2), (8.8, 6.0), (13.0, 6.8), (spine, 9.5)))
    lower = _curve(((3.5, 24.5), (8.8, 24.3), (13.0, 25.1), (spine, 27.8)))
    outline = (*_mirrored(upper, spine), *reversed(_mirrored(lower, spine)), upper[0])
    return Stroke(outline, 1), Stroke(((spine, 9.5), (spine, 27.5)), 1)


def _sun_mark() -> tuple[Stroke, ...]:
    rays = []
    for step in range(8):
        turn = math.pi * step / 4
        along, across = math.cos(turn), math.sin(turn)
        near, far = 10.2, 14.0
        rays.append(
            Stroke(
                (
                    (16 + near * along, 16 + near * across),
                    (16 + far * along, 16 + far * across),
                ),
                1,
            )
        )
    return (Stroke(_circle(16, 16, 6.5), 1, filled=True), *rays)


def _waves_mark() -> tuple[Stroke, ...]:
    return tuple(
        Stroke(
            tuple(
                (x / 4, y - 2.4 * math.sin(2 * math.pi * (x / 4 - 4) / 12))
                for x in range(16, 113)
            ),
            1,
        )
        for y in (9, 16, 23)
    )


def _grid_mark() -> tuple[Stroke, ...]:
    return tuple(
        Stroke(line, 1)
        for line in (
            ((5, 11), (21, 27)),
            ((11, 5), (27, 21)),
            ((5, 21), (21, 5)),
            ((11, 27), (27, 11)),
        )
    )


_CARDS: Final = {
    Pattern.SUN: _sun(),
    Pattern.WAVES: _waves(),
    Pattern.GRID: _grid(),
    Pattern.PAGES: _pages(),
    Pattern.NONE: (),
}
_MARKS: Final = {
    Pattern.SUN: _sun_mark(),
    Pattern.WAVES: _waves_mark(),
    Pattern.GRID: _grid_mark(),
    Pattern.PAGES: _pages_mark(),
    Pattern.NONE: (),
}
