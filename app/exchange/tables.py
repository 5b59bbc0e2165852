"""Tables as files that spreadsheets open: CSV as text, XLSX with real numbers and dates.

Rows are taken one by one and never kept, so that a list of any length costs the same
memory. No cell of text is ever a formula, whoever wrote it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.core import locales
from app.core.cells import harmless

Cell = str | int | date | datetime | None
Row = Sequence[Cell]
CSV, XLSX = ENDINGS = ("csv", "xlsx")
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BYTE_ORDER_MARK = "\ufeff"
_ROWS_PER_CHUNK = 500
_BYTES_PER_CHUNK = 64 * 1024
_ROWS_PER_SHEET = 1_048_575
_LONGEST_CELL = 32_767
_LONGEST_SHEET_NAME = 31
_MOST_DIGITS = 15
_WIDTHS = (8, 48)


class Kind(Enum):
    """What a column holds, and how a spreadsheet shows it."""

    TEXT = "@"
    NUMBER = "#,##0"
    MONEY = "#,##0.00"
    PERCENT = "0.00%"
    DAY = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it.

    Money is in minor units, percentages are in hundredths of a percent, moments are
    aware instants.
    """

    title: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True)
class Table:
    """Columns, rows as they come, and what a spreadsheet calls the sheet."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    zone: str = "UTC"


def chunks(table: Table, ending: str) -> Iterator[bytes]:
    """The file, piece by piece, in the reader's language; raises KeyError."""
    return {CSV: csv_chunks, XLSX: xlsx_chunks}[ending](table)


def delimiter() -> str:
    """Spreadsheets that write decimals with a comma part the columns by semicolons."""
    return ";" if locales.language() == "ru" else ","


def csv_chunks(table: Table) -> Iterator[bytes]:
    """UTF-8 with its mark; semicolons and decimal commas in Russian."""
    language = locales.language()
    zone = ZoneInfo(table.zone)
    kinds = [column.kind for column in table.columns]
    titles = [harmless(column.title) for column in table.columns]
    yield _BYTE_ORDER_MARK.encode() + _csv([titles], language)
    rows = iter(table.rows)
    while batch := list(islice(rows, _ROWS_PER_CHUNK)):
        cells = (
            [_written(*pair, zone, language) for pair in zip(kinds, row, strict=True)]
            for row in batch
        )
        yield _csv(cells, language)


def _csv(rows: Iterable[Sequence[str]], language: str) -> bytes:
    out = io.StringIO()
    with locales.speaking(language):
        csv.writer(out, delimiter=delimiter()).writerows(rows)
    return out.getvalue().encode(errors="replace")


def _written(kind: Kind, value: Cell, zone: ZoneInfo, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if kind in {Kind.MONEY, Kind.PERCENT} and isinstance(value, int):
        digits = f"{abs(value) // 100}.{abs(value) % 100:02d}"
        if language == "ru":
            digits = digits.replace(".", ",")
        return f"-{digits}" if value < 0 else digits
    if isinstance(value, int):
        return str(value)
    return harmless(value.replace("\0", ""))


def xlsx_chunks(table: Table) -> Iterator[bytes]:
    """A workbook made on disk row by row; the headings stay in sight."""
    with TemporaryFile() as file:
        _write_workbook(table, file)
        file.seek(0)
        while piece := file.read(_BYTES_PER_CHUNK):
            yield piece


def _write_workbook(table: Table, file: IO[bytes]) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": Kind.DAY.value,
    }
    with Workbook(file, options) as book:
        looks = {kind: book.add_format({"num_format": kind.value}) for kind in Kind}
        head = book.add_format({"bold": True, "bottom": 1})
        rows, number = iter(table.rows), 0
        is_left = True
        while is_left:
            number += 1
            sheet = book.add_worksheet(_sheet_name(table.name, number))
            _write_head(sheet, table.columns, head)
            written = _write_rows(sheet, table, islice(rows, _ROWS_PER_SHEET), looks)
            # One sheet takes a million rows; what is over goes on the next.
            is_left = written == _ROWS_PER_SHEET


def _write_head(sheet: Worksheet, columns: Sequence[Column], look: Any) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, min(max(column.width, _WIDTHS[0]), _WIDTHS[1]))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.title, look)


def _write_rows(
    sheet: Worksheet, table: Table, rows: Iterable[Row], looks: dict[Kind, Any]
) -> int:
    """Write below the headings; how many rows there were."""
    zone = ZoneInfo(table.zone)
    line = 0
    for line, row in enumerate(rows, 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if value is not None:
                _write_cell(sheet, line, place, value, zone, looks, column.kind)
    return line


def _write_cell(
    sheet: Worksheet,
    line: int,
    place: int,
    value: str | int | date | datetime,
    zone: ZoneInfo,
    looks: dict[Kind, Any],
    kind: Kind,
) -> None:
    look = looks[kind]
    if isinstance(value, datetime):
        # A spreadsheet knows no zones: what the clock on the wall said.
        wall = value.astimezone(zone).replace(tzinfo=None)
        sheet.write_datetime(line, place, wall, look)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, look)
    elif isinstance(value, str):
        text = value.replace("\0", "").encode(errors="replace").decode()
        sheet.write_string(line, place, text[:_LONGEST_CELL], look)
    elif len(str(abs(value))) > _MOST_DIGITS:
        # It would be rounded as a number.
        sheet.write_string(line, place, str(value), looks[Kind.TEXT])
    else:
        sheet.write_number(line, place, _number(kind, value), look)


def _number(kind: Kind, value: int) -> Decimal | int:
    """What the cell shows through its format."""
    scale = {Kind.MONEY: 100, Kind.PERCENT: 10_000}.get(kind)
    return Decimal(value) / scale if scale else value


def _sheet_name(name: str, number: int) -> str:
    """A name that a spreadsheet allows: short, without its own signs."""
    clean = "".join(letter for letter in name if letter not in "[]:*?/\\'").strip()
    end = f" {number}" if number > 1 else ""
    return clean[: _LONGEST_SHEET_NAME - len(end)] + end or f"Sheet {number}"
