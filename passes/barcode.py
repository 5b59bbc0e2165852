"""Values into symbols (SVG, PNG, modules for paper) and photographs into values.

QR codes come from `qrcode` with a fixed mask: choosing the best of eight masks costs
nine tenths of the time and any mask is readable. All other symbologies, and all
reading, are zxing-cpp. Drawn symbols are cached by value.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import qrcode
import qrcode.constants
import zxingcpp
from PIL import Image
from qrcode.exceptions import DataOverflowError

from passes.card import Symbology
from passes.pictures import UnreadableImage, on_white, open_picture
from passes.symbol_rules import BadSymbol, Fault, check_digit, whole

__all__ = [
    "BadSymbol",
    "Fault",
    "Symbol",
    "UnreadableImage",
    "check_digit",
    "qr_png",
    "qr_svg",
    "read",
    "symbol",
    "symbol_png",
    "symbol_svg",
]

_FIXED_MASK: Final = 2
_MAX_SIDE_PIXELS: Final = 8_000
_BAR_HEIGHT_SHARE: Final = 3
_DETECTION_SIDES: Final = (1_200, 2_800)

_FORMATS: Final = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.AZTEC: zxingcpp.BarcodeFormat.Aztec,
    Symbology.PDF417: zxingcpp.BarcodeFormat.PDF417,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.CODE39: zxingcpp.BarcodeFormat.Code39,
    Symbology.EAN13: zxingcpp.BarcodeFormat.EAN13,
    Symbology.EAN8: zxingcpp.BarcodeFormat.EAN8,
    Symbology.ITF: zxingcpp.BarcodeFormat.ITF,
}
_LINEAR: Final = {
    Symbology.CODE128,
    Symbology.CODE39,
    Symbology.EAN13,
    Symbology.EAN8,
    Symbology.ITF,
}
_QUIET_MODULES: Final = {
    Symbology.QR: 4,
    Symbology.AZTEC: 2,
    Symbology.PDF417: 2,
    Symbology.DATA_MATRIX: 2,
    Symbology.EAN13: 11,
}
_QUIET_LINEAR_MODULES: Final = 10


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn symbol in modules, black where a row has a non-zero byte.

    Attributes:
        rows: equally long rows, top to bottom; bars have one row.
        row_height: modules per row: 1, or the height of the bars.
        quiet: modules of white that must surround it.
    """

    rows: tuple[bytes, ...]
    row_height: int
    quiet: int

    @property
    def width(self) -> int:
        """Modules from side to side without the quiet zone."""
        return len(self.rows[0])

    @property
    def height(self) -> int:
        """Modules from top to bottom without the quiet zone."""
        return len(self.rows) * self.row_height

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Black stretches as (column, row, length), row by row."""
        for y, row in enumerate(self.rows):
            start = row.find(1)
            while start >= 0:
                end = row.find(0, start)
                end = end if end >= 0 else len(row)
                yield start, y, end - start
                start = row.find(1, end)


def symbol(value: str, kind: Symbology | str = Symbology.QR) -> Symbol:
    """The modules of a value.

    Args:
        value: printable text the symbology can hold; EAN-13 takes 12 or 13 digits,
            EAN-8 takes 7 or 8, ITF an even number of digits.
        kind: a `Symbology` or its name.

    Raises:
        BadSymbol: unknown kind, or a value that it cannot hold unchanged.
    """
    try:
        known = Symbology(kind)
    except ValueError as error:
        raise BadSymbol(f"unknown symbology {kind!r}", Fault.UNKNOWN_KIND) from error
    fit = whole(value, known)
    return _qr(fit) if known is Symbology.QR else _other(fit, known)


@lru_cache(maxsize=1024)
def qr_svg(value: str, *, border: int = 4) -> str:
    """A QR code as one `<svg>` element for a page: no prolog, no inline style.

    Args:
        value: up to 2,000 printable characters.
        border: quiet zone in modules; readers expect 4.

    Raises:
        BadSymbol: the value is empty, unprintable or too long.
    """
    return _svg(symbol(value), border)


@lru_cache(maxsize=256)
def qr_png(value: str, *, scale: int = 8) -> bytes:
    """A QR code as a black and white PNG, `scale` pixels per module, quiet zone 4.

    Raises:
        BadSymbol: the value or the scale cannot be drawn.
    """
    return _png(symbol(value), scale)


@lru_cache(maxsize=1024)
def symbol_svg(value: str, kind: Symbology | str) -> str:
    """A symbol of any kind as one `<svg>` element with its own quiet zone.

    Raises:
        BadSymbol: see `symbol`.
    """
    drawn = symbol(value, kind)
    return _svg(drawn, drawn.quiet)


@lru_cache(maxsize=256)
def symbol_png(value: str, kind: Symbology | str, *, scale: int = 8) -> bytes:
    """A symbol of any kind as PNG, `scale` pixels per module.

    Raises:
        BadSymbol: see `symbol`.
    """
    return _png(symbol(value, kind), scale)


def read(image_bytes: bytes) -> list[str]:
    """All codes found in a photograph, each value once, in the order found.

    Args:
        image_bytes: JPEG, PNG or WebP, at most 10 MB and 24 megapixels.

    Returns:
        The values; an empty list when there is no code in the picture.

    Raises:
        UnreadableImage: the picture is too large, damaged or of another format.
    """
    photo = on_white(open_picture(image_bytes)).convert("L")
    for side in _DETECTION_SIDES:
        smaller = photo.copy()
        smaller.thumbnail((side, side))
        found = zxingcpp.read_barcodes(
            smaller, formats=zxingcpp.BarcodeFormats(tuple(_FORMATS.values()))
        )
        if found:
            return list(dict.fromkeys(code.text for code in found))
        if smaller.size == photo.size:
            break
    return []


@lru_cache(maxsize=1024)
def _qr(value: str) -> Symbol:
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=0,
        mask_pattern=_FIXED_MASK,
    )
    code.add_data(value, optimize=0)
    try:
        code.make()
    except (DataOverflowError, ValueError):
        # The library also stumbles over blocks of zeros; the other one judges.
        return _other(value, Symbology.QR)
    rows = tuple(bytes(row) for row in code.modules)
    return Symbol(rows, row_height=1, quiet=_QUIET_MODULES[Symbology.QR])


@lru_cache(maxsize=1024)
def _other(value: str, kind: Symbology) -> Symbol:
    options = {"ec_level": "M"} if kind is Symbology.QR else {}
    try:
        code = zxingcpp.create_barcode(value, _FORMATS[kind], **options)
    except ValueError as error:
        message = f"the value is too long for {kind.value}: {_reason(error)}"
        raise BadSymbol(message, Fault.TOO_LONG) from error
    if code.text != value:
        message = f"{kind.value} would change this value into {code.text!r}"
        raise BadSymbol(message, Fault.WRONG_SIGN)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    pixels = memoryview(image)
    height, width = pixels.shape or (0, 0)
    dark = bytes(1 if pixel == 0 else 0 for pixel in pixels.tobytes())
    rows = tuple(dark[y * width : (y + 1) * width] for y in range(height))
    quiet = _QUIET_MODULES.get(kind, _QUIET_LINEAR_MODULES)
    if kind in _LINEAR:
        return Symbol(rows[:1], max(width // _BAR_HEIGHT_SHARE, 1), quiet)
    return Symbol(rows, row_height=1, quiet=quiet)


def _reason(error: ValueError) -> str:
    """The maker's sentence without its internal numbers."""
    return str(error).partition(": ")[2].partition(" (retval")[0] or str(error)


