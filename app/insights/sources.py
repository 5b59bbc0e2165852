"""Sources: the codes that a business knows, its own links, what they are called."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core import audit, clock, db, locales, tenancy, unique
from app.core.errors import NotFound, Refused
from app.insights.codes import BUILT_IN, KIND_NAMES, OWN_KINDS, cleaned, post_of
from app.insights.models import Source
from app.space.models import Post

MOST = 500
LONGEST_TITLE, LONGEST_NOTE = 60, 500
MOST_COST_MINOR = 10**11
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_TRIES = 5


class TooManySources(Refused):
    """The list would grow without end."""

    code = "too_many_sources"
    sentence = "There are 500 sources already. Use one of them."


class NotAChannel(Refused):
    """A channel that links are not made for."""

    code = "not_a_channel"
    sentence = "Choose a channel from the list."


@dataclass(frozen=True)
class SourceView:
    """A source as screens show it; ``is_own`` when the business made its link."""

    code: str
    kind: str
    title: str
    note: str = ""
    cost_minor: int | None = None
    created_at: datetime | None = None
    ended_at: datetime | None = None
    is_own: bool = False

    @property
    def kind_name(self) -> str:
        """The channel, in the reader's language."""
        return locales.gettext(KIND_NAMES[self.kind])


def add(*, kind: str, title: str, note: str = "", cost_minor: int | None = None) -> str:
    """Make a link of the business's own; its code.

    Raises NotAChannel, TooManySources.
    """
    if kind not in OWN_KINDS:
        raise NotAChannel
    session = db.session()
    if (session.scalar(select(func.count(Source.id))) or 0) >= MOST:
        raise TooManySources
    for _ in range(_TRIES):
        row = Source(
            business_id=tenancy.current(),
            code=f"{kind}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}",
            kind=kind,
            title=title,
            note=note,
            cost_minor=cost_minor,
            created_at=clock.now(),
        )
        if not unique.is_added(row):
            continue
        audit.note("source.added", subject=f"source:{row.code}", title=title)
        return row.code
    raise TooManySources


def change(
    *, code: str, kind: str, title: str, note: str, cost_minor: int | None
) -> None:
    """Change what a source is called, says and has cost; raises NotFound, NotAChannel.

    Title and channel of a built-in one, or of a post, are not to be changed here.
    """
    view = source(code)
    if view.is_own and kind not in OWN_KINDS:
        raise NotAChannel
    row = _row(view)
    row.title, row.kind = (title, kind) if view.is_own else ("", view.kind)
    row.note, row.cost_minor = note, cost_minor
    db.session().flush()
    audit.note("source.changed", subject=f"source:{code}", cost_minor=cost_minor)


def end(*, code: str, is_ended: bool) -> None:
    """Put a source aside, or take it back; its code goes on counting.

    Raises NotFound, also for one that is not the business's own.
    """
    view = source(code)
    if not view.is_own:
        raise NotFound
    row = _row(view)
    row.ended_at = clock.now() if is_ended else None
    db.session().flush()
    act = "source.ended" if is_ended else "source.resumed"
    audit.note(act, subject=f"source:{code}")


def _row(view: SourceView) -> Source:
    """The row of a source, locked; made for one that had none."""
    mine = select(Source).where(Source.code == view.code).with_for_update()
    found = db.session().scalars(mine).one_or_none()
    if found is not None:
        return found
    made = Source(
        business_id=tenancy.current(),
        code=view.code,
        kind=view.kind,
        created_at=clock.now(),
    )
    if not unique.is_added(made):
        # Somebody else was faster: their row is the one.
        return db.session().scalars(mine).one()
    return made


def source(code: str) -> SourceView:
    """One source by its code; raises NotFound for a code that is nobody's."""
    found = named({code}).get(code)
    if found is None:
        raise NotFound
    return found


def own(*, with_ended: bool = True) -> list[SourceView]:
    """The business's own links, newest first, those put aside at the end."""
    rows = db.session().scalars(
        select(Source)
        .where(Source.code.not_in(BUILT_IN), Source.kind != "post")
        .order_by(Source.id.desc())
    )
    views = [_view(row) for row in rows]
    live = [view for view in views if view.ended_at is None]
    ended = [view for view in views if view.ended_at is not None]
    return live + ended if with_ended else live


def named(codes: Iterable[str]) -> dict[str, SourceView]:
    """Those of the codes that mean something here, with what they are called."""
    # Nothing else was ever a code; a null byte could not even be asked for.
    wanted = {code for code in codes if cleaned(code) == code}
    rows = db.session().scalars(select(Source).where(Source.code.in_(wanted)))
    known = {row.code: _view(row) for row in rows}
    posts = {post_of(code): code for code in wanted if post_of(code) is not None}
    titles = _titles([post_id for post_id in posts if post_id is not None])
    for post_id, title in titles.items():
        code = posts[post_id]
        added = known.get(code)
        cost, note = (added.cost_minor, added.note) if added else (None, "")
        known[code] = SourceView(code, "post", title, note, cost)
    for code in wanted & BUILT_IN.keys():
        added = known.get(code)
        cost, note = (added.cost_minor, added.note) if added else (None, "")
        title, kind = BUILT_IN[code]
        known[code] = SourceView(code, kind, locales.gettext(title), note, cost)
    return known


def _view(row: Source) -> SourceView:
    return SourceView(
        row.code,
        row.kind,
        row.title,
        row.note,
        row.cost_minor,
        row.created_at,
        row.ended_at,
        is_own=True,
    )


def _titles(post_ids: list[int]) -> dict[int, str]:
    if not post_ids:
        return {}
    rows = db.session().execute(
        select(Post.id, Post.title).where(Post.id.in_(post_ids))
    )
    return {row[0]: row[1] for row in rows}
