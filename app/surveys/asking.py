"""Whose opinion is asked for: who bought often enough in a quarter."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import MemberId
from app.people.models import Member
from app.sales.models import Receipt, ReceiptLine
from app.surveys import rules
from app.surveys.models import SurveyAnswer


def current(zone: str) -> date:
    """The quarter of the business's day."""
    return rules.quarter_of(clock.today(zone))


def is_open(member_id: MemberId, quarter: date, zone: str) -> bool:
    """Whether a member may answer: asked for it, or has answered already."""
    known = select(SurveyAnswer.id).where(
        SurveyAnswer.member_id == member_id, SurveyAnswer.quarter == quarter
    )
    bought = _buyers(quarter, zone).where(Card.member_id == member_id)
    session = db.session()
    return any(
        session.execute(statement).first() is not None for statement in (known, bought)
    )


def silent(quarter: date, zone: str) -> Select[Any]:
    """Members who bought often enough and have not answered yet; the caller narrows."""
    answered = exists().where(
        SurveyAnswer.business_id == Member.business_id,
        SurveyAnswer.member_id == Member.id,
        SurveyAnswer.quarter == quarter,
    )
    return select(Member.id).where(
        Member.id.in_(_buyers(quarter, zone)),
        Member.joined_into_id.is_(None),
        ~answered,
    )


def _buyers(quarter: date, zone: str) -> Select[Any]:
    return (
        select(Card.member_id)
        .join(Receipt, Receipt.card_id == Card.id)
        .where(
            Receipt.occurred_at >= clock.day_start(quarter, zone),
            Receipt.occurred_at < clock.day_start(rules.moved(quarter, 1), zone),
            _stands(),
        )
        .group_by(Card.member_id)
        .having(func.count(Receipt.id) >= rules.PURCHASES)
    )


def _stands() -> ColumnElement[bool]:
    """The predicate of receipts of which something was bought and kept."""
    return and_(
        Receipt.undone_at.is_(None),
        exists().where(
            ReceiptLine.business_id == Receipt.business_id,
            ReceiptLine.receipt_id == Receipt.id,
            ~ReceiptLine.is_returned,
        ),
    )
