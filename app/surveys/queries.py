"""What screens read of the question of the quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.core import db
from app.core.ids import MemberId
from app.people.models import Member, Person
from app.surveys import asking, rules
from app.surveys.models import SurveyAnswer
from app.surveys.rules import Tally

QUARTERS = 8
PAGE = 20
Place = tuple[date, int]
"""The quarter and id of an answer: where a page of the list ends."""

_IS_FOR = SurveyAnswer.score >= rules.PROMOTER_FROM
_IS_AGAINST = SurveyAnswer.score <= rules.DETRACTOR_TO
GROUPS: dict[str, ColumnElement[bool]] = {
    "promoters": _IS_FOR,
    "passives": and_(~_IS_FOR, ~_IS_AGAINST),
    "detractors": _IS_AGAINST,
}


@dataclass(frozen=True)
class Answer:
    """What a member said of a quarter."""

    quarter: date
    score: int
    text: str
    answered_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Quarter:
    """What one quarter's answers say."""

    first_day: date
    tally: Tally


@dataclass(frozen=True)
class Comment:
    """Words with their number; whose they are is empty for those who may not see it."""

    id: int
    quarter: date
    score: int
    text: str
    member_id: MemberId | None
    name: str

    @property
    def paragraphs(self) -> list[str]:
        """The text by lines."""
        return [line for line in self.text.split("\n") if line.strip()]


@dataclass(frozen=True)
class Comments:
    """A page of comments, newest first, and where the next one begins."""

    comments: list[Comment]
    next_before: Place | None


def of_member(member_id: MemberId) -> list[Answer]:
    """All that a member has answered, newest first."""
    mine = select(SurveyAnswer).where(SurveyAnswer.member_id == member_id)
    rows = db.session().scalars(mine.order_by(SurveyAnswer.quarter.desc()))
    return [
        Answer(row.quarter, row.score, row.text, row.answered_at, row.changed_at)
        for row in rows
    ]


def of_quarter(member_id: MemberId, quarter: date) -> Answer | None:
    """A member's answer for one quarter."""
    return next(
        (each for each in of_member(member_id) if each.quarter == quarter), None
    )


def quarters(zone: str) -> list[Quarter]:
    """The quarters since the first answer, eight at most, oldest first."""
    last = asking.current(zone)
    rows: Iterable[Any] = db.session().execute(
        select(
            SurveyAnswer.quarter,
            *(func.count(SurveyAnswer.id).filter(group) for group in GROUPS.values()),
        )
        .where(_is_counted(), SurveyAnswer.quarter >= rules.moved(last, 1 - QUARTERS))
        .group_by(SurveyAnswer.quarter)
    )
    tallies = {row[0]: Tally(*row[1:]) for row in rows}
    if not tallies:
        return []
    days = (rules.moved(last, -back) for back in reversed(range(QUARTERS)))
    return [
        Quarter(day, tallies.get(day, Tally())) for day in days if day >= min(tallies)
    ]


def comments(
    *, group: str = "", before: Place | None = None, has_names: bool, limit: int = PAGE
) -> Comments:
    """What guests added in words; without ``has_names`` nobody is told whose it is."""
    who: list[Any] = [SurveyAnswer.member_id, Person.name]
    query = (
        select(
            SurveyAnswer.id,
            SurveyAnswer.quarter,
            SurveyAnswer.score,
            SurveyAnswer.text,
            *(who if has_names else ()),
        )
        .where(_is_counted(), SurveyAnswer.text != "")
        .order_by(SurveyAnswer.quarter.desc(), SurveyAnswer.id.desc())
        .limit(limit + 1)
    )
    if has_names:
        query = query.outerjoin(Member, Member.id == SurveyAnswer.member_id).outerjoin(
            Person, Person.id == Member.person_id
        )
    if group in GROUPS:
        query = query.where(GROUPS[group])
    if before is not None:
        query = query.where(tuple_(SurveyAnswer.quarter, SurveyAnswer.id) < before)
    rows: Iterable[Any] = db.session().execute(query).all()
    found = [_comment(tuple(row)) for row in rows]
    shown = found[:limit]
    more = (shown[-1].quarter, shown[-1].id) if len(found) > limit else None
    return Comments(shown, more)


def _comment(row: tuple[Any, ...]) -> Comment:
    answer_id, quarter, score, text, *who = row
    member_id, name = who or (None, None)
    return Comment(answer_id, quarter, score, text, member_id, name or "")


def _is_counted() -> ColumnElement[bool]:
    """The predicate of answers that count: of a membership that goes on, or nobody's.

    Where two memberships were joined, the one that ended keeps what the other one had
    answered as well, so that parting them gives it back.
    """
    whose = aliased(Member)
    ended = exists().where(
        whose.business_id == SurveyAnswer.business_id,
        whose.id == SurveyAnswer.member_id,
        whose.joined_into_id.is_not(None),
    )
    return or_(SurveyAnswer.member_id.is_(None), ~ended)
