"""Codes seen by a camera: read from a screenshot, drawn for one."""

from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image

FILM = (640, 480)
CODE_PIXELS = 300


def read(picture: bytes) -> str:
    """The text of the one QR code in a picture."""
    found = zxingcpp.read_barcodes(
        Image.open(BytesIO(picture)).convert("L"), zxingcpp.BarcodeFormat.QRCode
    )
    texts = {code.text for code in found}
    assert len(texts) == 1, f"{len(texts)} codes are seen"
    return texts.pop()


def draw(text: str) -> Image.Image:
    """A picture of a table with the code on it, somewhat turned."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(barcode.to_image(scale=8)).convert("L")
    code = code.resize((CODE_PIXELS, CODE_PIXELS))
    turned = code.rotate(7, expand=True, fillcolor=255)
    table = Image.new("L", FILM, 255)
    table.paste(turned, (120, 40))
    return table


def film(text: str, path: Path) -> Path:
    """A film of the code for Chromium's fake camera (YUV4MPEG2, 4:2:0)."""
    width, height = FILM
    grey = bytes([128]) * (width * height // 2)
    frame = b"FRAME\n" + draw(text).tobytes() + grey
    head = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + frame * 4)
    return path
