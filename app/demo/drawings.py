"""Pictures of the demo, drawn from a business's two colours: no stock, no files."""

import io
from collections.abc import Callable
from math import cos, pi, sin
from random import Random
from typing import Final

from PIL import Image, ImageColor, ImageDraw

WIDTH: Final = 1600
HEIGHT: Final = 900
_SMOOTH: Final = 2
_PAPER: Final = (250, 246, 238)
Rgb = tuple[int, int, int]


class Sheet:
    """A sheet to draw on, in the brand's colour, twice as large as it will be."""

    def __init__(self, brand: str, accent: str) -> None:
        self.brand, self.accent = _rgb(brand), _rgb(accent)
        size = (WIDTH * _SMOOTH, HEIGHT * _SMOOTH)
        self.picture = Image.new("RGB", size, self.brand)
        self._pen = ImageDraw.Draw(self.picture)

    def tint(self, share: float) -> Rgb:
        """The brand's colour, lighter by a share (darker below zero)."""
        return _mix(self.brand, _PAPER if share > 0 else (0, 0, 0), abs(share))

    def disc(self, x: float, y: float, radius: float, fill: Rgb) -> None:
        """A filled circle."""
        self._pen.ellipse(
            self._box(x - radius, y - radius, x + radius, y + radius), fill
        )

    def ring(self, x: float, y: float, radius: float, line: Rgb, width: int) -> None:
        """A circle's line."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        self._pen.ellipse(box, outline=line, width=width * _SMOOTH)

    def block(self, x: float, y: float, right: float, bottom: float, fill: Rgb) -> None:
        """A rectangle with slightly round corners."""
        self._pen.rounded_rectangle(self._box(x, y, right, bottom), 8 * _SMOOTH, fill)

    def line(self, points: list[tuple[float, float]], fill: Rgb, width: int) -> None:
        """A line through points."""
        path: list[tuple[float, float]] = [
            (x * _SMOOTH, y * _SMOOTH) for x, y in points
        ]
        self._pen.line(path, fill, width * _SMOOTH, joint="curve")

    def _box(self, *edges: float) -> list[float]:
        return [edge * _SMOOTH for edge in edges]


def cups(sheet: Sheet) -> None:
    """Cups from above on a table."""
    for row in range(3):
        for column in range(4):
            x, y = 150 + 430 * column + 215 * (row % 2), 120 + 330 * row
            sheet.disc(x + 10, y + 14, 148, sheet.tint(-0.25))
            sheet.disc(x, y, 148, sheet.tint(0.9))
            sheet.ring(x, y, 122, sheet.tint(0.7), 5)
            sheet.line([(x + 80, y - 80), (x + 128, y - 128)], _PAPER, 30)
            sheet.disc(x, y, 96, _PAPER)
            is_special = (row, column) == (1, 1)
            sheet.disc(x, y, 80, sheet.accent if is_special else (92, 62, 44))
            sheet.ring(x - 6, y - 6, 50, _mix(_PAPER, (92, 62, 44), 0.45), 9)


def sunrise(sheet: Sheet) -> None:
    """The sun behind the hills, in rings."""
    for step in range(9, 0, -1):
        sheet.disc(800, 760, 130 + 95 * step, sheet.tint(0.05 * (10 - step)))
    sheet.disc(800, 760, 180, sheet.accent)
    for beam in range(13):
        angle = pi + pi * beam / 12
        near, far = 225, 290
        points = [(800 + r * cos(angle), 760 + r * sin(angle)) for r in (near, far)]
        sheet.line(points, sheet.accent, 12)
    sheet.disc(260, 1500, 800, sheet.tint(-0.2))
    sheet.disc(1330, 1560, 860, sheet.tint(-0.35))


def books(sheet: Sheet) -> None:
    """Two shelves of books."""
    chance = Random(7)  # noqa: S311 - the same shelf every time
    colours = [sheet.accent, sheet.tint(0.25), sheet.tint(0.5), sheet.tint(0.8), _PAPER]
    for floor in (430, 850):
        x = 60.0
        while x < WIDTH - 120:
            width, tall = chance.randint(38, 92), chance.randint(210, 335)
            fill = chance.choice(colours)
            sheet.block(x, floor - tall, x + width, floor, fill)
            for share in (0.16, 0.22):
                y = floor - tall * (1 - share)
                sheet.line([(x + 8, y), (x + width - 8, y)], sheet.tint(-0.1), 5)
            x += width + chance.choice((4, 4, 4, 46))
        sheet.block(0, floor, WIDTH, floor + 26, sheet.tint(-0.45))


def lights(sheet: Sheet) -> None:
    """An evening under strings of lamps."""
    sheet.block(-20, -20, WIDTH + 20, HEIGHT + 20, sheet.tint(-0.45))
    for row, (top, sag) in enumerate(((80, 190), (40, 330), (10, 480))):
        path: list[tuple[float, float]] = [
            (x, top + sag * (1 - ((x - 800) / 800) ** 2)) for x in range(-40, 1700, 20)
        ]
        sheet.line(path, sheet.tint(0.2), 4)
        for x, y in path[row + 2 :: 7]:
            sheet.disc(x, y + 30, 44, sheet.tint(-0.25))
            sheet.disc(x, y + 30, 22, sheet.accent)
    sheet.disc(800, 1420, 700, sheet.tint(-0.6))


SCENES: Final[dict[str, Callable[[Sheet], None]]] = {
    "cups": cups,
    "sunrise": sunrise,
    "books": books,
    "lights": lights,
}


def drawn(scene: str, brand: str, accent: str) -> bytes:
    """A scene in the colours of a business, as PNG."""
    sheet = Sheet(brand, accent)
    SCENES[scene](sheet)
    out = io.BytesIO()
    small = sheet.picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.save(out, "PNG")
    return out.getvalue()


def _rgb(colour: str) -> Rgb:
    red, green, blue, *_ = ImageColor.getrgb(colour)
    return red, green, blue


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, other, strict=True)
    )
    return red, green, blue
