"""What the API takes and gives of cheques without a card."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from app.core import locales
from app.core.money import MAX_MINOR
from app.sales.checks import MAX_LINES, MAX_NUMBER
from app.web.api.fields import Entries, Moment, Whole, Words
from app.web.api.schemas import ONE_OF, LineIn, Strict

mark = locales.mark


class UnclaimedIn(Strict):
    """A cheque that no card was shown for."""

    amount_minor = Whole(1, MAX_MINOR, mark("The whole sum; or send lines."))
    lines = Entries(
        fields.Nested(LineIn), 1, MAX_LINES, mark("Lines of the cheque, in order.")
    )
    number = Words(
        1,
        MAX_NUMBER,
        mark("The till's receipt number, once per outlet. Left out: we make one."),
        load_default=None,
        allow_none=True,
    )
    occurred_at = Moment(
        mark("When it was paid: at most 7 days ago. Left out: now."),
        load_default=None,
        allow_none=True,
    )

    @validates_schema
    def _one_of(self, data: dict[str, Any], **_: Any) -> None:
        if ("amount_minor" in data) == ("lines" in data):
            raise ValidationError(ONE_OF, "amount_minor")


class UnclaimedOut(Schema):
    """A cheque without a card, and the code by which its buyer claims it."""

    id = fields.Integer(metadata={"description": mark("Our id of the cheque.")})
    number = fields.String(metadata={"description": mark("The receipt number.")})
    total_minor = fields.Integer(metadata={"description": mark("What the goods cost.")})
    code = fields.String(
        metadata={"description": mark("The code in groups, to be printed.")}
    )
    link = fields.String(
        metadata={"description": mark("The link for a QR code on the paper.")}
    )
    claim_until = fields.AwareDateTime(
        metadata={"description": mark("How long it can be claimed.")}
    )
