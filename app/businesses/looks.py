"""Changes of a look: drafted, tried on some cards, published, taken back.

All run in the scope of a business and hold its row, so that two people who publish at
once do it one after the other. The business's row carries what guests see; the versions
remember what they saw before.
"""

from sqlalchemy import func, select

from app.businesses import brand
from app.businesses.events import BrandChanged, LookTried
from app.businesses.look import COLUMNS, PARTS, Look, changed, content, look_of
from app.businesses.models import Business, LookVersion
from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import Conflict, NotFound, Refused

SUBJECT = "look"


class NothingNew(Refused):
    """What is to be published is what guests see already."""

    code = "look_unchanged"
    sentence = "Guests see this look already: change something, then publish."


class NotTried(Refused):
    """No version is being tried on some of the cards."""

    code = "look_not_tried"
    sentence = "No look is being tried on some of the cards now. Reload the page."


class NothingDropped(Refused):
    """There is no discarded draft to bring back."""

    code = "look_not_dropped"
    sentence = "There is no discarded draft any more. Reload the page."


class DraftMoved(Conflict):
    """Somebody else has saved another draft meanwhile."""

    code = "look_draft_moved"
    sentence = (
        "Somebody else changed this draft meanwhile. "
        "Your values stand in the form: save again to keep yours."
    )


def save_draft(*, look: Look, seen_revision: int, staff_id: int | None) -> int:
    """Keep a draft; its new revision.

    Args:
        look: what the draft is from now on.
        seen_revision: the revision that the editor began with; 0 without a draft.
        staff_id: whose hand it is.

    Raises:
        DraftMoved: another person saved after that. BadColour: no ``#rrggbb``.
    """
    brand.palette(look.brand_colour, look.accent_colour)
    _business()
    row = _in_state("draft")
    if row is None:
        _drop_old()
        row = LookVersion(state="draft", revision=0)
        db.session().add(row)
    elif row.revision != seen_revision and row.changed_by != staff_id:
        raise DraftMoved
    row.content = content(look)
    row.revision += 1
    row.changed_at, row.changed_by = clock.now(), staff_id
    db.session().flush()
    return row.revision


def drop_draft() -> None:
    """Put the draft aside, where ``recover_draft`` finds it; nothing without one."""
    _business()
    row = _in_state("draft")
    if row is not None:
        _drop_old()
        row.state = "dropped"
        db.session().flush()


def recover_draft() -> None:
    """Bring the draft back that was put aside last; raises NothingDropped."""
    _business()
    row = _in_state("dropped")
    if row is None or _in_state("draft") is not None:
        raise NothingDropped
    row.state = "draft"
    db.session().flush()


def publish(*, staff_id: int | None) -> int:
    """Let everybody see the draft; its number. Raises NothingNew."""
    business = _business()
    row = _in_state("draft")
    if row is None or look_of(row.content) == _shown(business):
        raise NothingNew
    return _put_on(business, row, staff_id, "look.published")


def restore(*, number: int, staff_id: int | None) -> int:
    """Publish a former version again, as a new one; raises NotFound, NothingNew."""
    business = _business()
    former = _numbered(number)
    if look_of(former.content) == _shown(business):
        raise NothingNew
    row = LookVersion(
        state="past",
        content=former.content,
        changed_at=clock.now(),
        changed_by=staff_id,
    )
    db.session().add(row)
    return _put_on(business, row, staff_id, "look.restored", restored=number)


def try_out(*, percent: int, staff_id: int | None) -> int:
    """Let a share of the cards show the draft; its number. Raises NothingNew."""
    business = _business()
    row = _in_state("draft")
    if row is None or look_of(row.content) == _shown(business):
        raise NothingNew
    _shown_version(business)
    _end_trial(business)
    row.state, row.percent, row.number = "staged", percent, _next_number(business)
    row.shown_at, row.shown_by = clock.now(), staff_id
    business.look_trial = {
        "number": row.number,
        "percent": percent,
        "look": row.content,
    }
    db.session().flush()
    _note("look.tried", row.number, percent=percent)
    _tell_trial(row)
    return row.number


