"""Deciding about something with a reason: one form, its pressed button says which way."""

from collections.abc import Callable
from typing import Any

from flask import request

from app.core.errors import NotFound
from app.core.locales import mark
from app.web.lines import AtMost, BlockField
from app.web.office.forms import OfficeForm

LONGEST = 1000


class DecisionForm(OfficeForm):
    """A reason in words."""

    reason = BlockField(mark("Reason"), validators=[AtMost(LONGEST)])

    @property
    def text(self) -> str:
        """What was written."""
        return self.reason.data or ""

    def decide(self, ways: dict[str, Callable[[], object]]) -> str | None:
        """Do what the pressed button says; its name, or None when it was refused.

        Raises NotFound for a button that there is not.
        """
        wanted = request.form.get("do", "")
        if wanted not in ways:
            raise NotFound
        if not self.is_sent():
            return None

        def change() -> dict[str, Any]:
            ways[wanted]()
            return {"done": wanted}

        # Another button of the same page is another request.
        self.idempotency_key.data = f"{wanted}:{self.idempotency_key.data}"
        answer = self.send(change, field="reason")
        return None if answer is None else str(answer.body["done"])
