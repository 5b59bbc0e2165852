"""What people's traces mean for answers: words go, numbers stay, one for each quarter."""

from collections.abc import Sequence

from sqlalchemy import Select, delete, or_, select, update

from app.core import db, tenancy
from app.core.ids import MemberId, PersonId
from app.people.models import Member
from app.people.traces import Moved, Traces
from app.surveys.models import SurveyAnswer


def _own(person_id: PersonId) -> Select[int]:
    """A person's memberships, those they lead to, and those that lead there."""
    mine = select(Member.id).where(Member.person_id == person_id)
    into = select(Member.joined_into_id).where(
        Member.person_id == person_id, Member.joined_into_id.is_not(None)
    )
    return select(Member.id).where(
        or_(
            Member.id.in_(mine),
            Member.id.in_(into),
            Member.joined_into_id.in_(mine),
            Member.joined_into_id.in_(into),
        )
    )


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """The number counts on under nobody's name; what did not count goes (R24)."""
    del contacts
    session = db.session()
    with tenancy.across():
        own = set(session.scalars(_own(person_id)))
        ended = select(Member.id).where(
            Member.id.in_(own), Member.joined_into_id.is_not(None)
        )
        gone = set(session.scalars(ended))
        for statement in (
            delete(SurveyAnswer).where(SurveyAnswer.member_id.in_(gone)),
            update(SurveyAnswer)
            .where(SurveyAnswer.member_id.in_(own))
            .values(member_id=None, text=""),
        ):
            session.execute(statement.execution_options(synchronize_session=False))


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """Answers hang on memberships, which are handed over one by one."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """Answers go over but for quarters that the other one has answered (R23)."""
    taken = select(SurveyAnswer.quarter).where(SurveyAnswer.member_id == target_id)
    session = db.session()
    quarters = set(session.scalars(taken))
    own = select(SurveyAnswer.id).where(
        SurveyAnswer.member_id == source_id, SurveyAnswer.quarter.not_in(quarters)
    )
    moved = list(session.scalars(own))
    _give(moved, target_id)
    return {"survey_answers": moved}


def _part(source_id: MemberId, _target_id: MemberId, moved: Moved) -> None:
    _give(moved["survey_answers"], source_id)


def _give(answer_ids: Sequence[int], member_id: MemberId) -> None:
    db.session().execute(
        update(SurveyAnswer)
        .where(SurveyAnswer.id.in_(answer_ids), SurveyAnswer.member_id.is_not(None))
        .values(member_id=member_id)
        .execution_options(synchronize_session=False)
    )


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over, part=_part)
