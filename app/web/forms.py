"""The base of every form: token, idempotency key, clean text."""

import secrets
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from app.core import locales
from app.web import field_words


def strip(value: object) -> object:
    """Text without surrounding space, other things as they are."""
    if isinstance(value, list):
        # What is chosen is compared, and said again when there is no such choice.
        return [
            each.replace("\0", "") if isinstance(each, str) else each for each in value
        ]
    if not isinstance(value, str):
        return value
    # A search finds nothing by a null byte; a form that changes something names it.
    return (value if request.method == "POST" else value.replace("\0", "")).strip()


class _Words:
    """WTForms' own messages in our words."""

    gettext = staticmethod(field_words.said)
    ngettext = staticmethod(field_words.said_of_several)


class Form(FlaskForm):
    """A form with a CSRF token and a key that makes sending it twice harmless."""

    class Meta(FlaskForm.Meta):
        """Our catalogue and text cleaning for every field."""

        def get_translations(self, _: object) -> Any:
            """WTForms' messages in the page's language."""
            return _Words()

        def bind_field(
            self, form: Any, unbound_field: Any, options: dict[str, Any]
        ) -> Field:
            """Clean text on every field that takes text."""
            filters = unbound_field.kwargs.get("filters", ())
            if not unbound_field.field_class.__name__.startswith(("Form", "FieldL")):
                options["filters"] = (strip, *filters)
            return unbound_field.bind(form=form, **options)

    MAX_KEY: ClassVar[int] = 64
    idempotency_key = HiddenField(default=lambda: secrets.token_urlsafe(16))

    def validate_idempotency_key(self, field: Field) -> None:
        """A key of ours, or at least one that can be stored."""
        if not field.data or len(field.data) > self.MAX_KEY or not field.data.isascii():
            raise ValidationError(locales.gettext("Reload the page and try again."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field's own checks; and no text may hold what cannot be stored."""
        is_fine = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field.data, str) and "\0" in field.data:
                field.data = field.data.replace("\0", "")
                self.refuse(
                    field.name, locales.gettext("Remove unprintable characters.")
                )
                is_fine = False
        return is_fine

    def is_sent(self) -> bool:
        """Whether this request is a submission that passes every check."""
        return request.method == "POST" and bool(self.validate())

    def refuse(self, field: str, message: str) -> None:
        """Put an error found later (by an action) beside ``field``."""
        errors = self[field].errors
        self[field].errors = (*errors, message)
