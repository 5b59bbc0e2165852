"""Telling the recipients: part by part, each part whole or not at all.

A part is the next members who fit, in the order of their ids; their notices, the ways
out of these and the place that was reached commit together. A worker that is killed
loses the part in hand; the next one goes on at the place, and whoever was told once is
not told again by the unique key of notices.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.campaigns import audience, matching, words
from app.campaigns.audience import Audience
from app.campaigns.models import Mailing
from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.ids import BusinessId, GiftId, MemberId, PromotionId
from app.notifications import centre
from app.offers import grants
from app.offers.errors import EndsTooEarly, NotThisWay, PromotionEnded
from app.offers.grants import Gift
from app.people.models import Member
from app.rewards import gifts

PART = 500
SMALL_PART = 250
"""On SQLite every till waits behind the part being written."""
GIVING_PART = 100
"""Gifts and offers lock cards one by one."""
PART_SECONDS = 0.25
"""How long a part should hold its rows: whoever sells to one of its members waits."""
_LEAST_PART = 10


@dataclass
class Pace:
    """How large the next part may be, by how long the last one took."""

    size: int | None = None

    def next(self, most: int) -> int:
        """As many as fit into the time, at most ``most``."""
        return most if self.size is None else min(self.size, most)

    def took(self, count: int, seconds: float) -> None:
        """Learn from a part; one that was quick lets the next one be twice as large."""
        fitting = count * PART_SECONDS / max(seconds, PART_SECONDS / 2)
        self.size = max(round(fitting), _LEAST_PART)


_paces = {True: Pace(), False: Pace()}
"""That of parts which give something, and that of the others."""


@dataclass(frozen=True)
class Due:
    """A mailing whose time has come, or that is being written down."""

    id: int
    business_id: int
    state: str
    audience: Audience
    within: tuple[int, ...]
    started_at: datetime
    reached_id: int
    upto_id: int
    gives: bool


def send(config: Config) -> int:  # noqa: ARG001 - every queue is called like this
    """Begin what is due, or write down the next part; how many steps were made."""
    with tenancy.across():
        due = _next()
    if due is None:
        return 0
    with tenancy.scope(BusinessId(due.business_id)):
        if due.state == "scheduled":
            return _begin(due)
        return _write_part(due)


def _next() -> Due | None:
    is_due = (Mailing.state == "scheduled") & (Mailing.starts_at <= clock.now())
    row = db.session().scalar(
        select(Mailing)
        .where((Mailing.state == "writing") | is_due)
        .order_by(Mailing.starts_at, Mailing.id)
        .limit(1)
    )
    if row is None:
        return None
    return Due(
        id=row.id,
        business_id=row.business_id,
        state=row.state,
        audience=audience.read(row.audience),
        within=tuple(row.within),
        started_at=row.started_at or clock.now(),
        reached_id=row.reached_id,
        upto_id=row.upto_id,
        gives=row.promotion_id is not None or row.gift_id is not None,
    )


def _begin(due: Due) -> int:
    """Settle as of when the members are asked, and how many they are about."""
    wanted = matching.members(due.audience, due.started_at, due.within).subquery()
    # Counted before the transaction: nobody waits for a figure.
    expected, upto = (
        db.session()
        .execute(select(func.count(), func.max(wanted.c.id)).select_from(wanted))
        .one()
    )
    with db.writing():
        row = _locked(due.id)
        if row is None or row.state != "scheduled":
            return 1
        row.state, row.started_at = "writing", due.started_at
        row.expected, row.upto_id = expected, upto or 0
        db.session().flush()
    return 1


def _write_part(due: Due) -> int:
    pace = _paces[due.gives]
    size = SMALL_PART if db.is_sqlite() else PART
    wanted = _wanted(due, pace.next(GIVING_PART if due.gives else size))
    with db.writing():
        row = _locked(due.id)
        if row is None or row.state != "writing" or row.reached_id != due.reached_id:
            # Stopped meanwhile, or another worker was faster.
            return 1
        begun = clock.seconds()
        if wanted:
            _tell(row, wanted)
        else:
            row.state, row.written_at = "written", clock.now()
        db.session().flush()
    if wanted:
        pace.took(len(wanted), clock.seconds() - begun)
    return 1


def _tell(row: Mailing, wanted: list[MemberId]) -> None:
    told = centre.tell_many(
        member_ids=wanted,
        kind=words.kind_of(row.channels),
        occurrence=str(row.id),
        payload=words.payload_of(row),
    )
    row.recipients += len(told.notices)
    row.reached_id = wanted[-1]
    _give(row, wanted)


def _wanted(due: Due, size: int) -> list[MemberId]:
    """The next members who fit; asked before the transaction."""
    found = db.session().scalars(
        matching.members(due.audience, due.started_at, due.within)
        .where(Member.id > due.reached_id, Member.id <= due.upto_id)
        .order_by(Member.id)
        .limit(size)
    )
    return [MemberId(each) for each in found]


def _give(row: Mailing, member_ids: list[MemberId]) -> None:
    """What comes with the message; whoever has it keeps the one they have."""
    if row.gift_id is not None:
        gifts.give_to(gift_id=GiftId(row.gift_id), member_ids=member_ids)
    if row.promotion_id is not None:
        gift = Gift(
            promotion_id=PromotionId(row.promotion_id),
            ends_at=clock.now() + timedelta(days=row.offer_days),
            reason=row.name,
        )
        try:
            grants.hand_out(gift=gift, member_ids=member_ids, staff_id=row.started_by)
        except (NotThisWay, PromotionEnded, EndsTooEarly):
            # It ended while the mailing was under way: the rest is told all the same.
            return


def _locked(mailing_id: int) -> Mailing | None:
    return db.session().scalar(
        select(Mailing)
        .where(Mailing.id == mailing_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
