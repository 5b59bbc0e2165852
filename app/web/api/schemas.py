"""What the API takes and gives; the same classes check requests and document them."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema

from app.core import locales
from app.core.money import MAX_MINOR
from app.programmes.rules import MAX_POINTS
from app.sales.checks import MAX_CODE as MAX_PROMO_CODE
from app.sales.checks import (
    MAX_CODES,
    MAX_LINES,
    MAX_NUMBER,
    MAX_QUANTITY_MILLI,
    MAX_RATE_MILLIONTHS,
    MAX_TEXT,
)
from app.web.api.discount_schemas import DiscountedOut, QuotedLineOut
from app.web.api.fields import Entries, Flag, Moment, Whole, Words

MAX_CODE = 64
MAX_ID = 2**63 - 1
mark = locales.mark
ONE_OF = mark("Send either amount_minor or lines.")


class Strict(Schema):
    """Unknown fields are refused, fields keep their order."""

    class Meta:
        """Marshmallow's settings."""

        unknown = RAISE

    error_messages = {  # noqa: RUF012 - marshmallow's own name
        "unknown": mark("This field is not known here."),
        "type": mark("Send a JSON object."),
    }


class LineIn(Strict):
    """One line of a cheque."""

    amount_minor = Whole(
        0, MAX_MINOR, mark("What the line costs, in kopecks or cents."), required=True
    )
    name = Words(0, MAX_TEXT, mark("Name of the goods."), load_default="")
    sku = Words(0, MAX_TEXT, mark("Article number."), load_default="")
    category = Words(0, MAX_TEXT, mark("Category of the goods."), load_default="")
    quantity_milli = Whole(
        0, MAX_QUANTITY_MILLI, mark("Quantity in thousandths."), load_default=1000
    )
    is_excluded = Flag(
        mark("The line neither earns points nor is paid with them."), load_default=False
    )
    is_voided = Flag(mark("The line was taken off before payment."), load_default=False)


class QuoteIn(Strict):
    """A cheque that is being made."""

    card = Words(
        1, MAX_CODE, mark("What was scanned, or the number as typed."), required=True
    )
    amount_minor = Whole(1, MAX_MINOR, mark("The whole sum; or send lines."))
    lines = Entries(
        fields.Nested(LineIn), 1, MAX_LINES, mark("Lines of the cheque, in order.")
    )
    points = Whole(
        0, MAX_POINTS, mark("How many points the guest spends."), load_default=0
    )
    codes = Entries(
        Words(1, MAX_PROMO_CODE, mark("A promo code or password as it was typed.")),
        0,
        MAX_CODES,
        mark("What the guest typed or showed to pay less."),
        load_default=(),
    )
    partner_minor = Whole(
        0,
        MAX_MINOR,
        mark(
            "How much of it points of partners pay, in kopecks or cents, after the "
            "guest's own points."
        ),
        load_default=0,
    )
    currency = Words(
        3,
        3,
        mark("The currency of the amounts, if it is not the business's own."),
        load_default=None,
        allow_none=True,
    )
    rate_millionths = Whole(
        1,
        MAX_RATE_MILLIONTHS,
        mark(
            "What one minor unit of that currency is worth in the business's, in "
            "millionths: 98.50 is 98500000. Points are earned and taken back by it."
        ),
        load_default=None,
        allow_none=True,
    )
    occurred_at = Moment(
        mark("When it was paid: at most 7 days ago. Left out: now."),
        load_default=None,
        allow_none=True,
    )
    take = Words(
        1,
        MAX_CODE,
        mark(
            "Number of another card of the same guest to use, as chosen or alternatives "
            "give it. Left out: the card that was shown."
        ),
        load_default=None,
        allow_none=True,
    )

    @validates_schema
    def _one_of(self, data: dict[str, Any], **_: Any) -> None:
        if ("amount_minor" in data) == ("lines" in data):
            raise ValidationError(ONE_OF, "amount_minor")


