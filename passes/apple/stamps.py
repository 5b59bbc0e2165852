"""Stamps and visits as a row of round fields: done, still open, and the last one."""

import math
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from passes import motif
from passes.apple.pen import FINER, draw, visible
from passes.apple.signs import MARK_FIELD, MARK_LINE
from passes.brand import Colours, Pattern
from passes.card import Progress

_MARGIN: Final = (18, 14)
"""Points kept free at the sides, and above and below."""

_ROW_OF_ONE: Final = 6
_ROW_OF_TWO: Final = 12
_GAP_SHARE: Final = 0.2
_LARGEST: Final = 58
_RING_SHARE: Final = 0.045
_LEAST_RING: Final = 1.2
_MARK_SHARE: Final = 0.62
_TICK: Final = (motif.Stroke(((9.0, 16.6), (14.2, 21.8), (23.4, 11.4)), 1),)
_TICK_LINE: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Field:
    """A round place for a stamp, in pixels of the fine mask."""

    x: float
    y: float
    radius: float


def stamped(
    sheet: Image.Image,
    colours: Colours,
    pattern: Pattern,
    progress: Progress,
    scale: int,
) -> None:
    """Draw the state onto a strip.

    Args:
        sheet: the strip without stamps.
        colours: the brand's.
        pattern: whose mark a stamp carries; the plain one has a tick.
        progress: so many of so many.
        scale: pixels per point.
    """
    unit = scale * FINER
    size = sheet.width * FINER, sheet.height * FINER
    done, marks, open_ = (Image.new("L", size, 0) for _ in range(3))
    places = _places(progress.total, size, unit)
    for at, place in enumerate(places):
        if at < progress.done:
            _dot(done, place)
            _mark(marks, pattern, place)
        else:
            is_last = at == progress.total - 1
            _ring(done if is_last else open_, place, unit)
            if is_last:
                _star(done, place)
    accent = visible(colours)
    for mask, colour in (
        (open_, colours.label),
        (done, accent),
        (marks, colours.background),
    ):
        small = mask.reduce(FINER)
        sheet.paste(colour, (0, 0), small)


def _places(total: int, size: tuple[int, int], unit: int) -> list[_Field]:
    """Round fields in one, two or three rows, the fuller rows first."""
    rows = 1 if total <= _ROW_OF_ONE else 2 if total <= _ROW_OF_TWO else 3
    columns = math.ceil(total / rows)
    wide, high = size[0] - 2 * _MARGIN[0] * unit, size[1] - 2 * _MARGIN[1] * unit
    step = min(
        wide / (columns - _GAP_SHARE),
        high / (rows - _GAP_SHARE),
        _LARGEST * unit / (1 - _GAP_SHARE),
    )
    radius = step * (1 - _GAP_SHARE) / 2
    left = (size[0] - (columns - 1) * step) / 2
    top = (size[1] - (rows - 1) * step) / 2
    return [
        _Field(left + at % columns * step, top + at // columns * step, radius)
        for at in range(total)
    ]


def _dot(mask: Image.Image, place: _Field) -> None:
    ImageDraw.Draw(mask).circle((place.x, place.y), place.radius, fill=255)


def _ring(mask: Image.Image, place: _Field, unit: int) -> None:
    width = max(place.radius * 2 * _RING_SHARE, _LEAST_RING * unit)
    ImageDraw.Draw(mask).circle(
        (place.x, place.y), place.radius, outline=255, width=round(width)
    )


def _mark(mask: Image.Image, pattern: Pattern, place: _Field) -> None:
    drawing, line = motif.mark(pattern), MARK_LINE
    if not drawing:
        drawing, line = _TICK, _TICK_LINE
    side = place.radius * 2 * _MARK_SHARE
    corner = place.x - side / 2, place.y - side / 2
    draw(mask, drawing, side / MARK_FIELD, shift=corner, line=line)


def _star(mask: Image.Image, place: _Field) -> None:
    """What the last field promises."""
    points = []
    for at in range(10):
        reach = place.radius * (0.62 if at % 2 == 0 else 0.27)
        turn = math.pi * at / 5 - math.pi / 2
        points.append(
            (place.x + reach * math.cos(turn), place.y + reach * math.sin(turn))
        )
    ImageDraw.Draw(mask).polygon(points, fill=255)
