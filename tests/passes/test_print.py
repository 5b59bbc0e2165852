"""Paper: the right size, embedded type, and a code that reads after the press."""

from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from passes.card import Barcode, Brand, Pattern, Symbology
from passes.pictures import UnreadableImage
from passes.print.cards import CardBack, Unprintable, card_pdf
from passes.print.lettering import balanced, printable
from passes.print.posters import poster_pdf
from passes.print.stickers import sticker_pdf
from passes.print.tents import TentSize, tent_pdf
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
BACK = CardBack(
    "polden.example/card",
    ({"ru": "Баллы живут год.", "en": "Points live for a year."},),
    ("+7 495 123-45-67", "Мясницкая, 7"),
)


def text(pdf: bytes, at: int = 0) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[at].get_textpage().get_text_bounded())
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


CODES = {
    Symbology.QR: VALUE,
    Symbology.AZTEC: VALUE,
    Symbology.PDF417: VALUE,
    Symbology.DATA_MATRIX: VALUE,
    Symbology.CODE128: "TES1-381333931",
    Symbology.CODE39: "TES-381333931",
    Symbology.EAN13: "4601234567893",
    Symbology.EAN8: "46012340",
    Symbology.ITF: "00381333931250",
}


@pytest.mark.parametrize("kind", Symbology)
def test_every_kind_of_code_is_read_from_a_card(kind: Symbology) -> None:
    pdf = card_pdf(card(barcode=Barcode(CODES[kind], kind)))
    assert size_mm(pdf) == (85.60, 53.98)
    assert b"/Subtype /Image" not in pdf
    assert codes(page(pdf, dpi=300)) == [CODES[kind]]
    assert codes(photographed(page(pdf, dpi=400), 0.8)) == [CODES[kind]]
    for words in ("Полдень", "381 333 931", "Серебро, 7 %", "Анна"):
        assert words in text(pdf)


@pytest.mark.parametrize("kind", [Symbology.CODE39, Symbology.EAN13, Symbology.ITF])
def test_bars_have_their_quiet_zone(kind: Symbology) -> None:
    """Ten modules of white on either side of the outermost bars."""
    sheet = page(card_pdf(card(barcode=Barcode(CODES[kind], kind))), dpi=508)
    left, top, right, _ = code_box(sheet)
    row = [sheet.getpixel((x, top + 20)) for x in range(sheet.width)]
    module = (0.28 if kind is Symbology.CODE39 else 0.48) * 508 / 25.4
    quiet = round(10 * module) - 4
    assert min(row[left - quiet : left - 3]) == 255
    assert min(row[right + 4 : right + quiet]) == 255


def test_the_back_says_where_to_look_and_that_no_phone_is_needed() -> None:
    pdf = card_pdf(card(), back=BACK, bleed_mm=3, crop_marks=True)
    document = pypdfium2.PdfDocument(pdf)
    sizes = {tuple(round(side / MM, 2) for side in at.get_size()) for at in document}
    document.close()
    assert sizes == {(99.60, 67.98)}
    assert "Баллы живут" not in text(pdf)
    for words in (
        "Баланс и история",
        "polden.example/card",
        "Введите номер",
        "Телефон не нужен",
        "Баллы живут год.",
        "+7 495 123-45-67 · Мясницкая, 7",
    ):
        assert words in text(pdf, 1)
    english = text(card_pdf(card(language="en"), back=BACK), 1)
    for words in ("Balance and history", "No phone needed", "Points live for a year."):
        assert words in english


def test_a_back_without_room_or_address_is_refused() -> None:
    with pytest.raises(Unprintable, match="no address"):
        CardBack(" ")
    with pytest.raises(Unprintable, match="too long for the back"):
        card_pdf(card(), back=CardBack("a.example", ("Слишком много слов. " * 40,)))


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
        lambda: poster_pdf(BRAND, url=URL, spoken_link="x" * 400),
        lambda: tent_pdf(BRAND, url="https://example.org/" + "x" * 1_500),
        lambda: tent_pdf(BRAND, url=URL, bleed_mm=-1),
        lambda: sticker_pdf(BRAND, url="https://example.org/" + "x" * 1_500),
        lambda: sticker_pdf(BRAND, url=URL, spoken_link="x" * 200),
        lambda: sticker_pdf(BRAND, url=URL, bleed_mm=float("inf")),
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


