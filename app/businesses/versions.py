"""The versions of a look as the office reads them, of the business in scope."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.businesses.look import Look, look_of
from app.businesses.models import LookVersion
from app.businesses.queries import BusinessView
from app.core import db
from app.core.errors import NotFound

MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version, or a draft that has no number yet."""

    id: int
    number: int | None
    state: str
    look: Look
    revision: int
    percent: int | None
    changed_at: datetime
    changed_by: int | None
    shown_at: datetime | None
    shown_by: int | None
    published_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What lies on the editor's desk.

    Attributes:
        look: what the editor shows: the draft, else the trial, else what guests see.
        draft: the draft, if there is one.
        trial: what is tried on some of the cards.
        has_dropped: whether a discarded draft can be brought back.
        former: the number of the version before the published one.
        next_number: what the draft will be once it is shown to anybody.
    """

    look: Look
    draft: Version | None
    trial: Version | None
    has_dropped: bool
    former: int | None
    next_number: int

    @property
    def revision(self) -> int:
        """What the draft is known by; 0 without one."""
        return self.draft.revision if self.draft else 0


def desk(business: BusinessView) -> Desk:
    """What the editor starts from."""
    rows = db.session().scalars(select(LookVersion).where(LookVersion.state != "past"))
    found = {row.state: _version(row) for row in rows}
    draft, trial = found.get("draft"), found.get("staged")
    shown, published = draft or trial, found.get("published")
    highest = db.session().scalar(select(func.max(LookVersion.number))) or 0
    # What guests see now becomes a version first, unless it is one.
    is_known = published is not None and published.look == business.look
    return Desk(
        look=shown.look if shown else business.look,
        draft=draft,
        trial=trial,
        has_dropped="dropped" in found and draft is None,
        former=_former(published),
        next_number=highest + (1 if is_known else 2),
    )


def history() -> list[Version]:
    """The versions that guests have seen or see, newest first."""
    rows = db.session().scalars(
        select(LookVersion)
        .where(LookVersion.number.is_not(None))
        .order_by(LookVersion.number.desc())
        .limit(MOST_SHOWN)
    )
    return [_version(row) for row in rows]


def version(number: int) -> Version:
    """One numbered version; raises NotFound."""
    return _one(LookVersion.number == number)


def by_id(version_id: int) -> Version:
    """One version or draft by its row; raises NotFound."""
    return _one(LookVersion.id == version_id)


def _one(which: object) -> Version:
    row = db.session().scalar(select(LookVersion).where(which))  # type: ignore[arg-type]
    if row is None:
        raise NotFound
    return _version(row)


def _former(published: Version | None) -> int | None:
    """What one step back leads to: what everybody saw before."""
    if published is None or published.number is None:
        return None
    found = db.session().scalars(
        select(LookVersion.number)
        .where(
            LookVersion.state == "past",
            LookVersion.published_at.is_not(None),
            LookVersion.number.is_not(None),
            LookVersion.number != published.number,
        )
        .order_by(LookVersion.published_at.desc(), LookVersion.number.desc())
        .limit(1)
    )
    return found.first()


def _version(row: LookVersion) -> Version:
    return Version(
        id=row.id,
        number=row.number,
        state=row.state,
        look=look_of(row.content),
        revision=row.revision,
        percent=row.percent,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        shown_at=row.shown_at,
        shown_by=row.shown_by,
        published_at=row.published_at,
    )
