"""Opening pictures that strangers send, without letting them do harm.

What comes out is upright, has eight bits per colour and carries nothing but pixels.
"""

import io
import struct
import zlib
from enum import StrEnum
from typing import Final, Literal

from PIL import Image, ImageOps

from passes import drawings
from passes.drawings import UnsafeDrawing

MAX_BYTES: Final = 10_000_000
MAX_PIXELS: Final = 24 * 1024 * 1024
"""24 megapixels in the phone makers' sense: 5712×4284 fits."""

MAX_DRAWING_BYTES: Final = 500_000

_MOST_SCANS: Final = 100
"""A JPEG is decoded once per scan; cameras write ten at most."""
_NEXT_SCAN: Final = b"\xff\xda"
_QUALITY: Final = 86
_MODES: Final = ("L", "LA", "RGB", "RGBA")
_DEEP: Final = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
)
_TOO_MANY: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)

Form = Literal["JPEG", "PNG", "WEBP"]


class ImageFault(StrEnum):
    """Why a picture is refused, for a sentence in the reader's language."""

    TOO_MANY_BYTES = "too-many-bytes"
    TOO_MANY_PIXELS = "too-many-pixels"
    UNREADABLE = "unreadable"
    UNSAFE_DRAWING = "unsafe-drawing"


class UnreadableImage(ValueError):
    """The picture is refused; the message says what to do.

    Attributes:
        fault: the same in one word.
    """

    def __init__(self, message: str, fault: ImageFault = ImageFault.UNREADABLE) -> None:
        super().__init__(message)
        self.fault = fault


def open_picture(data: bytes) -> Image.Image:
    """Decode a JPEG, PNG or WebP picture, first frame only.

    Args:
        data: the file, at most `MAX_BYTES`; its size in pixels is read from the
            header and checked against `MAX_PIXELS` before anything is decoded.

    Returns:
        The picture the way up it was taken, as L, LA, RGB or RGBA of eight bits,
        without metadata.

    Raises:
        UnreadableImage: too large, of another format, or damaged.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableImage(
            f"the picture is larger than {MAX_BYTES // 1_000_000} MB; send a smaller one",
            ImageFault.TOO_MANY_BYTES,
        )
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
        is_small = picture.width * picture.height <= MAX_PIXELS
        if is_small:
            _refuse_scans(picture, data)
            picture.load()
            picture = _plain(picture)
    except _TOO_MANY as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise UnreadableImage(
            "the picture is damaged or is not a JPEG, PNG or WebP; "
            "open it in a photo program and save it as one of these"
        ) from error
    if not is_small:
        raise _too_many_pixels()
    return picture


def _too_many_pixels() -> UnreadableImage:
    return UnreadableImage(
        "the picture has more than 24 megapixels; make it smaller",
        ImageFault.TOO_MANY_PIXELS,
    )


def open_artwork(data: bytes) -> Image.Image:
    """Decode a logo or a cover: a picture, or an SVG drawing without anything active.

    Drawings are cleaned by an allow-list and painted `drawings.SIDE_PIXELS` large.

    Raises:
        UnreadableImage: see `open_picture`; or a drawing that does more than draw.
    """
    if not drawings.is_drawing(data):
        return open_picture(data)
    if len(data) > MAX_DRAWING_BYTES:
        raise UnreadableImage(
            f"the drawing is larger than {MAX_DRAWING_BYTES // 1_000} kB; "
            "simplify it or send it as PNG",
            ImageFault.TOO_MANY_BYTES,
        )
    try:
        return open_picture(drawings.painted(drawings.cleaned(data)))
    except UnsafeDrawing as error:
        raise UnreadableImage(str(error), ImageFault.UNSAFE_DRAWING) from error


def reencoded(
    data: bytes, *, longest_side: int, form: Form = "PNG", artwork: bool = False
) -> bytes:
    """A stranger's picture as a new file of our own: only its pixels survive.

    Args:
        data: the file as it was sent.
        longest_side: pixels; larger pictures are made smaller, small ones stay.
        form: JPEG has no transparency: it is laid on white.
        artwork: take SVG drawings too.

    Raises:
        UnreadableImage: see `open_picture` and `open_artwork`.
    """
    picture = open_artwork(data) if artwork else open_picture(data)
    picture.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    if form == "JPEG":
        picture = on_white(picture)
    out = io.BytesIO()
    picture.save(out, form, quality=_QUALITY, optimize=form != "WEBP")
    return out.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """The picture without transparency, laid on white paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")


def _refuse_scans(picture: Image.Image, data: bytes) -> None:
    """Refuse a JPEG that asks to be decoded hundreds of times."""
    if picture.format == "JPEG" and data.count(_NEXT_SCAN) > _MOST_SCANS:
        message = "too many scans"
        raise ValueError(message)


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, eight bits, one of four modes, and nothing but pixels."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in _DEEP:
        # Sixteen bits of grey; a plain conversion would clip them to white.
        wide = upright.convert("I")
        upright = wide.point(lambda level: level / 257).convert("L")
    elif upright.mode not in _MODES:
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    elif "transparency" in upright.info:
        upright = upright.convert("RGBA")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare
