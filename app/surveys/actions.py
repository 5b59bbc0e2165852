"""Answering the question of the quarter, and changing one's mind until it ends."""

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.surveys import asking, rules
from app.surveys.errors import QuarterOver, ScoreMissing, SurveyNotOpen
from app.surveys.models import SurveyAnswer


def answer(*, member_id: MemberId, quarter: date, score: int | None, text: str) -> None:
    """Say it, or say it anew: a member has one answer for each quarter.

    Two windows at once leave what was sent last. Runs inside ``writing()``; raises
    ScoreMissing, QuarterOver, SurveyNotOpen.
    """
    if score not in rules.SCORES:
        raise ScoreMissing
    zone = businesses.by_id(tenancy.current()).zone
    if quarter != asking.current(zone):
        raise QuarterOver
    if not asking.is_open(member_id, quarter, zone):
        raise SurveyNotOpen(purchases=rules.PURCHASES)
    dialect = sqlite if db.is_sqlite() else postgresql
    now = clock.now()
    said = {"score": score, "text": text, "changed_at": now}
    db.session().execute(
        dialect.insert(SurveyAnswer)
        .values(
            business_id=tenancy.current(),
            member_id=member_id,
            quarter=quarter,
            answered_at=now,
            **said,
        )
        .on_conflict_do_update(
            index_elements=["business_id", "member_id", "quarter"], set_=said
        )
    )