def _svg(drawn: Symbol, border: int) -> str:
    if border < 0:
        raise BadSymbol("the quiet zone cannot be negative", Fault.WRONG_SIZE)
    tall = drawn.row_height
    if tall == 1:
        marks = "".join(
            f"M{x + border},{y + border}.5h{length}" for x, y, length in drawn.runs()
        )
        ink = f'<path stroke="#000" d="{marks}"/>'
    else:
        marks = "".join(
            f"M{x + border},{border}h{length}v{tall}h-{length}z"
            for x, _, length in drawn.runs()
        )
        ink = f'<path d="{marks}"/>'
    width, height = drawn.width + 2 * border, drawn.height + 2 * border
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{width}v{height}'
        f'H0z"/>{ink}</svg>'
    )


def _png(drawn: Symbol, scale: int) -> bytes:
    width, height = drawn.width + 2 * drawn.quiet, drawn.height + 2 * drawn.quiet
    if scale < 1 or max(width, height) * scale > _MAX_SIDE_PIXELS:
        message = f"a scale of {scale} pixels per module cannot be drawn"
        raise BadSymbol(message, Fault.WRONG_SIZE)
    paper = Image.new("L", (width, height), 255)
    for x, y, length in drawn.runs():
        left, top = x + drawn.quiet, y * drawn.row_height + drawn.quiet
        paper.paste(0, (left, top, left + length, top + drawn.row_height))
    large = paper.resize((width * scale, height * scale), Image.Resampling.NEAREST)
    out = io.BytesIO()
    large.convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()