class ReceiptIn(QuoteIn):
    """A paid cheque."""

    number = Words(
        1,
        MAX_NUMBER,
        mark("The till's receipt number, once per outlet. Left out: we make one."),
        load_default=None,
        allow_none=True,
    )
    was_asked = Flag(
        mark("Whether the cashier asked about points."),
        load_default=None,
        allow_none=True,
    )


class RefundIn(Strict):
    """Goods that came back."""

    positions = Entries(
        Whole(1, MAX_LINES, mark("Position of a line, from 1.")),
        1,
        MAX_LINES,
        mark("Which lines came back. Left out: the whole receipt."),
        load_default=None,
        allow_none=True,
    )
    number = Words(
        1,
        MAX_NUMBER,
        mark("The till's refund number, once per outlet. Left out: we make one."),
        load_default=None,
        allow_none=True,
    )
    reason = Words(0, MAX_TEXT, mark("Why the goods came back."), load_default="")
    occurred_at = Moment(
        mark("When it happened: at most 7 days ago. Left out: now."),
        load_default=None,
        allow_none=True,
    )


class BalanceOut(Schema):
    """The points of a card."""

    available = fields.Integer(
        metadata={"description": mark("Points that can be spent now.")}
    )
    pending = fields.Integer(
        metadata={"description": mark("Points that become available later.")}
    )
    debt = fields.Integer(
        metadata={"description": mark("Points that later credits pay back first.")}
    )


class LimitOut(Schema):
    """A limit that keeps the guest from spending more."""

    code = fields.String(metadata={"description": mark("Which limit.")})
    message = fields.String(metadata={"description": mark("The limit in words.")})


class QuoteOut(DiscountedOut):
    """What a cheque would do."""

    eligible_minor = fields.Integer(
        metadata={"description": mark("The part that earns and takes points.")}
    )
    max_points = fields.Integer(
        metadata={"description": mark("The most points this cheque takes.")}
    )
    points = fields.Integer(metadata={"description": mark("The points of this quote.")})
    max_partner_minor = fields.Integer(
        metadata={
            "description": mark("The most that points of partners pay of this cheque.")
        }
    )
    partner_minor = fields.Integer(
        metadata={"description": mark("What points of partners pay of this quote.")}
    )
    paid_minor = fields.Integer(metadata={"description": mark("Money to take.")})
    earned_points = fields.Integer(
        metadata={"description": mark("Points that the cheque earns.")}
    )
    lines = fields.List(
        fields.Nested(QuotedLineOut),
        metadata={"description": mark("The cheque line by line.")},
    )
    refusals = fields.List(
        fields.Nested(LimitOut),
        metadata={"description": mark("Why not more, or why not these points.")},
    )


class PaidBackOut(Schema):
    """A part of a cheque that other means than money and own points paid, or get back."""

    kind = fields.String(metadata={"description": mark("The means of payment.")})
    amount_minor = fields.Integer(
        metadata={"description": mark("How much it paid, or gets back.")}
    )


class ReceiptOut(DiscountedOut, BalanceOut):
    """A booked cheque and the card after it."""

    id = fields.Integer(metadata={"description": mark("Our id, for refunds.")})
    number = fields.String(metadata={"description": mark("The receipt number.")})
    points_spent = fields.Integer(metadata={"description": mark("Points spent.")})
    paid_minor = fields.Integer(metadata={"description": mark("Money to take.")})
    earned_points = fields.Integer(
        metadata={"description": mark("Points that the cheque earned.")}
    )
    cut_points = fields.Integer(
        metadata={"description": mark("Points that a limit cut off.")}
    )
    available_at = fields.AwareDateTime(
        metadata={"description": mark("When the earned points can be spent.")}
    )
    expires_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": mark("When the earned points end; null: never.")},
    )
    payments = fields.List(
        fields.Nested(PaidBackOut),
        metadata={"description": mark("What other means of payment paid.")},
    )


