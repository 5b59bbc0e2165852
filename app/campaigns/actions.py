"""Changes of mailings: written, tried out, started, put off, stopped, thrown away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from app.businesses import queries as businesses
from app.campaigns import audience as audiences
from app.campaigns import content, matching, patterns
from app.campaigns.audience import Audience
from app.campaigns.content import Content, Wording
from app.campaigns.errors import (
    MailingChangedMeanwhile,
    MailingIncomplete,
    MailingInPast,
    MailingNotFound,
    MailingNotUnderWay,
    MailingUnderWay,
    NobodyToTell,
    NotToBeGiven,
    PatternNotFilledIn,
)
from app.campaigns.events import MailingStarted
from app.campaigns.models import Mailing
from app.campaigns.words import MAILING
from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import NotFound
from app.core.ids import GiftId, GroupId, PromotionId, StaffId
from app.insights import sources
from app.notifications.models import Delivery, Notice

LONGEST_SOURCE_TITLE = sources.LONGEST_TITLE
_COPIED = (
    *(
        "audience",
        "channels",
        "words",
        "picture_id",
        "picture_alt",
        "target",
        "post_id",
    ),
    *("promotion_id", "offer_days", "gift_id", "ad_label", "ad_advertiser", "ad_token"),
)


def draft(*, of: Content, staff_id: StaffId, within: Sequence[GroupId] = ()) -> int:
    """Begin a mailing that only the office sees; its id.

    ``within`` are the groups that its author is limited to. Raises as ``change``.
    """
    content.check(of)
    now = clock.now()
    row = Mailing(
        business_id=tenancy.current(),
        created_at=now,
        created_by=staff_id,
        changed_at=now,
        within=sorted(within),
        **of.plain(),
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def change(
    *, mailing_id: int, to: Content, seen: datetime | None = None, window: str = ""
) -> datetime:
    """Write a draft, all but its choice of members; when it was changed last.

    ``seen`` and ``window`` as with posts. Raises MailingNotFound, MailingUnderWay,
    MailingTooLong, MailingChangedMeanwhile, NotToBeGiven, NotFound for what it names.
    """
    row = _locked(mailing_id)
    if row.state != "draft":
        raise MailingUnderWay
    content.check(to)
    values = to.plain()
    del values["audience"]
    if all(getattr(row, name) == value for name, value in values.items()):
        return row.changed_at
    is_own = window != "" and window == row.changed_in
    if seen is not None and seen != row.changed_at and not is_own:
        raise MailingChangedMeanwhile
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at, row.changed_in = clock.now(), window
    db.session().flush()
    return row.changed_at


def choose(*, mailing_id: int, audience: Audience) -> None:
    """Choose the members of a draft; raises MailingNotFound, MailingUnderWay, NotFound."""
    row = _locked(mailing_id)
    if row.state != "draft":
        raise MailingUnderWay
    content.check_audience(audience)
    row.audience = audience.plain()
    db.session().flush()


def start(
    *,
    mailing_id: int,
    staff_id: StaffId,
    at: datetime | None = None,
    within: Sequence[GroupId] = (),
) -> None:
    """Have a draft sent, at once or at an instant; who is told is settled then.

    ``within`` are the groups that whoever starts it is limited to by now.
    Raises MailingNotFound, MailingUnderWay (also for the second of two), NobodyToTell,
    MailingIncomplete, PatternNotFilledIn, MailingInPast, NotToBeGiven.
    """
    row = _locked(mailing_id)
    if row.state != "draft":
        raise MailingUnderWay
    now = clock.now()
    if at is not None and at <= now:
        raise MailingInPast
    _check_whole(row)
    if within:
        row.within = sorted(within)
    wanted = matching.members(audiences.read(row.audience), now, tuple(row.within))
    if db.session().execute(wanted.limit(1)).first() is None:
        raise NobodyToTell
    row.state, row.starts_at, row.started_by = "scheduled", at or now, staff_id
    row.source_code = row.source_code or _source(row)
    audit.note(
        "mailing.started" if at is None else "mailing.scheduled",
        subject=f"mailing:{row.id}",
        name=row.name,
    )
    outbox.record(MailingStarted(business_id=row.business_id, mailing_id=row.id))
    db.session().flush()


def _check_whole(row: Mailing) -> None:
    language = businesses.by_id(tenancy.current()).language
    words = {each: Wording(**said) for each, said in row.words.items()}
    main = words.get(language, Wording())
    halves = [
        each for each in words.values() if each != Wording() and not each.is_whole
    ]
    if not main.is_whole or halves or not row.channels:
        raise MailingIncomplete
    if any(blank in each.text for each in words.values() for blank in patterns.BLANKS):
        raise PatternNotFilledIn
    _check_given(row)


def _check_given(row: Mailing) -> None:
    content.check_given(
        None if row.promotion_id is None else PromotionId(row.promotion_id),
        None if row.gift_id is None else GiftId(row.gift_id),
    )


def _source(row: Mailing) -> str:
    """A code that its link brings visits and joins under; none when the list is full."""
    try:
        return sources.add(kind="mail", title=row.name[:LONGEST_SOURCE_TITLE])
    except sources.TooManySources:
        return ""


def put_back(*, mailing_id: int) -> None:
    """Make a draft again of what has not begun; raises MailingUnderWay."""
    row = _locked(mailing_id)
    if row.state == "draft":
        return
    if row.state != "scheduled":
        raise MailingUnderWay
    row.state, row.starts_at, row.started_by = "draft", None, None
    audit.note("mailing.put_back", subject=f"mailing:{row.id}", name=row.name)
    db.session().flush()


def stop(*, mailing_id: int) -> int:
    """Tell nobody more; how many messages were held back.

    What was told stays in the members' cabinets. Raises MailingNotUnderWay when nothing
    is left to stop.
    """
    row = _locked(mailing_id)
    if row.state not in {"writing", "written"}:
        raise MailingNotUnderWay
    told = select(Notice.id).where(
        Notice.kind == MAILING.code, Notice.occurrence == str(mailing_id)
    )
    held_back = db.session().execute(
        update(Delivery)
        .where(Delivery.state == "due", Delivery.notice_id.in_(told.scalar_subquery()))
        .values(state="skipped", why="stopped", due_at=None)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    count = len(held_back.all())
    if count == 0 and row.state == "written":
        raise MailingNotUnderWay
    row.state, row.stopped_at = "stopped", clock.now()
    audit.note("mailing.stopped", subject=f"mailing:{row.id}", name=row.name)
    db.session().flush()
    return count


def copy(
    *, mailing_id: int, name: str, staff_id: StaffId, within: Sequence[GroupId] = ()
) -> int:
    """A new draft that says the same to the same choice; its id.

    An offer or a gift that cannot be given any more is left out. Raises MailingNotFound.
    """
    row = _locked(mailing_id)
    made = Mailing(
        business_id=row.business_id,
        created_at=clock.now(),
        created_by=staff_id,
        changed_at=clock.now(),
        within=sorted(within),
        name=name[: content.LONGEST_NAME],
        **{each: getattr(row, each) for each in _COPIED},
    )
    try:
        _check_given(row)
    except (NotToBeGiven, NotFound):
        made.promotion_id = made.gift_id = None
    db.session().add(made)
    db.session().flush()
    return made.id


def discard(*, mailing_id: int) -> None:
    """Throw a draft away; raises MailingUnderWay for anything else."""
    row = _locked(mailing_id)
    if row.state != "draft":
        raise MailingUnderWay
    audit.note("mailing.discarded", subject=f"mailing:{row.id}", name=row.name)
    db.session().delete(row)
    db.session().flush()


def _locked(mailing_id: int) -> Mailing:
    """The row, locked: the second of two who start it sees that it has begun."""
    row = db.session().scalar(
        select(Mailing)
        .where(Mailing.id == mailing_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise MailingNotFound
    return row
