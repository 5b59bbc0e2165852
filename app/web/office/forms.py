"""The office's forms: words in the reader's language, typed values kept, sent once."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.core import locales, money
from app.web.lines import AtMost, BlockField, LineField, Needed
from app.web.sending import OnceForm

__all__ = [
    "NOT_A_CHOICE",
    "AtMost",
    "BlockField",
    "LineField",
    "Needed",
    "OfficeForm",
    "ParsedField",
    "day_field",
    "factor_field",
    "grouped_hundredths",
    "hundredths",
    "money_field",
    "number_field",
    "percent_field",
    "whole",
]

_DIGITS = re.compile(r"\d{1,10}", re.ASCII)
NOT_A_CHOICE = locales.mark("Not a valid choice.")
Parse = Callable[[str], Any]


class OfficeForm(OnceForm):
    """A form of the office."""


class ParsedField(Field):
    """A text field whose value is what ``parse`` reads; what was typed is kept."""

    widget = TextInput()

    def __init__(
        self,
        label: str,
        *,
        parse: Parse,
        show: Callable[[Any], str],
        message: str,
        within: tuple[Any, Any],
        is_needed: bool = True,
        say: Callable[[Any], str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.parse, self.show, self.message = parse, show, message
        self.say = say or show
        self.within, self.is_needed = within, is_needed

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0]).replace("\0", "")
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed text; raises ValueError with what to write instead."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed and not self.is_needed:
            return
        try:
            value = self.parse(typed)
        except ValueError:
            raise ValueError(self.words()) from None
        if not self.within[0] <= value <= self.within[1]:
            raise ValueError(self.words())
        self.data = value

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """A field that did not come at all is as bad as an empty one."""
        if self.data is None and self.is_needed and not self.process_errors:
            raise StopValidation(self.words())

    @property
    def value(self) -> Any:
        """What was read, of a field that has to be filled in a form that passed."""
        return self.data

    def words(self) -> str:
        """What to write instead, with the bounds as they are read."""
        low, high = (self.say(bound) for bound in self.within)
        return locales.gettext(self.message, low=low, high=high)


def whole(text: str) -> int:
    """A whole number as typed, spaces ignored; raises ValueError."""
    compact = re.sub(r"\s", "", text)
    if not _DIGITS.fullmatch(compact):
        raise ValueError(text)
    return int(compact)


def number_field(label: str, within: tuple[int, int], **more: Any) -> ParsedField:
    """A whole number within bounds."""
    words = locales.mark("Write a whole number from %(low)s to %(high)s.")
    return ParsedField(
        label,
        parse=whole,
        show=str,
        say=locales.number_text,
        within=within,
        message=words,
        **more,
    )


def percent_field(label: str, **more: Any) -> ParsedField:
    """A percentage as hundredths of a percent (basis points)."""
    words = locales.mark(
        "Write a percentage from %(low)s to %(high)s, for example 5 or 2.5."
    )
    return _hundredths_field(label, (0, 100_00), words, **more)


def factor_field(label: str, within: tuple[int, int], **more: Any) -> ParsedField:
    """How many times, in hundredths."""
    words = locales.mark("Write a number from %(low)s to %(high)s, for example 1.5.")
    return _hundredths_field(label, within, words, **more)


def money_field(label: str, within: tuple[int, int], **more: Any) -> ParsedField:
    """A sum of money in minor units."""
    words = locales.mark("Write a sum from %(low)s to %(high)s, for example 99.50.")
    return _hundredths_field(label, within, words, **more)


def day_field(label: str, **more: Any) -> ParsedField:
    """A calendar day."""
    return ParsedField(
        label,
        parse=date.fromisoformat,
        show=date.isoformat,
        within=(date(2000, 1, 1), date(2999, 12, 31)),
        message=locales.mark("Choose a day."),
        **more,
    )


def _hundredths_field(
    label: str, within: tuple[int, int], message: str, **more: Any
) -> ParsedField:
    return ParsedField(
        label,
        parse=money.parse_minor,
        show=hundredths,
        say=grouped_hundredths,
        within=within,
        message=message,
        **more,
    )


def grouped_hundredths(value: int) -> str:
    """The same as it is read: thousands apart."""
    whole_part = value // 100
    return locales.number_text(whole_part) + hundredths(value)[len(str(whole_part)) :]


def hundredths(value: int) -> str:
    """Hundredths as a person would type them: 550 is 5,5 (ru) or 5.5 (en)."""
    whole_part, part = divmod(value, 100)
    mark = "," if locales.language() == "ru" else "."
    digits = f"{part:02d}".rstrip("0")
    return f"{whole_part}{mark}{digits}" if digits else str(whole_part)
