"""Comments as they are read: by everybody under a post, one by one by staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.core import clock, db
from app.core.ids import PersonId
from app.people.models import Staff
from app.space.models import Post
from app.space.talk_errors import CommentNotFound, PostNotFound
from app.space.talk_models import Comment

ROOTS = 20
"""Threads on one page."""

MOST_REPLIES = 500


@dataclass(frozen=True)
class PostHead:
    """What comments need to know of their post."""

    id: int
    title: str
    has_comments: bool


@dataclass(frozen=True)
class CommentView:
    """A comment as one reader sees it.

    ``text`` is empty where it is not theirs to read; ``is_mine`` lets them withdraw it.
    """

    id: int
    post_id: int
    parent_id: int | None
    depth: int
    name: str
    is_staff: bool
    is_mine: bool
    text: str
    state: str
    reason: str
    created_at: datetime

    @property
    def paragraphs(self) -> list[str]:
        """The text by lines."""
        return [line for line in self.text.split("\n") if line.strip()]


@dataclass(frozen=True)
class ModeratedComment:
    """A comment as staff see it, with what it answers."""

    id: int
    post_id: int
    post: str
    name: str
    text: str
    state: str
    reports: int
    reason: str
    created_at: datetime
    decided_at: datetime | None
    decider: str | None
    is_staff: bool
    parent: str | None

    @property
    def paragraphs(self) -> list[str]:
        """The text by lines."""
        return [line for line in self.text.split("\n") if line.strip()]


@dataclass(frozen=True)
class Page:
    """Some threads of a post, oldest first, and where the next ones begin."""

    comments: list[CommentView]
    count: int
    next_after: int | None


def post(post_id: int) -> PostHead:
    """A post that the public can read now; raises PostNotFound."""
    row = (
        db.session()
        .execute(
            select(Post.id, Post.title, Post.has_comments).where(
                Post.id == post_id,
                Post.published_at <= clock.now(),
                Post.withdrawn_at.is_(None),
            )
        )
        .one_or_none()
    )
    if row is None:
        raise PostNotFound
    return PostHead(row[0], row[1], row[2])


def page(post_id: int, reader: PersonId | None, after: int = 0) -> Page:
    """The threads of a post that begin after comment ``after``, as ``reader`` sees them.

    Nobody else sees what waits or was hidden; of what was withdrawn or hidden the place
    stays where something shown answers it.
    """
    session = db.session()
    mine = Comment.person_id == (reader or 0)
    answered = select(Comment.root_id).where(
        Comment.post_id == post_id,
        Comment.root_id.is_not(None),
        Comment.state == "shown",
    )
    in_sight = or_(
        Comment.state == "shown",
        and_(mine, Comment.state != "withdrawn"),
        Comment.id.in_(answered),
    )
    begin = select(Comment.id).where(
        Comment.post_id == post_id, Comment.root_id.is_(None), in_sight
    )
    ids = list(
        session.scalars(
            begin.where(Comment.id > after).order_by(Comment.id).limit(ROOTS + 1)
        )
    )
    roots, more = ids[:ROOTS], len(ids) > ROOTS
    rows: Iterable[Any] = session.execute(
        select(Comment)
        .where(or_(Comment.id.in_(roots), Comment.root_id.in_(roots)))
        .order_by(Comment.id)
        .limit(ROOTS + MOST_REPLIES)
    ).scalars()
    shown = session.scalar(
        select(func.count(Comment.id)).where(
            Comment.post_id == post_id, Comment.state == "shown"
        )
    )
    return Page(
        _threaded(list(rows), reader), int(shown or 0), roots[-1] if more else None
    )


def _threaded(rows: list[Comment], reader: PersonId | None) -> list[CommentView]:
    """Each comment before its answers; what nobody may read and answers nothing left out."""
    below: dict[int | None, list[Comment]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    return _branch(None, below, reader)


def _branch(
    parent_id: int | None,
    below: dict[int | None, list[Comment]],
    reader: PersonId | None,
) -> list[CommentView]:
    found: list[CommentView] = []
    for row in below.get(parent_id, []):
        answers = _branch(row.id, below, reader)
        view = _view(row, reader)
        if view.text or any(each.text for each in answers):
            found += [view, *answers]
    return found


def _view(row: Comment, reader: PersonId | None) -> CommentView:
    is_mine = reader is not None and row.person_id == reader
    is_read = row.state == "shown" or (is_mine and row.state != "withdrawn")
    return CommentView(
        id=row.id,
        post_id=row.post_id,
        parent_id=row.parent_id,
        depth=row.depth,
        name=row.name if is_read else "",
        is_staff=row.staff_id is not None,
        is_mine=is_mine,
        text=row.text if is_read else "",
        state=row.state,
        reason=row.reason if is_mine else "",
        created_at=row.created_at,
    )


def comment(comment_id: int, reader: PersonId | None) -> CommentView:
    """One comment as a reader sees it; raises CommentNotFound."""
    row = db.session().scalar(select(Comment).where(Comment.id == comment_id))
    if row is None:
        raise CommentNotFound
    return _view(row, reader)


def moderated(comment_id: int) -> ModeratedComment:
    """One comment for staff; raises CommentNotFound."""
    row: Any = (
        db.session()
        .execute(
            select(Comment, Post.title, Staff.name)
            .join(Post, Post.id == Comment.post_id)
            .outerjoin(Staff, Staff.id == Comment.decided_by)
            .where(Comment.id == comment_id)
        )
        .one_or_none()
    )
    if row is None:
        raise CommentNotFound
    comment, title, decider = row
    parent = None
    if comment.parent_id is not None:
        parent = db.session().scalar(
            select(Comment.text).where(Comment.id == comment.parent_id)
        )
    return ModeratedComment(
        id=comment.id,
        post_id=comment.post_id,
        post=title,
        name=comment.name,
        text=comment.text,
        state=comment.state,
        reports=comment.reports,
        reason=comment.reason,
        created_at=comment.created_at,
        decided_at=comment.decided_at,
        decider=decider,
        is_staff=comment.staff_id is not None,
        parent=parent,
    )
