"""Asking members once a quarter whether they would recommend the business."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.notifications import centre, runs, triggers
from app.notifications.kinds.reviews import REVIEW_ASK
from app.notifications.kinds.surveys import NPS_ASK
from app.notifications.models import Notice
from app.people.models import Member
from app.surveys import asking

JOB = "surveys"
APART = timedelta(days=7)
"""Nobody is asked about a purchase and about the whole within one week."""


def ask_due() -> int:
    """Ask whom the open business has to ask this morning; how many."""
    day = runs.day_due(JOB)
    if day is None:
        return 0
    asked = _ask_all() if triggers.is_on(NPS_ASK) else 0
    runs.done(JOB, day)
    return asked


def was_asked_lately(member_id: MemberId) -> bool:
    """Whether a member was asked within the last week whether they would recommend."""
    asked = select(Notice.id).where(*_lately(member_id, NPS_ASK.code)).limit(1)
    return db.session().execute(asked).first() is not None


def _ask_all() -> int:
    """Page by page: a worker that dies loses a page, not the day."""
    zone = businesses.by_id(tenancy.current()).zone
    quarter = asking.current(zone)
    occurrence = quarter.isoformat()
    known = exists().where(
        Notice.business_id == Member.business_id,
        Notice.member_id == Member.id,
        Notice.kind == NPS_ASK.code,
        Notice.occurrence == occurrence,
    )
    lately = exists().where(*_lately(Member.id, REVIEW_ASK.code))
    due = asking.silent(quarter, zone).where(~known, ~lately)
    asked = after = 0
    while page := (
        db.session()
        .scalars(due.where(Member.id > after).order_by(Member.id).limit(centre.AT_ONCE))
        .all()
    ):
        after = page[-1]
        with db.writing():
            told = centre.tell_many(
                member_ids=page,
                kind=NPS_ASK,
                occurrence=occurrence,
                payload={"quarter": occurrence},
            )
        asked += len(told.notices)
    return asked


def _lately(member_id: Any, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.business_id == tenancy.current(),
        Notice.member_id == member_id,
        Notice.kind == kind,
        Notice.created_at > clock.now() - APART,
    )
