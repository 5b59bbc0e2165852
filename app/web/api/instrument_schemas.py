"""What the API takes and gives about certificates, passes, tickets and clubs."""

from marshmallow import Schema, fields

from app.core import locales
from app.core.money import MAX_MINOR
from app.instruments.using import LONGEST_GATE
from app.web.api.fields import Whole, Words
from app.web.api.schemas import MAX_CODE, MAX_ID, Strict

mark = locales.mark


class SellIn(Strict):
    """What is sold, and to whom."""

    programme_id = Whole(1, MAX_ID, mark("What is sold."), required=True)
    card = Words(
        1,
        MAX_CODE,
        mark("A card of the guest. Left out: for whoever carries the code."),
        load_default=None,
        allow_none=True,
    )
    amount_minor = Whole(
        1, MAX_MINOR, mark("The sum of a certificate."), load_default=None
    )
    event_id = Whole(1, MAX_ID, mark("The event of a ticket."), load_default=None)


class UseIn(Strict):
    """A scan."""

    gate = Words(0, LONGEST_GATE, mark("The entrance, if named."), load_default="")


class InstrumentOut(Schema):
    """A certificate, a pass, a ticket or a membership."""

    number = fields.String(metadata={"description": mark("Number of the card.")})
    programme = fields.String(metadata={"description": mark("What it is called.")})
    kind = fields.String(
        metadata={"description": mark("certificate, visits, ticket or club.")}
    )
    status = fields.String(
        metadata={
            "description": mark("good, not_yet, resting, used, ended or refunded.")
        }
    )
    price_minor = fields.Integer(metadata={"description": mark("What it cost.")})
    amount = fields.Integer(
        metadata={"description": mark("Its value when sold: minor units or visits.")}
    )
    available = fields.Integer(metadata={"description": mark("Its value now.")})
    used = fields.Integer(metadata={"description": mark("How often it let in.")})
    starts = fields.Date(
        allow_none=True, metadata={"description": mark("Its first day.")}
    )
    through = fields.Date(
        allow_none=True, metadata={"description": mark("Its last day.")}
    )
    event = fields.String(
        allow_none=True, metadata={"description": mark("The event of a ticket.")}
    )
    event_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": mark("When the event begins.")}
    )


class UseOut(Schema):
    """A visit or an admission."""

    id = fields.Integer(metadata={"description": mark("Our id of the visit.")})
    used_at = fields.AwareDateTime(metadata={"description": mark("When it counted.")})
    is_repeat = fields.Boolean(
        metadata={"description": mark("Whether it was counted by an earlier scan.")}
    )
    left = fields.Integer(
        allow_none=True, metadata={"description": mark("Visits left; null: no limit.")}
    )
    through = fields.Date(
        allow_none=True, metadata={"description": mark("Its last day.")}
    )
