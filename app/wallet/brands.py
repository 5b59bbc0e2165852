"""How a business looks on paper and in wallets."""

from functools import lru_cache

from app.businesses import brand, covers, pictures
from app.businesses.brand import Palette
from app.businesses.look import Look, PictureRef
from app.businesses.pictures import Crop
from app.businesses.queries import BusinessView
from app.core import tenancy
from app.core.ids import BusinessId
from passes.card import Brand, Colours, Pattern

PATTERNS = {
    "plain": Pattern.NONE,
    "rings": Pattern.SUN,
    "waves": Pattern.WAVES,
    "lattice": Pattern.GRID,
    "pages": Pattern.PAGES,
}
_KEPT = 64


def brand_of(business: BusinessView) -> Brand:
    """Name, readable colours, pattern, and the pictures of a look.

    Runs in the business's scope; a picture is read and cut once per process.
    """
    return brand_in(business.look)


def brand_in(look: Look) -> Brand:
    """The same of any look of the business in scope."""
    palette = brand.palette(look.brand_colour, look.accent_colour)
    colours = colours_of(palette)
    return Brand(
        look.name,
        colours,
        PATTERNS[look.motif],
        logo=_logo(look.logo) if look.logo else b"",
        cover=_cover(look.cover, colours) if look.cover else b"",
    )


def colours_of(palette: Palette) -> Colours:
    """The colours of a pass."""
    return Colours(palette.brand, palette.on_brand, palette.on_brand, palette.accent)


def _logo(ref: PictureRef) -> bytes:
    return _cut_logo(tenancy.current(), ref)


def _cover(ref: PictureRef, colours: Colours) -> bytes:
    return _cut_cover(tenancy.current(), ref, colours.background, colours.foreground)


@lru_cache(maxsize=_KEPT)
def _cut_logo(_: BusinessId, ref: PictureRef) -> bytes:
    return covers.logo(pictures.data_by_digest(ref.digest), Crop.parse(ref.crop))


@lru_cache(maxsize=_KEPT)
def _cut_cover(_: BusinessId, ref: PictureRef, colour: str, words: str) -> bytes:
    source = pictures.data_by_digest(ref.digest)
    return covers.strip(source, Crop.parse(ref.crop), colour, words).picture
