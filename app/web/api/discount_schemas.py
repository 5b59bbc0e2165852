"""What the API says of discounts, of a cheque and of its lines."""

from marshmallow import Schema, fields

from app.core.locales import mark


class DiscountOut(Schema):
    """Money off the cheque."""

    source = fields.String(
        metadata={"description": mark("Where it comes from: card, promotion, code …")}
    )
    label = fields.String(
        metadata={"description": mark("What guest and cashier call it.")}
    )
    code = fields.String(
        metadata={"description": mark("The code that was typed for it, or empty.")}
    )


class TakenOut(DiscountOut):
    """Money that is taken off the cheque."""

    amount_minor = fields.Integer(metadata={"description": mark("What it takes off.")})


class DeclinedOut(DiscountOut):
    """Money that is not taken off the cheque."""

    why = fields.String(metadata={"description": mark("Why it takes nothing off.")})
    message = fields.String(metadata={"description": mark("The reason in words.")})


class QuotedLineOut(Schema):
    """One line of a quote."""

    position = fields.Integer(
        metadata={"description": mark("Its place in the cheque, from 1.")}
    )
    name = fields.String(metadata={"description": mark("What it is called.")})
    amount_minor = fields.Integer(
        metadata={"description": mark("What it costs before discounts.")}
    )
    discount_minor = fields.Integer(
        metadata={"description": mark("What discounts take off.")}
    )
    points = fields.Integer(metadata={"description": mark("Its share of the points.")})
    paid_minor = fields.Integer(metadata={"description": mark("Money to take.")})
    is_excluded = fields.Boolean(
        metadata={"description": mark("Keeps its price, earns and takes no points.")}
    )
    boosts = fields.List(
        fields.String(),
        metadata={"description": mark("What lets it earn more.")},
    )


class DiscountedOut(Schema):
    """What is taken off a cheque, and what is not."""

    total_minor = fields.Integer(
        metadata={"description": mark("What the goods cost before discounts.")}
    )
    discount_minor = fields.Integer(
        metadata={"description": mark("What discounts take off.")}
    )
    discounts = fields.List(
        fields.Nested(TakenOut),
        metadata={"description": mark("The discounts, in the order of their turn.")},
    )
    declined = fields.List(
        fields.Nested(DeclinedOut),
        metadata={"description": mark("Discounts that were not taken, and why.")},
    )
