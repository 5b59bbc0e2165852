"""Strict fields: a number is a whole number, a flag is a flag, text is clean."""

import re
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.core import locales

Messages = dict[str, str | list[Any] | dict[Any, Any]]

REQUIRED = locales.mark("This field is required.")
NOT_NULL = locales.mark("This field must not be null. Leave it out instead.")
WHOLE = locales.mark("Send a whole number without quotes.")
RANGE = locales.mark("Send a whole number from %(low)s to %(high)s.")
TEXT = locales.mark("Send text.")
CLEAN = locales.mark("Send text without control characters.")
LENGTH = locales.mark("Send %(low)s to %(high)s characters.")
FLAG = locales.mark("Send true or false.")
MOMENT = locales.mark("Send a time with its zone, like 2026-03-17T12:00:00+03:00.")
LIST = locales.mark("Send a list.")
COUNT = locales.mark("Send %(low)s to %(high)s entries.")

_COMMON: Messages = {
    "required": REQUIRED,
    "null": NOT_NULL,
    "validator_failed": REQUIRED,
}
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_YEARS = range(2000, 2100)


class _Range(validate.Range):
    """Bounds, in the reader's language."""

    def _format_error(self, _value: Any, _message: str) -> str:
        return locales.gettext(RANGE, low=self.min, high=self.max)


class _Length(validate.Length):
    """A length of a text or a list, in the reader's language."""

    def _format_error(self, value: Any, _message: str) -> str:
        words = LENGTH if isinstance(value, str) else COUNT
        return locales.gettext(words, low=self.min, high=self.max)


class Whole(fields.Integer):
    """A whole number within bounds: no text, no fraction, no true."""

    default_error_messages = _COMMON | {"invalid": WHOLE, "too_large": WHOLE}

    def __init__(self, low: int, high: int, doc: str, **options: Any) -> None:
        super().__init__(
            strict=True,
            validate=_Range(low, high),
            metadata={"description": doc},
            **options,
        )


class Words(fields.String):
    """Text of some length without control characters."""

    default_error_messages = _COMMON | {"invalid": TEXT, "invalid_utf8": TEXT}

    def __init__(self, low: int, high: int, doc: str, **options: Any) -> None:
        super().__init__(
            validate=_Length(low, high), metadata={"description": doc}, **options
        )

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if _CONTROL.search(value):
            raise ValidationError(CLEAN)
        return value


class Flag(fields.Boolean):
    """True or false and nothing that looks like them."""

    default_error_messages = _COMMON | {"invalid": FLAG}

    def __init__(self, doc: str, **options: Any) -> None:
        super().__init__(metadata={"description": doc}, **options)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if value is True or value is False:
            return bool(value)
        raise self.make_error("invalid")


class Moment(fields.AwareDateTime):
    """An instant with its zone, given back in UTC."""

    default_error_messages = _COMMON | {
        "invalid": MOMENT,
        "invalid_awareness": MOMENT,
        "format": MOMENT,
    }

    def __init__(self, doc: str, **options: Any) -> None:
        super().__init__(format="iso", metadata={"description": doc}, **options)

    def _deserialize(self, value: Any, *more: Any, **options: Any) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        instant: datetime = super()._deserialize(value, *more, **options)
        if instant.year not in _YEARS:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return instant.astimezone(UTC)


class Entries(fields.List[Any]):
    """A list with bounds on its length."""

    default_error_messages = _COMMON | {"invalid": LIST}

    def __init__(
        self, inner: Any, low: int, high: int, doc: str, **options: Any
    ) -> None:
        super().__init__(
            inner, validate=_Length(low, high), metadata={"description": doc}, **options
        )
