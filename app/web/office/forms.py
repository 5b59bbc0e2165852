"""The office's forms: words in the reader's language, typed values kept, sent once."""

import json
import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request
from wtforms import Field, SelectField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from app.core import idempotency, locales, money
from app.core.errors import Conflict, Refused
from app.core.idempotency import Answer, KeyReused, StillRunning
from app.core.locales import mark
from app.web.errors import sentence_of
from app.web.forms import Form

LONGEST_LINE = 100

_DIGITS = re.compile(r"\d{1,10}", re.ASCII)
NOT_A_CHOICE = locales.mark("Not a valid choice.")
Parse = Callable[[str], Any]


class OfficeForm(Form):
    """A form whose labels and options are message ids."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for field in self:
            field.label.text = _words(field.label.text)
            if isinstance(field, SelectField) and field.choices:
                field.choices = {
                    value: _words(text) for value, text in field.choices.items()
                }

    def send(
        self, action: Callable[[], dict[str, Any]], *, field: str
    ) -> Answer | None:
        """Do it once, however often it is sent; None when it was refused.

        The refusal then stands beside ``field`` and the form has a new key, so that
        what is corrected counts as another request.
        """
        values = {
            name: value
            for name, value in self.data.items()
            if name not in {"csrf_token", "idempotency_key"}
        }
        content = json.dumps(values, default=str, sort_keys=True)
        try:
            return idempotency.run(
                key=f"{request.endpoint}:{self.idempotency_key.data}",
                fingerprint=f"{request.path}\0{content}".encode(),
                action=action,
            )
        except StillRunning:
            raise
        except KeyReused:
            words = mark(
                "You sent this form before with other values. Check and send again."
            )
            self.decline(field, locales.gettext(words))
        except (Refused, Conflict) as refusal:
            self.decline(field, sentence_of(refusal))
        return None

    def decline(self, field: str, message: str) -> None:
        """Refuse after all, and let the corrected form be a new request."""
        self.refuse(field, message)
        self.idempotency_key.data = secrets.token_urlsafe(16)


def _words(text: str) -> str:
    return locales.gettext(text) if text else ""


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
        within=within,
        message=message,
        **more,
    )


def hundredths(value: int) -> str:
    """Hundredths as a person would type them: 550 is 5,5 (ru) or 5.5 (en)."""
    whole_part, part = divmod(value, 100)
    mark = "," if locales.language() == "ru" else "."
    digits = f"{part:02d}".rstrip("0")
    return f"{whole_part}{mark}{digits}" if digits else str(whole_part)


class LineField(StringField):
    """One line of words, single-spaced, without control characters."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean it; what is left of control characters is nothing."""
        if valuelist:
            words = " ".join(str(valuelist[0]).split())
            self.data = "".join(letter for letter in words if letter.isprintable())


class Needed:
    """Refuse an empty or overlong line with ``message``."""

    def __init__(self, message: str, longest: int = LONGEST_LINE) -> None:
        self.message, self.longest = message, longest

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """Raises ValidationError."""
        if not field.data or len(field.data) > self.longest:
            raise ValidationError(locales.gettext(self.message))


class AtMost:
    """Refuse more than ``longest`` characters."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """Raises ValidationError."""
        if len(field.data or "") > self.longest:
            words = mark("This is too long: at most %(count)s characters.")
            raise ValidationError(
                locales.gettext(words, count=locales.number_text(self.longest))
            )
