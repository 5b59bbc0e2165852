"""Opening pictures that strangers send, without letting them fill the memory."""

import io
import struct
import zlib
from typing import Final

from PIL import Image

MAX_BYTES: Final = 10_000_000
MAX_PIXELS: Final = 24 * 1024 * 1024
"""24 megapixels in the phone makers' sense: 5712×4284 fits."""

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class UnreadableImage(ValueError):
    """The picture is refused; the message says why in words for the sender."""


def open_picture(data: bytes) -> Image.Image:
    """Decode a JPEG, PNG or WebP picture, first frame only.

    Args:
        data: the file, at most `MAX_BYTES`; its size in pixels is read from the
            header and checked against `MAX_PIXELS` before anything is decoded.

    Raises:
        UnreadableImage: too large, of another format, or damaged.
    """
    if len(data) > MAX_BYTES:
        message = f"the picture is larger than {MAX_BYTES // 1_000_000} MB"
        raise UnreadableImage(message)
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        is_small = picture.width * picture.height <= MAX_PIXELS
        if is_small:
            picture.load()
    except _BROKEN as error:
        message = "the picture is damaged or is not a JPEG, PNG or WebP"
        raise UnreadableImage(message) from error
    if not is_small:
        message = "the picture has more than 24 megapixels"
        raise UnreadableImage(message)
    return picture


def on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency, laid on white paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")
