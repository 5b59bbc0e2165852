"""How a business looks on paper and in wallets."""

from app.businesses import brand
from app.businesses.queries import BusinessView
from passes.card import Brand, Colours, Pattern

PATTERNS = {
    "plain": Pattern.NONE,
    "rings": Pattern.SUN,
    "waves": Pattern.WAVES,
    "lattice": Pattern.GRID,
    "pages": Pattern.NONE,
}


def brand_of(business: BusinessView) -> Brand:
    """Name, readable colours and pattern."""
    palette = brand.palette(business.brand_colour, business.accent_colour)
    colours = Colours(palette.brand, palette.on_brand, palette.on_brand, palette.accent)
    return Brand(business.name, colours, PATTERNS[business.motif])
