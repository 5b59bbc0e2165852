"""Tables as files: what was put in comes out of a spreadsheet, and nothing is a formula."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import locales
from app.exchange import tables
from app.exchange.tables import Column, Kind, Row, Table

RISKY = ["=1+1", "+7 916", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠x"]
COLUMNS = (
    Column("Name"),
    Column("Sum", Kind.MONEY),
    Column("Share", Kind.PERCENT),
    Column("Count", Kind.NUMBER),
    Column("Day", Kind.DAY),
    Column("Moment", Kind.MOMENT),
)
NOON = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
ROW: Row = ("Анна", 1234_50, 1250, 12_000, date(2026, 3, 1), NOON)


def file_of(rows: Any, ending: str, columns: tuple[Column, ...] = COLUMNS) -> bytes:
    """A whole file."""
    table = Table("Figures", columns, rows, zone="Europe/Moscow")
    return b"".join(tables.chunks(table, ending))


def read_csv(body: bytes) -> list[list[str]]:
    """What a program reads from it."""
    text = body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=tables.delimiter()))


def read_xlsx(body: bytes) -> list[tuple[Any, ...]]:
    """The first sheet, values as a spreadsheet holds them."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("language", "cells"),
    [("ru", ["1234,50", "12,50"]), ("en", ["1234.50", "12.50"])],
)
def test_csv_is_written_as_the_language_reads_it(
    language: str, cells: list[str]
) -> None:
    with locales.speaking(language):
        body = file_of([ROW], "csv")
        rows = read_csv(body)
    assert body.startswith(b"\xef\xbb\xbf")
    assert rows[0] == [column.title for column in COLUMNS]
    assert rows[1] == ["Анна", *cells, "12000", "2026-03-01", "2026-03-17 12:00"]


def test_xlsx_holds_numbers_and_dates_under_frozen_headings() -> None:
    body = file_of([ROW], "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[2]] == [
        "Анна",
        1234.5,
        0.125,
        12_000,
        datetime(2026, 3, 1),  # noqa: DTZ001 - a spreadsheet has no zones
        datetime(2026, 3, 17, 12, 0),  # noqa: DTZ001
    ]
    formats = [cell.number_format for cell in sheet[2]]
    assert formats[1:] == [
        "#,##0.00",
        "0.00%",
        "#,##0",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]


def test_numbers_below_zero_are_numbers() -> None:
    columns = (Column("Sum", Kind.MONEY), Column("Count", Kind.NUMBER))
    with locales.speaking("en"):
        assert read_csv(file_of([(-5, -7)], "csv", columns))[1] == ["-0.05", "-7"]
    assert read_xlsx(file_of([(-5, -7)], "xlsx", columns))[1] == (-0.05, -7)


def test_what_is_unknown_is_an_empty_cell() -> None:
    nothing = (None,) * len(COLUMNS)
    assert read_csv(file_of([nothing], "csv"))[1] == [""] * len(COLUMNS)
    assert len(read_xlsx(file_of([nothing], "xlsx"))) == 1


@pytest.mark.parametrize("text", RISKY)
def test_no_text_is_a_formula(text: str) -> None:
    columns = (Column("=1"), Column("Name"))
    for row in read_csv(file_of([(text, "x")], "csv", columns)):
        assert row[0].startswith("'")
    sheet = openpyxl.load_workbook(
        io.BytesIO(file_of([(text, "x")], "xlsx", columns))
    ).active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s"] * 4


@given(
    st.lists(st.text(max_size=40), min_size=1, max_size=5),
    st.sampled_from(["ru", "en"]),
)
def test_any_text_comes_back(words: list[str], language: str) -> None:
    columns = tuple(Column(f"c{n}") for n in range(len(words)))
    with locales.speaking(language):
        (_, row) = read_csv(file_of([words], "csv", columns))
    assert len(row) == len(words)
    for cell, word in zip(row, words, strict=True):
        assert cell.removeprefix("'") in {
            word.replace("\0", ""),
            word.removeprefix("'"),
        }
        assert not cell.startswith(tuple("=+-@\t\r\n"))


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
@pytest.mark.slow
def test_any_text_is_text_in_a_workbook(words: list[str]) -> None:
    columns = tuple(Column(f"c{n}") for n in range(len(words)))
    body = file_of([words], "xlsx", columns)
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    for number, word in enumerate(words, 1):
        cell = sheet.cell(2, number)
        if word.replace("\0", ""):
            assert cell.data_type in {"s", "inlineStr"}, (word, cell.data_type)


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), max_size=20))
def test_any_sum_comes_back(sums: list[int]) -> None:
    columns = (Column("Sum", Kind.MONEY),)
    with locales.speaking("en"):
        rows = read_csv(file_of([(each,) for each in sums], "csv", columns))
    read = [int(row[0].replace(".", "")) for row in rows[1:]]
    assert read == sums


def test_a_number_too_long_for_a_spreadsheet_is_not_rounded() -> None:
    columns = (Column("Count", Kind.NUMBER),)
    rows = read_xlsx(file_of([(2**62,)], "xlsx", columns))
    assert rows[1] == (str(2**62),)


@pytest.mark.parametrize("name", ["", "'", "a[b]:*?/\\", "Очень длинное имя " * 5])
def test_a_sheet_is_named_whatever_the_table_is_called(name: str) -> None:
    body = b"".join(tables.xlsx_chunks(Table(name, COLUMNS, [ROW])))
    assert len(openpyxl.load_workbook(io.BytesIO(body)).sheetnames) == 1


def test_rows_that_do_not_fit_go_on_the_next_sheet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "_ROWS_PER_SHEET", 3)
    columns = (Column("Count", Kind.NUMBER),)
    body = file_of(((n,) for n in range(7)), "xlsx", columns)
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = [[c.value for c in sheet["A"][1:]] for sheet in book.worksheets]
    assert found == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize("ending", tables.ENDINGS)
@pytest.mark.slow
def test_a_long_table_is_never_in_memory(ending: str) -> None:
    count = 20_000

    def rows() -> Iterator[Row]:
        for number in range(count):
            yield f"Guest {number} {'x' * 200}", number, number, number, NOON, NOON

    tracemalloc.start()
    try:
        size = sum(
            len(piece)
            for piece in tables.chunks(Table("Members", COLUMNS, rows()), ending)
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 50_000
    assert peak < 3_000_000
