"""Codes as addresses of pictures."""

import re
from urllib.parse import unquote

from app.wallet.codes import qr_address
from passes.barcode import qr_svg


def test_the_address_is_the_picture_and_needs_no_escaping() -> None:
    address = qr_address("T3819331204")
    assert re.fullmatch(r"data:image/svg\+xml,[^\"'<>&#\s]*( [^\"'<>&#]*)*", address)
    svg = unquote(address.removeprefix("data:image/svg+xml,"))
    assert svg == qr_svg("T3819331204").replace('"', "'")
    assert qr_address("T3819331204") is address