def spread(*, staff_id: int | None) -> int:
    """Let everybody see what was tried out; its number. Raises NotTried."""
    business = _business()
    row = _in_state("staged")
    if row is None:
        raise NotTried
    return _put_on(business, row, staff_id, "look.published")


def call_back() -> None:
    """End the trial: all cards look as before, and what was tried is a draft again.

    A draft that was begun meanwhile stays. Raises NotTried.
    """
    business = _business()
    row = _end_trial(business)
    if row is None:
        raise NotTried
    if _in_state("draft") is None:
        _drop_old()
        again = LookVersion(
            state="draft",
            content=row.content,
            changed_at=clock.now(),
            changed_by=row.changed_by,
        )
        db.session().add(again)
    db.session().flush()
    _note("look.called_back", row.number or 0, percent=row.percent)


def _put_on(
    business: Business,
    row: LookVersion,
    staff_id: int | None,
    act: str,
    **details: object,
) -> int:
    """Make a version what guests see, and what they saw so far the past."""
    before, look = _shown(business), look_of(row.content)
    former = _shown_version(business)
    if row.state != "staged":
        _end_trial(business)
    former.state, business.look_trial = "past", None
    db.session().flush()
    row.state, row.percent = "published", None
    row.number = row.number or _next_number(business)
    row.shown_at, row.shown_by = clock.now(), staff_id
    row.published_at = clock.now()
    for name in COLUMNS:
        setattr(business, name, row.content[name])
    business.look_parts = {part: row.content[part] for part in PARTS}
    db.session().flush()
    _note(act, row.number, changed=list(changed(before, look)), **details)
    outbox.record(BrandChanged(business_id=business.id))
    return row.number


def _shown_version(business: Business) -> LookVersion:
    """The version that guests see, made when the look came about in another way."""
    former, shown = _in_state("published"), content(_shown(business))
    if former is not None and former.content == shown:
        return former
    if former is not None:
        former.state = "past"
        db.session().flush()
    since = former.published_at if former else business.created_at
    row = LookVersion(
        number=_next_number(business),
        state="published",
        content=shown,
        changed_at=since or business.created_at,
        shown_at=since,
        published_at=since,
    )
    db.session().add(row)
    db.session().flush()
    return row


def _end_trial(business: Business) -> LookVersion | None:
    row = _in_state("staged")
    business.look_trial = None
    if row is not None:
        row.state = "past"
        db.session().flush()
        _tell_trial(row)
    return row


def _tell_trial(row: LookVersion) -> None:
    outbox.record(
        LookTried(
            business_id=tenancy.current(),
            number=row.number or 0,
            percent=row.percent or 0,
        )
    )


def _note(act: str, number: int, **details: object) -> None:
    audit.note(act, subject=f"{SUBJECT}:{number}", **details)


def _business() -> Business:
    """The business in scope, its row held; sales only refer to it and go on."""
    row = db.session().get(
        Business,
        tenancy.current(),
        with_for_update={"key_share": True},
        populate_existing=True,
    )
    if row is None:
        raise NotFound
    return row


def _shown(business: Business) -> Look:
    columns = {name: getattr(business, name) for name in COLUMNS}
    return look_of(columns | business.look_parts)


def _in_state(state: str) -> LookVersion | None:
    return db.session().scalar(select(LookVersion).where(LookVersion.state == state))


def _numbered(number: int) -> LookVersion:
    row = db.session().scalar(select(LookVersion).where(LookVersion.number == number))
    if row is None:
        raise NotFound
    return row


def _next_number(business: Business) -> int:
    highest = select(func.max(LookVersion.number)).where(
        LookVersion.business_id == business.id
    )
    return (db.session().scalar(highest) or 0) + 1


def _drop_old() -> None:
    """Leave what was put aside before for good; a link to it must lead nowhere else."""
    row = _in_state("dropped")
    if row is not None:
        row.state = "past"
        db.session().flush()
