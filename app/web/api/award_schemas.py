"""What the API tells of rewards."""

from marshmallow import Schema, fields

from app.core.locales import mark
from app.web.api.schemas import Strict


class EmptyIn(Strict):
    """Nothing but an object."""


class AwardOut(Schema):
    """A reward that a guest may fetch, or has fetched."""

    code = fields.String(metadata={"description": mark("The code of the reward.")})
    name = fields.String(metadata={"description": mark("What the guest gets.")})
    kind = fields.String(
        metadata={"description": mark("What it is: gift, item, service, discount.")}
    )
    origin = fields.String(
        metadata={"description": mark("Why it is there: order, stamps, gift.")}
    )
    state = fields.String(
        metadata={
            "description": mark("open, redeemed, cancelled, withdrawn or expired.")
        }
    )
    points = fields.Integer(metadata={"description": mark("What the card paid.")})
    unit = fields.String(metadata={"description": mark("The unit of what it paid.")})
    discount_minor = fields.Integer(
        allow_none=True,
        metadata={"description": mark("Money off, where it is a discount.")},
    )
    member_id = fields.Integer(metadata={"description": mark("Whose it is.")})
    expires_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": mark("Until when it can be fetched; null: for ever.")},
    )
    closed_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": mark("When it was handed out or ended.")},
    )


class AwardsOut(Schema):
    """What waits for a guest."""

    awards = fields.List(
        fields.Nested(AwardOut),
        metadata={"description": mark("The rewards, the oldest first.")},
    )
