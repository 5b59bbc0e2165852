"""Fields for words that people type: cleaned, bounded, refused in clear words."""

import re
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from app.core import locales
from app.core.locales import mark

LONGEST_LINE = 100
_JOINER = "\u200d"
_EMPTY_LINES = re.compile(r"\n{3,}")


class LineField(StringField):
    """One line of words, single-spaced, without control characters."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean it; what is left of control characters is nothing."""
        if valuelist:
            words = " ".join(str(valuelist[0]).split())
            self.data = "".join(letter for letter in words if letter.isprintable())


class BlockField(TextAreaField):
    """Several lines of words, without control characters and tricks of direction."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean it; what joins the parts of one sign stays."""
        if valuelist:
            lines = str(valuelist[0]).replace("\r\n", "\n").replace("\r", "\n")
            kept = "".join(
                letter
                for letter in lines
                if letter.isprintable() or letter in {"\n", _JOINER}
            )
            self.data = _EMPTY_LINES.sub("\n\n", kept).strip()


class Needed:
    """Refuse an empty or overlong line with ``message``."""

    def __init__(self, message: str, longest: int = LONGEST_LINE) -> None:
        self.message, self.longest = message, longest

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """Raises ValidationError."""
        if not field.data or len(field.data) > self.longest:
            raise ValidationError(locales.gettext(self.message))


class Chosen:
    """Refuse with ``message`` when nothing was chosen or ticked."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """Raises StopValidation; WTForms' own words about no choice go."""
        if not field.raw_data or not field.raw_data[0]:
            field.errors = []
            raise StopValidation(locales.gettext(self.message))


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
