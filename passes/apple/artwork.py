"""The pictures inside a package: drawn once per look, hashed once, laid out once.

Sizes in points, each at one, two and three pixels per point (Apple Pass Builder).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image

from passes.apple.archive import Layer, layer
from passes.apple.pen import png
from passes.apple.signs import sign, square, within
from passes.apple.strips import Look, poster, strip
from passes.apple.styles import STYLES, Style
from passes.card import Card, Progress, text_in

ICON: Final = (38, 38)
LOGO: Final = (160, 50)
THUMBNAIL: Final = (90, 90)
POSTER: Final = (345, 505)
POSTER_LOGO: Final = (126, 30)
SCALES: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Artwork:
    """Pictures of one look, ready to be packed.

    Attributes:
        listed: their lines of the manifest.
        layer: the files as they will lie in the archive.
    """

    listed: str
    layer: Layer


def artwork(card: Card) -> Artwork:
    """Everything that is drawn for a card, by its look and its stamps.

    Nothing depends on the customer: cards of one brand in one state share one set,
    and asking again costs a look-up.

    Raises:
        passes.pictures.UnreadableImage: the brand's logo or cover cannot be decoded.
    """
    brand = card.brand
    initial = text_in(brand.name, card.language).strip()[:1].upper()
    look = Look(brand.colours, brand.pattern, initial, brand.cover)
    style = STYLES[card.kind]
    return _artwork(look, brand.logo, style, card.progress, card.is_poster)


@lru_cache(maxsize=256)
def _artwork(
    look: Look,
    logo: bytes,
    style: Style,
    progress: Progress | None,
    is_poster: bool,  # noqa: FBT001 (part of the key)
) -> Artwork:
    files = dict(_signs(look, logo))
    if style.strip:
        size = style.strip
        files |= {
            _name("strip", scale): png(strip(look, size, progress, scale))
            for scale in SCALES
        }
    else:
        files |= _thumbnails(look, logo)
    if is_poster:
        files |= _posters(look, logo)
    return Artwork(listed(files), layer(files))


def listed(files: Mapping[str, bytes]) -> str:
    """The lines of a manifest: plain names with SHA-1 in lower-case hex."""
    return ",".join(
        f'"{name}":"{hashlib.sha1(data, usedforsecurity=False).hexdigest()}"'
        for name, data in files.items()
    )


@lru_cache(maxsize=64)
def _signs(look: Look, logo: bytes) -> Mapping[str, bytes]:
    """Icon and logo: the same in every state of every card of a brand."""
    files = {}
    for scale, drawn in _drawn(look, logo, LOGO[1]):
        icon = square(look.colours, drawn, ICON[0] * scale)
        files[_name("icon", scale)] = png(icon)
        files[_name("logo", scale)] = png(within(drawn, LOGO, scale))
    return files


def _thumbnails(look: Look, logo: bytes) -> Mapping[str, bytes]:
    return {
        _name("thumbnail", scale): png(
            square(look.colours, drawn, THUMBNAIL[0] * scale)
        )
        for scale, drawn in _drawn(look, logo, THUMBNAIL[1])
    }


def _posters(look: Look, logo: bytes) -> Mapping[str, bytes]:
    files = {}
    for scale, drawn in _drawn(look, logo, POSTER_LOGO[1]):
        files[_name("background", scale)] = png(poster(look, POSTER, scale))
        files[_name("primaryLogo", scale)] = png(within(drawn, POSTER_LOGO, scale))
    return files


def _drawn(look: Look, logo: bytes, side: int) -> Iterator[tuple[int, Image.Image]]:
    """The brand's sign for every scale, `side` points high."""
    for scale in SCALES:
        drawn = sign(look.colours, look.pattern, logo, look.initial, side * scale)
        yield scale, drawn


def _name(stem: str, scale: int) -> str:
    return f"{stem}@{scale}x.png" if scale > 1 else f"{stem}.png"
