"""Words that staff often need: kept under a title, put into an answer."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from app.chat.errors import QuickAnswerNotFound, QuickAnswerTaken, TooManyQuickAnswers
from app.chat.models import QuickAnswer
from app.core import audit, clock, db, tenancy, unique

LONGEST_TITLE = 60
MOST = 100


@dataclass(frozen=True)
class QuickView:
    """A quick answer."""

    id: int
    title: str
    text: str


def answers() -> list[QuickView]:
    """Those of the business in scope, by title."""
    rows = db.session().execute(
        select(QuickAnswer.id, QuickAnswer.title, QuickAnswer.text).order_by(
            QuickAnswer.title, QuickAnswer.id
        )
    )
    return [QuickView(*row) for row in rows]


def answer(answer_id: int) -> QuickView:
    """One of them; raises QuickAnswerNotFound."""
    row = _row(answer_id)
    return QuickView(row.id, row.title, row.text)


def add(*, title: str, text: str) -> int:
    """Keep one more; its id. Raises QuickAnswerTaken, TooManyQuickAnswers."""
    if len(answers()) >= MOST:
        raise TooManyQuickAnswers(count=MOST)
    row = QuickAnswer(
        business_id=tenancy.current(), title=title, text=text, created_at=clock.now()
    )
    _flush(row)
    audit.note("chat.quick_added", subject=_subject(row.id), title=title)
    return row.id


def change(*, answer_id: int, title: str, text: str) -> None:
    """Write it anew; raises QuickAnswerNotFound, QuickAnswerTaken."""
    row = _row(answer_id)
    if (row.title, row.text) == (title, text):
        return
    before = row.title
    row.title, row.text = title, text
    _flush(row)
    subject = _subject(answer_id)
    audit.note("chat.quick_changed", subject=subject, title=title, before=before)


def _flush(row: QuickAnswer) -> None:
    if not unique.is_added(row):
        raise QuickAnswerTaken


def remove(*, answer_id: int) -> None:
    """Take it away; what was sent stays. Raises QuickAnswerNotFound."""
    row = _row(answer_id)
    db.session().execute(delete(QuickAnswer).where(QuickAnswer.id == row.id))
    subject = _subject(answer_id)
    audit.note("chat.quick_removed", subject=subject, title=row.title)


def _subject(answer_id: int) -> str:
    return f"quick_answer:{answer_id}"


def _row(answer_id: int) -> QuickAnswer:
    row = db.session().scalar(
        select(QuickAnswer).where(QuickAnswer.id == answer_id).with_for_update()
    )
    if row is None:
        raise QuickAnswerNotFound
    return row