def halves(sheet: Image.Image) -> tuple[Image.Image, Image.Image]:
    """The upper and the lower half of a page."""
    middle = sheet.height // 2
    return (
        sheet.crop((0, 0, sheet.width, middle)),
        sheet.crop((0, sheet.height - middle, sheet.width, sheet.height)),
    )


@pytest.mark.parametrize(
    ("size", "sheet"), [(TentSize.A5, (210, 297)), (TentSize.A6, (148, 210))]
)
def test_a_tent_shows_the_same_to_both_sides(
    size: TentSize, sheet: tuple[int, int]
) -> None:
    pdf = tent_pdf(BRAND, url=URL, spoken_link="polden.example/card", size=size)
    assert size_mm(pdf) == sheet
    assert text(pdf).count("polden.example/card") == 2
    for words in ("Полдень", "Карта гостя", "Наведите камеру"):
        assert text(pdf).count(words) == 2
    above, below = halves(page(pdf, dpi=100))
    for side in (above.rotate(180), below):
        (found,) = zxingcpp.read_barcodes(side)
        assert found.text == URL
        assert abs(found.orientation) < 5
        assert found.position.top_left.x > side.width / 2
    assert codes(photographed(below)) == [URL]


def test_a_tent_has_a_fold_and_its_bleed() -> None:
    marked = tent_pdf(BRAND, url=URL, bleed_mm=3, crop_marks=True, language="en")
    assert size_mm(marked) == (224, 311)
    assert "Point your camera" in text(marked)
    sheet = page(marked, dpi=508)
    middle = sheet.height // 2
    fold = sheet.crop((200, middle - 4, sheet.width - 200, middle + 4))
    beside = sheet.crop((200, middle - 20, sheet.width - 200, middle - 12))
    assert fold.getextrema()[1] > beside.getextrema()[1] + 20
    assert sheet.getpixel((sheet.width // 2, 40)) == 255
    assert sheet.getpixel((sheet.width // 2, 100)) < 255


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_sticker_is_a_square_with_the_code(language: str) -> None:
    pdf = sticker_pdf(BRAND, url=URL, language="en" if language == "en" else "ru")
    assert size_mm(pdf) == (114, 114)
    assert size_mm(sticker_pdf(BRAND, url=URL, bleed_mm=0, crop_marks=False)) == (
        100,
        100,
    )
    assert code_side_mm(pdf) == pytest.approx(38, abs=0.5)
    assert codes(photographed(page(pdf, dpi=150))) == [URL]
    word = "Point" if language == "en" else "Наведите"
    assert word in text(pdf)


def test_an_address_is_never_shortened() -> None:
    url = "https://loyalty.long-domain-name.example/joining/polden?s=counter"
    for pdf in (
        sticker_pdf(BRAND, url=url),
        tent_pdf(BRAND, url=url),
        poster_pdf(BRAND, url=url),
    ):
        said = "".join(text(pdf).split())
        assert "loyalty.long-domain-name.example/joining/polden?s=counter" in said


def test_words_are_balanced_and_the_search_ends() -> None:
    assert balanced("один два три", size=4, width=16, bold=True) == ["один", "два три"]
    long = "Достопримечательности Константинополя"
    assert balanced(long, size=9, width=20, bold=True) == long.split()
    assert balanced("за\u00a0одно касание", size=4, width=22, bold=True) == [
        "за\u00a0одно",
        "касание",
    ]


@pytest.mark.parametrize("name", ["Книги и кофе на Малой Ордынке", "Ы" * 80, "🎉 Кафе"])
def test_every_brand_finds_room(name: str) -> None:
    brand = replace(BRAND, name=name)
    for pdf in (
        card_pdf(card(brand=brand), back=BACK),
        poster_pdf(brand, url=URL),
        tent_pdf(brand, url=URL),
        sticker_pdf(brand, url=URL),
    ):
        assert len(codes(page(pdf, dpi=150))) > 0


def test_equal_input_gives_equal_paper() -> None:
    assert card_pdf(card(), back=BACK) == card_pdf(card(), back=BACK)
    for draw in (poster_pdf, tent_pdf, sticker_pdf):
        assert draw(BRAND, url=URL) == draw(BRAND, url=URL)


@pytest.mark.parametrize("draw", [poster_pdf, tent_pdf, sticker_pdf])
def test_all_type_is_embedded_and_all_lines_are_lines(
    draw: Callable[..., bytes],
) -> None:
    pdf = draw(BRAND, url=URL)
    assert pdf.count(b"/FontFile2") == 2
    assert b"Helvetica" not in pdf
    assert b"/Subtype /Image" not in pdf
