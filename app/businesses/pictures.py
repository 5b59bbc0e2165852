"""Pictures that a business brings: read safely, kept small, cropped to each format.

Reading decodes what a stranger sent, so it comes before any transaction; only clean
pixels are kept. A crop is a point of interest and a zoom; the part that a shape shows
lies around that point, as far as the edges allow.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image
from sqlalchemy import select

from app.businesses.models import Picture
from app.core import clock, db, ids, tenancy
from app.core.errors import NotFound, Refused
from app.core.ids import PictureId
from passes import pictures
from passes.pictures import ImageFault, UnreadableImage

LONGEST_SIDE: Final = 2400
SHAPES: Final = {
    "cover": (1200, 480),
    "cover-phone": (780, 585),
    "cover-band": (780, 360),
    "strip": (750, 288),
    "share": (1200, 630),
    "post": (960, 540),
    "post-card": (640, 360),
    "thumb": (320, 240),
    "logo": (240, 240),
    "wide-logo": (480, 150),
}
"""What a picture is cut to, width and height in pixels."""

_QUALITY: Final = 82


class PictureTooLarge(Refused):
    """More bytes or pixels than we open."""

    code = "picture_too_large"
    sentence = (
        "The picture is too large: up to 10 MB and 24 megapixels are taken, "
        "a drawing up to 500 kB. Send a smaller one."
    )


class PictureUnreadable(Refused):
    """Damaged, or another kind of file, whatever its name says."""

    code = "picture_unreadable"
    sentence = "This file is not a JPEG, PNG or WebP picture. Save it as one of these."


class DrawingUnsafe(Refused):
    """An SVG that does more than draw."""

    code = "drawing_unsafe"
    sentence = (
        "This drawing contains scripts, links or parts of other files. "
        "Save it as a plain SVG or as PNG."
    )


_REFUSALS: Final[dict[ImageFault, type[Refused]]] = {
    ImageFault.TOO_MANY_BYTES: PictureTooLarge,
    ImageFault.TOO_MANY_PIXELS: PictureTooLarge,
    ImageFault.UNREADABLE: PictureUnreadable,
    ImageFault.UNSAFE_DRAWING: DrawingUnsafe,
}


@dataclass(frozen=True)
class Clean:
    """A picture of our own making: PNG where it is see-through, JPEG otherwise."""

    data: bytes
    digest: str
    width: int
    height: int


@dataclass(frozen=True)
class Crop:
    """Where to look: the point of interest and the zoom, all in per cent.

    ``x`` and ``y`` run from 0 (left, top) to 100; ``zoom`` from 100 (as much as fits)
    to 400.
    """

    x: int = 50
    y: int = 50
    zoom: int = 100

    @classmethod
    def parse(cls, text: str) -> "Crop":
        """Read ``50-50-100``; raises NotFound for anything else."""
        parts = text.split("-")
        if len(parts) != 3 or not all(p.isdecimal() and len(p) < 4 for p in parts):  # noqa: PLR2004 - x, y, zoom
            raise NotFound
        crop = cls(*map(int, parts))
        if crop.x > 100 or crop.y > 100 or not 100 <= crop.zoom <= 400:  # noqa: PLR2004 - stated above
            raise NotFound
        return crop

    def __str__(self) -> str:
        return f"{self.x}-{self.y}-{self.zoom}"


def read(data: bytes, *, is_artwork: bool = False) -> Clean:
    """Decode what was sent and make a picture of our own of its pixels.

    Run it outside a transaction: it may take a second.

    Args:
        data: the file as it came.
        is_artwork: take SVG drawings too (logos and covers).

    Raises:
        PictureTooLarge, PictureUnreadable, DrawingUnsafe.
    """
    try:
        picture = (
            pictures.open_artwork(data) if is_artwork else pictures.open_picture(data)
        )
    except UnreadableImage as error:
        raise _REFUSALS[error.fault] from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if picture.has_transparency_data:
        picture.save(out, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=90, progressive=True)
    body = out.getvalue()
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Clean(body, digest, picture.width, picture.height)


def keep(clean: Clean) -> PictureId:
    """Keep a picture for the business in scope; the same pixels are kept once."""
    known = db.session().scalar(
        select(Picture.id).where(Picture.digest == clean.digest)
    )
    if known is not None:
        return PictureId(known)
    row = Picture(
        digest=clean.digest,
        width=clean.width,
        height=clean.height,
        data=clean.data,
        created_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    return PictureId(row.id)


def is_kept(digest: str) -> bool:
    """Whether the business in scope has a picture of this digest."""
    found = select(Picture.id).where(Picture.digest == digest)
    return db.session().execute(found).first() is not None


def data(picture_id: PictureId) -> bytes:
    """The clean file of a picture of the business in scope; raises NotFound."""
    found = db.session().scalar(select(Picture.data).where(Picture.id == picture_id))
    if found is None:
        raise NotFound
    return found


def data_by_digest(digest: str) -> bytes:
    """The clean file under the digest that addresses name; raises NotFound."""
    found = db.session().scalar(select(Picture.data).where(Picture.digest == digest))
    if found is None:
        raise NotFound
    return found


def digest_of(picture_id: PictureId) -> str:
    """The digest of a picture of the business in scope; raises NotFound."""
    found = db.session().scalar(select(Picture.digest).where(Picture.id == picture_id))
    if found is None:
        raise NotFound
    return found


def seal(secret_key: str, digest: str, shape: str, crop: Crop) -> str:
    """What an address must carry, so that nobody makes us cut what no page shows."""
    what = f"{tenancy.current()}/{digest}/{shape}/{crop}"
    return ids.digest(secret_key, "picture", what).hex()[:16]


@lru_cache(maxsize=128)
def cut(source: bytes, shape: str, crop: Crop) -> bytes:
    """A kept picture cut to a shape, as WebP.

    Args:
        source: the clean file.
        shape: one of `SHAPES`; raises KeyError for another.
        crop: where to look.
    """
    return encoded(cropped(source, SHAPES[shape], crop))


@lru_cache(maxsize=32)
def cut_for_letters(source: bytes, shape: str, crop: Crop) -> bytes:
    """The same as JPEG on white: Outlook for Windows shows no WebP."""
    seen = cropped(source, SHAPES[shape], crop).convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    out = io.BytesIO()
    flat = Image.alpha_composite(paper, seen).convert("RGB")
    flat.save(out, "JPEG", quality=_QUALITY, progressive=True)
    return out.getvalue()


def cropped(source: bytes, size: tuple[int, int], crop: Crop) -> Image.Image:
    """The part of a picture that ``crop`` looks at, ``size`` pixels large."""
    picture = Image.open(io.BytesIO(source))
    width, height = size
    share = min(picture.width / width, picture.height / height) * 100 / crop.zoom
    seen_w, seen_h = width * share, height * share
    left = _clamped(picture.width * crop.x / 100 - seen_w / 2, picture.width - seen_w)
    top = _clamped(picture.height * crop.y / 100 - seen_h / 2, picture.height - seen_h)
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB").resize(
        size, Image.Resampling.LANCZOS, (left, top, left + seen_w, top + seen_h)
    )


def _clamped(value: float, most: float) -> float:
    return max(0.0, min(value, most))


def encoded(picture: Image.Image) -> bytes:
    """As WebP for pages."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
