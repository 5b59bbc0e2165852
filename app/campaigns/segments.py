"""Choices of members that have a name, for the next mailing."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.campaigns import content
from app.campaigns.audience import Audience, read
from app.campaigns.errors import (
    BadSegmentName,
    SegmentNameTaken,
    SegmentNotFound,
    TooManySegments,
)
from app.campaigns.models import Segment
from app.core import audit, clock, db, tenancy, unique

MAX_NAME = 60
MOST = 200


@dataclass(frozen=True)
class SegmentView:
    """A named choice."""

    id: int
    name: str
    audience: Audience


def all_segments() -> list[SegmentView]:
    """The business's segments by name."""
    rows = db.session().scalars(select(Segment).order_by(Segment.name))
    return [SegmentView(row.id, row.name, read(row.audience)) for row in rows]


def segment(segment_id: int) -> SegmentView:
    """One segment; raises SegmentNotFound, also for another business's."""
    row = _row(segment_id)
    return SegmentView(row.id, row.name, read(row.audience))


def keep(*, name: str, audience: Audience) -> int:
    """Give a choice a name; its id.

    Raises BadSegmentName, SegmentNameTaken, TooManySegments, NotFound.
    """
    clean = content.one_line(name)
    if not 1 <= len(clean) <= MAX_NAME:
        raise BadSegmentName
    content.check_audience(audience)
    session = db.session()
    if (session.scalar(select(func.count(Segment.id))) or 0) >= MOST:
        raise TooManySegments
    row = Segment(
        business_id=tenancy.current(),
        name=clean,
        audience=audience.plain(),
        created_at=clock.now(),
    )
    if not unique.is_added(row):
        raise SegmentNameTaken
    audit.note("segment.kept", subject=f"segment:{row.id}", name=clean)
    return row.id


def remove(*, segment_id: int) -> None:
    """Forget a segment; mailings that began from it keep their choice."""
    row = _row(segment_id)
    audit.note("segment.removed", subject=f"segment:{segment_id}", name=row.name)
    db.session().delete(row)
    db.session().flush()


def _row(segment_id: int) -> Segment:
    row = db.session().scalar(select(Segment).where(Segment.id == segment_id))
    if row is None:
        raise SegmentNotFound
    return row