class RefundOut(BalanceOut):
    """A booked refund and the card after it."""

    id = fields.Integer(metadata={"description": mark("Our id of the refund.")})
    money_minor = fields.Integer(metadata={"description": mark("Money to give back.")})
    points_returned = fields.Integer(
        metadata={"description": mark("Spent points that came back.")}
    )
    points_clawed = fields.Integer(
        metadata={"description": mark("Earned points that were taken back.")}
    )
    payments = fields.List(
        fields.Nested(PaidBackOut),
        metadata={"description": mark("What goes back to other means of payment.")},
    )
    currency = fields.String(
        allow_none=True,
        metadata={"description": mark("The receipt's own currency; null: yours.")},
    )
    foreign_minor = fields.Integer(
        allow_none=True,
        metadata={"description": mark("Money to give back in that currency.")},
    )


class MemberCardOut(BalanceOut):
    """One of a member's cards."""

    number = fields.String(metadata={"description": mark("The card number.")})
    programme = fields.String(metadata={"description": mark("The card's programme.")})
    unit = fields.String(
        metadata={
            "description": mark(
                "What the card holds: point, minor (kopecks or cents), stamp, visit, "
                "admission."
            )
        }
    )


class AlternativeOut(MemberCardOut):
    """Another card of the guest, as it stands to this outlet."""

    is_taken_here = fields.Boolean(
        metadata={"description": mark("Whether this outlet takes the card.")}
    )
    is_earning = fields.Boolean(
        metadata={
            "description": mark("Whether purchases earn: the guest is in its group.")
        }
    )
    family_of = fields.String(
        allow_none=True,
        metadata={
            "description": mark(
                "Whose card it is, where a relative shares it; null for the guest's own."
            )
        },
    )


class CardOut(BalanceOut):
    """A card that a code leads to."""

    number = fields.String(metadata={"description": mark("The card number.")})
    member_id = fields.Integer(metadata={"description": mark("Whose card it is.")})
    programme = fields.String(metadata={"description": mark("The card's programme.")})
    unit = fields.String(
        metadata={
            "description": mark(
                "What the card holds: point, minor (kopecks or cents), stamp, visit, "
                "admission."
            )
        }
    )
    is_protected = fields.Boolean(
        metadata={"description": mark("Whether a verified contact protects the card.")}
    )
    is_rotating = fields.Boolean(
        metadata={"description": mark("Whether the code was the spending one.")}
    )
    chosen = fields.String(
        metadata={
            "description": mark(
                "Number of the guest's card that fits best at this outlet: send it as "
                "take. Mostly it is the same card."
            )
        }
    )
    reason = fields.String(
        metadata={
            "description": mark(
                "Why it fits best: only, own, only_here, still_earns, group, outlet, "
                "shown."
            )
        }
    )
    alternatives = fields.List(
        fields.Nested(AlternativeOut),
        metadata={"description": mark("The guest's other cards, best first.")},
    )


class MemberOut(BalanceOut):
    """A member's points over all their cards."""

    member_id = fields.Integer(metadata={"description": mark("Whose cards they are.")})
    cards = fields.List(
        fields.Nested(MemberCardOut),
        metadata={"description": mark("Each card by itself.")},
    )


class FieldProblem(Schema):
    """One field that needs attention."""

    field = fields.String(metadata={"description": mark("Path of the field.")})
    message = fields.String(metadata={"description": mark("What to do about it.")})


class Problem(Schema):
    """An error (RFC 9457)."""

    type = fields.String(metadata={"description": mark("Name of the error as a URN.")})
    title = fields.String(metadata={"description": mark("The error in one sentence.")})
    status = fields.Integer(metadata={"description": mark("The HTTP status.")})
    code = fields.String(
        metadata={"description": mark("Stable name of the error, for programs.")}
    )
    errors = fields.List(
        fields.Nested(FieldProblem),
        metadata={"description": mark("Fields that need attention.")},
    )
