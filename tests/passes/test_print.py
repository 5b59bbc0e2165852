"""Paper: the right size, embedded type, and a code that reads after the press."""

import io
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from passes.card import Barcode, Brand, Pattern, Symbology
from passes.pictures import UnreadableImage
from passes.print.cards import Unprintable, card_pdf
from passes.print.drawing import printable
from passes.print.posters import poster_pdf
from tests.passes.samples import (
    BRAND,
    VALUE,
    card,
    codes,
    page,
    photographed,
    png,
)

URL = "https://example.org/j/polden?s=door"
MM = 72 / 25.4


def text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[0].get_textpage().get_text_bounded())
    finally:
        document.close()


def size_mm(pdf: bytes) -> tuple[float, float]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[0].get_size()
    finally:
        document.close()
    return round(width / MM, 2), round(height / MM, 2)


def code_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the one code on a page, in pixels."""
    (found,) = zxingcpp.read_barcodes(picture)
    first, last = found.position.top_left, found.position.bottom_right
    return first.x, first.y, last.x, last.y


def code_side_mm(pdf: bytes) -> float:
    """The code without its quiet zone, measured on the rendered page."""
    left, _, right, _ = code_box(page(pdf, dpi=400))
    return (right - left) / 400 * 25.4


def test_a_card_has_its_size_words_and_code() -> None:
    pdf = card_pdf(card())
    assert size_mm(pdf) == (85.60, 53.98)
    for words in ("Полдень", "381 333 931", "Серебро, 7 %", "Анна"):
        assert words in text(pdf)
    assert "1240" not in text(pdf)
    assert codes(photographed(page(pdf, dpi=300))) == [VALUE]
    assert b"/FontFile2" in pdf
    assert len(pdf) < 60_000


def test_the_code_is_25_mm_wide_with_four_white_modules_around() -> None:
    pdf = card_pdf(card())
    assert code_side_mm(pdf) == pytest.approx(26, abs=0.4)
    sheet = page(pdf, dpi=508)
    left, top, right, bottom = code_box(sheet)
    quiet = (right - left) / 21 * 4
    around = sheet.crop(
        (
            round(left - quiet),
            round(top - quiet),
            round(right + quiet),
            round(bottom + quiet),
        )
    )
    side, edge = around.width, round(quiet - 4)
    around.paste(255, (edge, edge, side - edge, side - edge))
    assert around.getextrema() == (255, 255)


def test_bleed_and_crop_marks_grow_the_page() -> None:
    assert size_mm(card_pdf(card(), bleed_mm=3)) == (91.60, 59.98)
    marked = card_pdf(card(), bleed_mm=3, crop_marks=True)
    assert size_mm(marked) == (99.60, 67.98)
    document = pypdfium2.PdfDocument(marked)
    trim = document[0].get_trimbox()
    bleed = document[0].get_bleedbox()
    document.close()
    assert [round(part / MM, 2) for part in trim] == [7, 7, 92.60, 60.98]
    assert [round(part / MM, 2) for part in bleed] == [4, 4, 95.60, 63.98]
    picture = page(marked, dpi=254)
    assert picture.getpixel((70, 20)) < 200
    assert picture.getpixel((20, 20)) == 255
    assert codes(picture) == [VALUE]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Symbology.EAN13, "4601234567893"),
        (Symbology.CODE128, "TES381333"),
        (Symbology.AZTEC, VALUE),
        (Symbology.DATA_MATRIX, VALUE),
        (Symbology.PDF417, "381333931"),
        (Symbology.ITF, "38133393"),
    ],
)
def test_other_codes_are_read_from_paper(kind: Symbology, value: str) -> None:
    pdf = card_pdf(card(barcode=Barcode(value, kind)))
    assert codes(page(pdf, dpi=300)) == [value]


@pytest.mark.parametrize("pattern", Pattern)
def test_every_look_is_read(pattern: Pattern) -> None:
    brand = replace(BRAND, pattern=pattern, name="Книги и кофе на Малой Ордынке")
    pdf = card_pdf(card(brand=brand))
    assert codes(page(pdf)) == [VALUE]
    assert "Ордынке" in text(pdf)


def test_a_logo_is_printed() -> None:
    logo = png(Image.new("RGB", (300, 100), "#ff0000"))
    pdf = card_pdf(card(brand=replace(BRAND, logo=logo)))
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=4).to_pil().convert("RGB")
    document.close()
    reds = picture.getcolors(picture.width * picture.height) or []
    assert sum(count for count, shade in reds if shade == (255, 0, 0)) > 1_000
    for draw in (
        lambda brand: card_pdf(card(brand=brand)),
        lambda brand: poster_pdf(brand, url=URL),
    ):
        with pytest.raises(UnreadableImage):
            draw(replace(BRAND, logo=b"<svg/>"))


def test_long_and_strange_names_stay_on_the_card() -> None:
    pdf = card_pdf(card(holder="Анна\u202fМария " * 40 + "山田 🎉", level="L" * 300))
    assert "Анна" in text(pdf)
    assert "…" in text(pdf)
    assert codes(page(pdf)) == [VALUE]
    assert printable("Ё № ₽ – “é” 1\u202f240") == "Ё № ₽ – “é” 1\u2009240"
    assert printable("山田 🎉\n") == ""


@pytest.mark.parametrize(
    "make",
    [
        lambda: card_pdf(card(barcode=Barcode("x" * 700))),
        lambda: card_pdf(card(barcode=Barcode("x" * 60, Symbology.CODE128))),
        lambda: card_pdf(card(), bleed_mm=-1),
        lambda: card_pdf(card(), bleed_mm=11),
        lambda: card_pdf(card(), bleed_mm=float("nan")),
        lambda: poster_pdf(BRAND, url="https://example.org/" + "x" * 1_500),
    ],
)
def test_what_a_till_could_not_read_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(Unprintable) as refused:
        make()
    assert len(str(refused.value).split()) > 4


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("Полдень", "Наведите камеру", "Нажмите «Получить карту»")),
        ("en", ("Polden", "Point your camera", "Tap “Get the card”")),
    ],
)
def test_a_poster_says_it_in_both_languages(language: str, words: list[str]) -> None:
    pdf = poster_pdf(BRAND, url=URL, language="en" if language == "en" else "ru")
    assert size_mm(pdf) == (210, 297)
    for word in (*words, "example.org/j/polden?s=door"):
        assert word in text(pdf)
    assert code_side_mm(pdf) > 60
    assert codes(photographed(page(pdf, dpi=100))) == [URL]


def test_a_poster_takes_the_spoken_link_and_a_headline() -> None:
    pdf = poster_pdf(
        Brand("Malina", BRAND.colours, Pattern.GRID),
        url=URL,
        spoken_link="malina.example/card",
        headline={"en": "A very long promise " * 8},
        language="en",
    )
    assert "malina.example/card" in text(pdf)
    assert "example.org" not in text(pdf)
    assert codes(page(pdf)) == [URL]


def test_equal_input_gives_equal_paper() -> None:
    assert card_pdf(card()) == card_pdf(card())
    assert poster_pdf(BRAND, url=URL) == poster_pdf(BRAND, url=URL)


def test_pictures_in_the_pdf_are_not_pixels() -> None:
    """Codes and patterns are drawn, so they are sharp at any size."""
    assert b"/Subtype /Image" not in card_pdf(card())
    assert io.BytesIO(poster_pdf(BRAND, url=URL)).read().count(b"/Subtype /Image") == 0
