"""Codes as pictures for pages: an SVG in a ``data:`` address, made once per value."""

from functools import lru_cache
from urllib.parse import quote

from passes.barcode import qr_svg

_PREFIX = "data:image/svg+xml,"


@lru_cache(maxsize=4096)
def qr_address(payload: str) -> str:
    """A black-on-white QR code with its quiet zone, ready for ``<img src>``.

    Only characters that need no escaping in an attribute, and few percent signs, so
    that the page stays small and compresses well.
    """
    svg = qr_svg(payload).replace('"', "'")
    return _PREFIX + quote(svg, safe="/:=.,;-()").replace("%27", "'").replace(
        "'", "%27"
    )
