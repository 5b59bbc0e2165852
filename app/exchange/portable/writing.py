"""The file itself: data.json, a CSV of every table, and a README in both languages."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from app.core import clock
from app.core.cells import harmless
from app.core.ids import BusinessId, PersonId
from app.exchange.portable.gathering import Rows, gather
from app.exchange.portable.schema import FORMAT, TABLES

_BYTE_ORDER_MARK = "\ufeff"
_INTRODUCTION = {
    "en": """Your data

This is a copy of everything that is kept here about you, made on {day}.

data.json holds all of it for programs; the folder csv holds the same as tables that
open in a spreadsheet. Sums of money are in hundredths of the currency, instants in UTC.
""",
    "ru": """Ваши данные

Это копия всего, что здесь о вас хранится. Сделана {day}.

В data.json — всё для программ; в папке csv — то же в виде таблиц, которые открываются
в редакторе таблиц. Суммы указаны в сотых долях валюты, время — в UTC.
""",
}


def copy_of(person_id: PersonId, *, only: BusinessId | None = None) -> bytes:
    """A zip with what is this person's; see ``gather``. Raises PersonNotFound."""
    rows = gather(person_id, only=only)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.en.txt", _readme("en"))
        packed.writestr("README.ru.txt", _readme("ru"))
        packed.writestr("data.json", _json(rows))
        for name, table in TABLES.items():
            packed.writestr(f"csv/{name}.csv", _csv(tuple(table.columns), rows[name]))
    return out.getvalue()


def _json(rows: Mapping[str, Rows]) -> str:
    content = {"format": FORMAT, "made_at": clock.now().isoformat(), "tables": rows}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _csv(columns: tuple[str, ...], rows: Rows) -> str:
    out = io.StringIO()
    out.write(_BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def _readme(language: str) -> str:
    about = _INTRODUCTION[language].format(day=f"{clock.now():%Y-%m-%d}")
    place = 0 if language == "en" else 1
    lines = [about, f"format: {FORMAT}"]
    for name, table in TABLES.items():
        heading = f"{name}: {(table.english, table.russian)[place]}"
        lines += ["", heading, "-" * len(heading)]
        lines += [f"  {each}: {words[place]}" for each, words in table.columns.items()]
    return "\n".join(lines) + "\n"
