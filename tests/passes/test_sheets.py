"""Sheets of cards: each in its place, each code read, the memory constant."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from passes.card import Pattern, Symbology
from passes.pictures import UnreadableImage
from passes.print.cards import CardBack, Unprintable
from passes.print.sheets import CARDS_PER_SHEET, PrintedCard, write_sheets
from tests.passes.samples import BRAND, codes, photographed, png

MM = 72 / 25.4
BACK = CardBack("polden.example/card")

MEASURED = """
import io, sys
from pathlib import Path
from passes.print.sheets import PrintedCard, write_sheets
from tests.passes.samples import BRAND

class Nowhere(io.RawIOBase):
    def write(self, data):
        return len(data)

count = int(sys.argv[1])
cards = (PrintedCard(str(10**8 + at), f"TES1:{10**8 + at}") for at in range(count))
write_sheets(Nowhere(), cards, BRAND)
status = Path('/proc/self/status').read_text()
print(status.partition('VmHWM:')[2].split()[0])
"""


def people(count: int) -> Iterator[PrintedCard]:
    for at in range(count):
        yield PrintedCard(f"{381_000_000 + at}", f"TES1:{381_000_000 + at}", "Анна К.")


def book(count: int, **options: object) -> pypdfium2.PdfDocument:
    out = io.BytesIO()
    assert write_sheets(out, people(count), BRAND, **options) == count
    return pypdfium2.PdfDocument(out.getvalue())


def painted(document: pypdfium2.PdfDocument, page: int, dpi: int = 300) -> Image.Image:
    return document[page].render(scale=dpi / 72).to_pil().convert("L")


def words(document: pypdfium2.PdfDocument, page: int) -> str:
    return str(document[page].get_textpage().get_text_bounded())


@pytest.mark.slow
def test_all_cards_stand_on_their_sheets() -> None:
    document = book(23)
    assert len(document) == 3
    assert [round(side / MM, 1) for side in document[0].get_size()] == [210, 297]
    for page, expected in enumerate((range(10), range(10, 20), range(20, 23))):
        values = [f"TES1:{381_000_000 + at}" for at in expected]
        assert sorted(codes(painted(document, page))) == values
        text = words(document, page)
        assert text.count("Анна К.") == text.count("Полдень") == len(values)
        first, last = expected[0], expected[-1]
        assert f"{page + 1} · 381 000 {first:03} – 381 000 {last:03}" in text
    document.close()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Symbology.EAN13, ["4601234567893", "4601234567909"]),
        (Symbology.CODE128, ["TES381333931", "TES381333932"]),
        (Symbology.PDF417, ["TES1:381333931", "TES1:381333932 and more"]),
        (Symbology.QR, ["TES1:1", "https://example.org/c/381333931?much=more"]),
    ],
)
def test_every_kind_of_code_is_read_from_a_sheet(
    kind: Symbology, values: list[str]
) -> None:
    out = io.BytesIO()
    cards = [PrintedCard("1", value) for value in values]
    write_sheets(out, cards, replace(BRAND, pattern=Pattern.GRID), kind=kind)
    document = pypdfium2.PdfDocument(out.getvalue())
    assert sorted(codes(painted(document, 0))) == sorted(values)
    document.close()


def test_codes_are_read_after_a_poor_copy() -> None:
    document = book(10)
    assert len(codes(photographed(painted(document, 0)))) == 10
    document.close()


def test_cards_keep_their_size_and_the_margin_is_white() -> None:
    document = book(10)
    dots = 254 / 25.4
    sheet = painted(document, 0, 254)
    white = (255, 255)
    for edge in (
        (0, 0, sheet.width, round(4.9 * dots)),
        (0, 0, round(13.5 * dots), sheet.height),
        (sheet.width - round(13.5 * dots), 0, sheet.width, sheet.height),
        (0, sheet.height - round(4.4 * dots), sheet.width, sheet.height),
    ):
        assert sheet.crop(edge).getextrema() == white
    marks = sheet.crop((0, round(7.2 * dots), sheet.width, round(7.3 * dots))).resize(
        (sheet.width, 1), Image.Resampling.BOX
    )
    places = [at / dots for at in range(sheet.width) if marks.getpixel((at, 0)) < 250]
    found = [
        at for at, before in zip(places[1:], places, strict=False) if at - before > 1
    ]
    cuts = [places[0], *found]
    left = (210 - 2 * 85.6 - 2) / 2
    wanted = [left, left + 85.6, left + 87.6, left + 173.2]
    assert cuts == pytest.approx(wanted, abs=0.2)
    document.close()


def test_every_front_has_its_back() -> None:
    document = book(11, back=BACK)
    assert len(document) == 4
    for page in (1, 3):
        text = words(document, page)
        assert text.count("polden.example/card") == CARDS_PER_SHEET
        assert text.count("Полдень") == CARDS_PER_SHEET
        assert codes(painted(document, page, 100)) == []
    assert len(codes(painted(document, 2))) == 1
    document.close()


def test_the_ground_stands_in_the_file_once() -> None:
    logo = png(Image.effect_noise((200, 80), 90).convert("RGB"))
    out = io.BytesIO()
    write_sheets(out, people(40), replace(BRAND, logo=logo))
    pdf = out.getvalue()
    assert len(re.findall(rb"/Subtype /Form", pdf)) == 2
    assert len(re.findall(rb"/FontFile2", pdf)) == 2
    assert len(re.findall(rb"/Subtype /Image", pdf)) <= 2
    assert b"Helvetica" not in pdf


def test_equal_cards_give_equal_sheets() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        write_sheets(out, people(12), BRAND, language="en", back=BACK)
    assert first.getvalue() == second.getvalue()


def test_cards_are_taken_one_sheet_at_a_time() -> None:
    out = io.BytesIO()
    sizes = []

    def watched() -> Iterator[PrintedCard]:
        for card in people(60):
            sizes.append(out.tell())
            yield card

    write_sheets(out, watched(), BRAND)
    assert len(sizes) == 60
    assert sizes[10] < sizes[20] < sizes[30] < sizes[40] < sizes[50]


@pytest.mark.parametrize(
    ("cards", "word"),
    [
        ([], "no cards"),
        ([PrintedCard("17", "x" * 700)], "card 17: the code is too long"),
        ([*people(12), PrintedCard("18", "")], "card 18: the value is empty"),
    ],
)
def test_what_cannot_be_printed_is_named(cards: list[PrintedCard], word: str) -> None:
    with pytest.raises(Unprintable, match=word):
        write_sheets(io.BytesIO(), cards, BRAND)


def test_a_bad_logo_is_refused() -> None:
    with pytest.raises(UnreadableImage):
        write_sheets(io.BytesIO(), people(1), replace(BRAND, logo=b"no picture"))


@pytest.mark.slow
def test_the_memory_does_not_grow_with_the_cards() -> None:
    few, many = (
        int(
            subprocess.run(
                [sys.executable, "-c", MEASURED, str(count)],
                capture_output=True,
                check=True,
            ).stdout
        )
        for count in (500, 3_000)
    )
    assert many < few * 1.08
