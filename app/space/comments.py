"""Comments under posts: written by guests, answered and moderated by staff."""

import re
import unicodedata

from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import audit, clock, db, limits, live, tenancy, unique
from app.core.ids import PersonId, StaffId
from app.core.limits import Limit
from app.people import answering
from app.space import talk_rules, threads
from app.space.talk_errors import (
    CommentGone,
    CommentNotFound,
    CommentsClosed,
    NameOfBusiness,
    TooManyLinks,
)
from app.space.talk_models import Comment, CommentReport

PER_HOUR = Limit("comments_person_hour", 10, 3600)
REPORTS_PER_HOUR = Limit("comment_reports_person_hour", 20, 3600)
LONGEST = 2_000
LONGEST_NAME = 40
MAX_LINKS = 2
DEEPEST = 2
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def write(
    *, post_id: int, parent_id: int | None, person_id: PersonId, name: str, text: str
) -> int:
    """Write under a post, or answer a comment there; the comment's id.

    It is shown at once or waits for staff, as the business's rules say. Raises
    PostNotFound, CommentsClosed, CommentGone, TooManyLinks, NameOfBusiness, TooMany.
    """
    if len(_LINK.findall(text)) > MAX_LINKS:
        raise TooManyLinks
    business = businesses.by_id(tenancy.current())
    if _looks(name) == _looks(business.name):
        raise NameOfBusiness
    limits.hit(PER_HOUR, str(person_id))
    row = _placed(post_id, parent_id)
    row.person_id, row.name, row.text = person_id, name, text
    row.state = "waiting" if talk_rules.rules().is_premoderated else "shown"
    db.session().add(row)
    db.session().flush()
    live.ring_inbox()
    return row.id


def answer(*, comment_id: int, staff_id: StaffId, text: str) -> int:
    """Answer in the business's name, which also shows what waited; the answer's id.

    Raises CommentNotFound, CommentGone, and PostNotFound for a post that is withdrawn.
    """
    asked = _locked(comment_id)
    if asked.state == "waiting":
        _decide(asked, "shown", staff_id, "")
    _note_answer(asked, staff_id)
    row = _placed(asked.post_id, comment_id, is_staff=True)
    row.staff_id, row.name, row.text, row.state = staff_id, "", text, "shown"
    db.session().add(row)
    db.session().flush()
    live.ring_inbox()
    return row.id


def _placed(post_id: int, parent_id: int | None, *, is_staff: bool = False) -> Comment:
    """A comment in its place: below what it answers, but never deeper than DEEPEST."""
    post = threads.post(post_id)
    if not post.has_comments and not is_staff:
        raise CommentsClosed
    row = Comment(
        business_id=tenancy.current(),
        post_id=post_id,
        depth=0,
        reports=0,
        created_at=clock.now(),
    )
    if parent_id is not None:
        parent = _locked(parent_id)
        if parent.post_id != post_id:
            raise CommentNotFound
        if parent.state != "shown":
            raise CommentGone
        is_deep = parent.depth >= DEEPEST
        row.parent_id = parent.parent_id if is_deep else parent.id
        row.depth = min(parent.depth + 1, DEEPEST)
        row.root_id = parent.root_id or parent.id
    return row


def _looks(name: str) -> str:
    """A name as an eye in a hurry takes it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def withdraw(*, comment_id: int, person_id: PersonId) -> None:
    """Take one's own comment back; its place in the thread stays.

    Raises CommentNotFound, also for somebody else's.
    """
    row = _locked(comment_id)
    if row.person_id != person_id:
        raise CommentNotFound
    if row.state != "hidden":
        row.state = "withdrawn"
    db.session().flush()
    live.ring_inbox()


def report(*, comment_id: int, person_id: PersonId) -> None:
    """Ask staff to look at a comment; once for each person.

    Raises CommentNotFound for what is not shown, TooMany.
    """
    limits.hit(REPORTS_PER_HOUR, str(person_id))
    row = _locked(comment_id)
    if row.state != "shown":
        raise CommentNotFound
    mark = CommentReport(
        business_id=tenancy.current(),
        comment_id=comment_id,
        person_id=person_id,
        created_at=clock.now(),
    )
    if not unique.is_added(mark):
        return
    row.reports += 1
    db.session().flush()
    live.ring_inbox()


def show(*, comment_id: int, staff_id: StaffId) -> None:
    """Let everybody read it; reports up to now are answered. Raises CommentNotFound."""
    _decide(_locked(comment_id), "shown", staff_id, "")


def hide(*, comment_id: int, staff_id: StaffId, reason: str) -> None:
    """Let only its author read it, with the reason. Raises CommentNotFound."""
    _decide(_locked(comment_id), "hidden", staff_id, reason)


def _decide(row: Comment, state: str, staff_id: StaffId, reason: str) -> None:
    if row.state == "withdrawn":
        raise CommentGone
    row.state, row.reason, row.reports = state, reason, 0
    row.decided_at, row.decided_by = clock.now(), staff_id
    db.session().flush()
    live.ring_inbox()
    audit.note(f"comment.{state}", subject=f"comment:{row.id}", post=row.post_id)
    _note_answer(row, staff_id)


def _note_answer(row: Comment, staff_id: StaffId) -> None:
    """A guest's words were read; nobody waits for a colleague's."""
    if row.staff_id is None:
        answering.note(
            kind="comment",
            subject_id=row.id,
            came_at=row.created_at,
            staff_id=staff_id,
        )


def _locked(comment_id: int) -> Comment:
    row = db.session().scalar(
        select(Comment).where(Comment.id == comment_id).with_for_update()
    )
    if row is None:
        raise CommentNotFound
    return row
