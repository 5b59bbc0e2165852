"""Rate limits counted in the database, one atomic statement per hit.

A limit that is read first and written later lets parallel guesses slip past; here the
count and the decision are the same statement.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Text, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db
from app.core.errors import TooMany
from app.core.types import Instant, Int


class LimitCounter(db.Base):
    """How often a subject did something in one window."""

    __tablename__ = "limit_counters"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    window: Mapped[int] = mapped_column(Int, primary_key=True)
    hits: Mapped[int] = mapped_column(Int)
    ends_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Limit:
    """At most ``count`` hits per ``seconds`` for one subject."""

    name: str
    count: int
    seconds: int


_scale = [1]


def set_scale(scale: int) -> None:
    """Multiply every limit (``TESSERA_LIMIT_SCALE``)."""
    _scale[:] = [max(1, scale)]


def hit(limit: Limit, subject: str) -> None:
    """Count one hit; raises TooMany when it is over. Runs inside ``writing()``.

    ``subject`` should be a digest where it would be personal data. A refused hit is
    only counted if the caller lets its transaction commit.
    """
    instant = clock.now()
    window = int(instant.timestamp()) // limit.seconds
    ends_at = datetime.fromtimestamp((window + 1) * limit.seconds, instant.tzinfo)
    dialect = sqlite if db.is_sqlite() else postgresql
    statement = (
        dialect.insert(LimitCounter)
        .values(
            name=limit.name, subject=subject, window=window, hits=1, ends_at=ends_at
        )
        .on_conflict_do_update(
            index_elements=["name", "subject", "window"],
            set_={"hits": LimitCounter.hits + 1},
        )
        .returning(LimitCounter.hits)
    )
    hits = db.connection().execute(statement).scalar_one()
    if hits > limit.count * _scale[0]:
        wait = max(1, int((ends_at - instant) / timedelta(seconds=1)))
        raise TooMany(retry_seconds=wait)


def give_back(limit: Limit, subject: str) -> None:
    """Uncount a hit that turned out to be no guess. Runs inside ``writing()``.

    Counting first and giving back later lets no parallel guess slip past.
    """
    window = int(clock.now().timestamp()) // limit.seconds
    db.connection().execute(
        update(LimitCounter)
        .where(
            LimitCounter.name == limit.name,
            LimitCounter.subject == subject,
            LimitCounter.window == window,
            LimitCounter.hits > 0,
        )
        .values(hits=LimitCounter.hits - 1)
    )


def forget_old() -> int:
    """Drop counters whose window is over; how many. Runs inside ``writing()``."""
    result = db.connection().execute(
        delete(LimitCounter).where(LimitCounter.ends_at < clock.now())
    )
    return int(result.rowcount)
