"""Steps that are taken by pressing a button: several of them may share a page."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import request

from app.core.idempotency import Answer
from app.web.office.forms import OfficeForm


class StepForm(OfficeForm):
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
