"""Days and hours in which a rule holds, as fields of a row."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.locales import mark
from app.programmes.windows import DAY_MINUTES, Window
from app.web.office.forms import ParsedField, day_field
from app.web.office.parts.part import Values

NAMES = ("first_day", "last_day", "weekdays", "from", "until")
DAYS = {
    1: mark("Mon"),
    2: mark("Tue"),
    3: mark("Wed"),
    4: mark("Thu"),
    5: mark("Fri"),
    6: mark("Sat"),
    7: mark("Sun"),
}
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


class WeekdaysField(SelectMultipleField):
    """Days of the week, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def cells() -> Mapping[str, Any]:
    """The fields of a window."""
    return {
        "first_day": day_field(mark("From the day"), is_needed=False),
        "last_day": day_field(mark("Through the day"), is_needed=False),
        "weekdays": WeekdaysField(mark("Days of the week"), coerce=int, choices=DAYS),
        "from": _time_field(mark("From the hour"), (0, DAY_MINUTES - 1)),
        "until": _time_field(mark("Until the hour"), (1, DAY_MINUTES)),
    }


def filled(window: Window) -> Values:
    """Their values for a stored window; what holds always stays empty."""
    return {
        "first_day": window.first_day,
        "last_day": window.last_day,
        "weekdays": list(window.weekdays),
        "from": window.from_minute or None,
        "until": None if window.until_minute == DAY_MINUTES else window.until_minute,
    }


def in_use(form: Any, cell: str) -> bool:
    """Whether the window of a row says anything, so that it is shown open."""
    fields = [form[f"{cell}{name}"] for name in NAMES]
    return any(field.data or field.errors for field in fields)


def typed(values: Values) -> Window:
    """The window as typed; raises InvalidRules."""
    until = values["until"]
    return Window(
        first_day=values["first_day"],
        last_day=values["last_day"],
        weekdays=tuple(sorted(values["weekdays"] or ())),
        from_minute=values["from"] or 0,
        until_minute=DAY_MINUTES if until is None else until,
    )


def _time_field(label: str, within: tuple[int, int]) -> ParsedField:
    return ParsedField(
        label,
        parse=_minute,
        show=_shown,
        within=within,
        message=mark("Write a time of day from %(low)s to %(high)s."),
        is_needed=False,
    )


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None or int(found[2]) >= 60:  # noqa: PLR2004 - an hour's minutes
        raise ValueError(text)
    return int(found[1]) * 60 + int(found[2])


def _shown(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
