"""A card to begin with, and pictures of what came out."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from passes.card import (
    Barcode,
    Brand,
    Card,
    Colours,
    Field,
    Link,
    Outlet,
    Pattern,
)

NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
PASS_TYPE = "pass.demo.tessera"
TEAM = "TESSERA001"
VALUE = "TES1:381333931"
BRAND = Brand(
    {"ru": "Полдень", "en": "Polden"},
    Colours("#1f4b3f", "#ffffff", "#cfe0d8", "#f0b35a"),
    Pattern.SUN,
)


def card(**changes: Any) -> Card:
    """A full card; keyword arguments replace its parts."""
    whole = Card(
        serial="b7c1f0a2d94e4c5f",
        number="381333931",
        brand=BRAND,
        description={"ru": "Карта гостя", "en": "Loyalty card"},
        barcode=Barcode(VALUE, caption="381 333 931"),
        holder="Анна Константинопольская",
        level="Серебро, 7 %",
        header=(
            Field(
                "points",
                {"ru": "Баллы", "en": "Points"},
                1240,
                {"ru": "Теперь баллов: %@", "en": "Points now: %@"},
            ),
        ),
        secondary=(
            Field("since", {"ru": "С нами", "en": "Member since"}, date(2024, 3, 1)),
            Field("next", {"ru": "Сгорят", "en": "Expire"}, NOW),
        ),
        back=(
            Field(
                "rules",
                {"ru": "Правила", "en": "Rules"},
                {"ru": 'Балл = "рубль"\nвсегда', "en": 'A point = "1"\nalways'},
            ),
        ),
        links=(Link({"ru": "Сайт", "en": "Site"}, "https://example.org/?a=1&b=2"),),
        outlets=(Outlet({"ru": "Мясницкая", "en": "Myasnitskaya"}, 55.76, 37.63),),
    )
    return replace(whole, **changes)


def unpacked(package: bytes) -> dict[str, bytes]:
    """Path → bytes of an archive."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def page(pdf: bytes, *, dpi: float = 200) -> Image.Image:
    """The first page as a grey picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def photographed(sharp: Image.Image, share: float = 0.7) -> Image.Image:
    """The picture resampled to an odd size, blurred and turned a little."""
    size = round(sharp.width * share), round(sharp.height * share)
    soft = sharp.resize(size, Image.Resampling.BICUBIC)
    turned = soft.rotate(3, expand=True, fillcolor=160)
    return turned.filter(ImageFilter.GaussianBlur(0.8))


def codes(picture: Image.Image) -> list[str]:
    """What an independent reader sees."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def png(picture: Image.Image, form: str = "PNG") -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()
