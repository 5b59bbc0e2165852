"""Codes as pictures for pages: an SVG in a ``data:`` address, made once per value."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from passes.barcode import qr_png, qr_svg, symbol, symbol_svg

SQUARE, STRIP = 192, 320
# A code of 33 modules is then 984 pixels wide: 8 cm at 300 dpi.
_PRINT_SCALE = 24
_PREFIX = "data:image/svg+xml,"


@lru_cache(maxsize=4096)
def qr_address(payload: str) -> str:
    """A black-on-white QR code with its quiet zone, ready for ``<img src>``.

    Only characters that need no escaping in an attribute, and few percent signs, so
    that the page stays small and compresses well.
    """
    return _address(qr_svg(payload))


def qr_file(payload: str, ending: str) -> bytes:
    """The same code as a file to be placed anywhere: ``svg``, or ``png`` for print."""
    if ending == "svg":
        return qr_svg(payload).encode()
    return qr_png(payload, scale=_PRINT_SCALE)


@dataclass(frozen=True, slots=True)
class CodePicture:
    """A code ready for ``<img>``: its address and its size in CSS pixels."""

    address: str
    width: int
    height: int

    @property
    def is_wide(self) -> bool:
        """Whether it is a strip and not a square."""
        return self.width > self.height


@lru_cache(maxsize=4096)
def picture(symbology: str, value: str) -> CodePicture:
    """A code of any kind; raises ``passes.barcode.BadSymbol``."""
    if symbology == "qr":
        return CodePicture(qr_address(value), SQUARE, SQUARE)
    drawn = symbol(value, symbology)
    width, height = drawn.width + 2 * drawn.quiet, drawn.height + 2 * drawn.quiet
    wide = STRIP if width > height else SQUARE
    address = _address(symbol_svg(value, symbology))
    return CodePicture(address, wide, wide * height // width)


def _address(svg: str) -> str:
    svg = svg.replace('"', "'")
    return _PREFIX + quote(svg, safe="/:=.,;-()").replace("%27", "'").replace(
        "'", "%27"
    )
