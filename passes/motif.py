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
    Pattern.NONE: (),
}
_MARKS: Final = {
    Pattern.SUN: _sun_mark(),
    Pattern.WAVES: _waves_mark(),
    Pattern.GRID: _grid_mark(),
    Pattern.NONE: (),
}
