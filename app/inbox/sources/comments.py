"""Comments that somebody must look at: new ones, and those that readers reported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from app.core import clock, db
from app.core.ids import StaffId
from app.inbox import assigning
from app.inbox.items import Item, Unanswered, Wanted
from app.inbox.models import Assignment
from app.people.rights import Right
from app.space import talk_rules, threads
from app.space.models import Post
from app.space.talk_models import Comment

KIND = "comment"
WAITS = or_(
    Comment.state == "waiting", (Comment.state == "shown") & (Comment.reports > 0)
)
_TAKEN = and_(Assignment.kind == KIND, Assignment.subject_id == Comment.id)


class Comments:
    """What guests write under posts."""

    kinds: tuple[str, ...] = (KIND,)
    right = Right.MODERATE

    def listed(self, wanted: Wanted, limit: int) -> Sequence[Item]:
        """By deadline, which is in the order of coming; the closed by the newest."""
        term = _term()
        is_done = wanted.state == "done"
        rows: Iterable[Any] = db.session().execute(
            select(Comment, Post.title, Assignment.staff_id)
            .join(Post, Post.id == Comment.post_id)
            .outerjoin(Assignment, _TAKEN)
            .where(*_where(wanted, term))
            .order_by(Comment.id.desc() if is_done else Comment.id.asc())
            .limit(limit)
        )
        return [
            _item(row, post, staff_id, term, is_done=is_done)
            for row, post, staff_id in rows
        ]

    def count(self) -> ScalarSelect[int]:
        """Those to look at."""
        return select(func.count(Comment.id)).where(WAITS).scalar_subquery()

    def unanswered(self) -> Unanswered:
        """Those to look at."""
        row = db.session().execute(
            select(
                func.count(Comment.id),
                func.count(Comment.id).filter(
                    Comment.created_at < clock.now() - _term()
                ),
                func.min(Comment.created_at),
            ).where(WAITS)
        )
        return Unanswered(*row.one())

    def assignee(self, kind: str, item_id: int) -> StaffId | None:
        """Who took it on; raises CommentNotFound."""
        threads.comment(item_id, None)
        return assigning.assignee(kind, item_id)

    def able(self, kind: str, item_id: int) -> Mapping[StaffId, str]:
        """Whoever talks with strangers, too."""
        del kind, item_id
        return assigning.team(self.right)

    def assign(
        self, kind: str, item_id: int, staff_id: StaffId | None, *, me: StaffId
    ) -> None:
        """Raises CommentNotFound."""
        del me
        threads.comment(item_id, None)
        assigning.keep(kind, item_id, staff_id)


def _term() -> timedelta:
    return timedelta(hours=talk_rules.rules().comment_hours)


def _where(wanted: Wanted, term: timedelta) -> list[ColumnElement[bool]]:
    is_done = wanted.state == "done"
    where = [Comment.decided_at.is_not(None) & ~WAITS if is_done else WAITS]
    where += assigning.by_assignee(wanted, Comment.decided_by)
    if wanted.outlet_id is not None:
        where.append(Post.outlet_id == wanted.outlet_id)
    if wanted.is_overdue:
        where.append(Comment.created_at < clock.now() - term)
    return where


def _item(
    row: Comment, post: str, staff_id: int | None, term: timedelta, *, is_done: bool
) -> Item:
    answers = row.decided_by if is_done else staff_id
    return Item(
        kind=KIND,
        id=row.id,
        name=row.name,
        about=post,
        text=row.text,
        state="done" if is_done else "new" if staff_id is None else "working",
        created_at=row.created_at,
        due_at=row.created_at + term,
        assigned_to=None if answers is None else StaffId(answers),
        is_reported=row.reports > 0,
    )
