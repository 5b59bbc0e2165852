"""Forms that change something once, however often they are sent."""

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import SelectField

from app.core import idempotency, locales
from app.core.errors import Conflict, Refused
from app.core.idempotency import Answer, KeyReused, StillRunning
from app.core.locales import mark
from app.web.errors import sentence_of
from app.web.forms import Form


class OnceForm(Form):
    """A form whose labels and options are message ids, and whose effect happens once."""

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


class StepForm(OnceForm):
    """A form with nothing to fill in; the pressed button says what is meant.

    All such forms of a page carry one key. Each step counts as a request of its own, so
    that going back and pressing another button does what that one says.
    """

    def once(
        self,
        meaning: object,
        action: Callable[[], dict[str, Any]],
        *,
        field: str = "idempotency_key",
    ) -> Answer | None:
        """Do it once, however often it is sent; None when it was refused.

        ``meaning`` is what is asked for, as plain values.
        """
        words = repr((request.path, meaning)).encode()
        mark = hashlib.blake2b(words, digest_size=12).hexdigest()
        self.idempotency_key.data = f"{mark}:{self.idempotency_key.data}"
        return self.send(action, field=field)


def _words(text: str) -> str:
    return locales.gettext(text) if text else ""
