"""Rows that repeat in a form without script: those in use, and one that is free."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Cells = Callable[[], Mapping[str, Any]]


def add(owner: type, prefix: str, rows: Sequence[int], cells: Cells) -> None:
    """Give a class of fields the cells of every row."""
    for row in rows:
        for name, field in cells().items():
            setattr(owner, f"{prefix}_{row}_{name}", field)


def cell(form: Any, prefix: str, row: int, name: str) -> Any:
    """One field of a row."""
    return form[f"{prefix}_{row}_{name}"]


def used(form: Any, prefix: str, rows: Sequence[int], *names: str) -> list[int]:
    """The rows in which one of these fields says something."""
    return [
        row
        for row in rows
        if any(_says(cell(form, prefix, row, name)) for name in names)
    ]


def shown(
    form: Any, prefix: str, rows: Sequence[int], *names: str, least: int = 1
) -> list[int]:
    """The rows to show: up to the last one in use, and one that is free."""
    last = max(used(form, prefix, rows, *names), default=0)
    return list(rows[: max(least, last + 1)])


def _says(field: Any) -> bool:
    return bool(field.errors) or field.data not in (None, "", 0, False)
