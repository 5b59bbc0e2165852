"""Every read of awards: of a guest, by code, and what a guest may order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.businesses import queries as businesses
from app.businesses.models import Outlet
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import AwardId, CardId, GiftId, MemberId, ProgrammeId
from app.programmes.models import Programme
from app.programmes.rules import CardRules, Reward
from app.rewards import codes
from app.rewards.actions import HELD, is_over
from app.rewards.errors import AwardNotFound
from app.rewards.models import Award, Gift

PAST = 20


@dataclass(frozen=True, slots=True)
class AwardView:
    """Something that a guest may fetch, or has fetched.

    ``points`` and ``unit`` are what it cost; ``words`` what came with a gift.
    """

    id: AwardId
    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    programme: str
    unit: str
    gift_id: GiftId | None
    origin: str
    kind: str
    name: str
    words: str
    discount_minor: int | None
    points: int
    code: str
    state: str
    made_at: datetime
    expires_at: datetime | None
    seen_at: datetime | None
    closed_at: datetime | None
    outlet: str

    @property
    def spoken(self) -> str:
        """The code in groups."""
        return codes.spoken(self.code)

    @property
    def is_open(self) -> bool:
        """Whether it can be fetched now."""
        return self.state == "open" and not is_over(self.expires_at)

    @property
    def is_new(self) -> bool:
        """Whether its holder has not seen it yet."""
        return self.is_open and self.seen_at is None

    @property
    def can_be_cancelled(self) -> bool:
        """Whether its points can still come back."""
        return self.is_open and self.origin == "order"

    @property
    def shown_state(self) -> str:
        """Its state, also when the worker has not booked its end yet."""
        is_over_now = self.state == "open" and not self.is_open
        return "expired" if is_over_now else self.state


_VIEW = (
    select(
        Award.id,
        Award.card_id,
        Card.member_id,
        Award.programme_id,
        Programme.name,
        Programme.unit,
        Award.gift_id,
        Award.origin,
        Award.kind,
        Award.name,
        func.coalesce(Gift.words, ""),
        Award.discount_minor,
        Award.points,
        Award.code,
        Award.state,
        Award.made_at,
        Award.expires_at,
        Award.seen_at,
        Award.closed_at,
        func.coalesce(Outlet.name, ""),
    )
    .select_from(Award)
    .join(Card, Card.id == Award.card_id)
    .join(Programme, Programme.id == Award.programme_id)
    .outerjoin(Gift, Gift.id == Award.gift_id)
    .outerjoin(Outlet, Outlet.id == Award.outlet_id)
)


def award(award_id: AwardId) -> AwardView:
    """One award; raises AwardNotFound, also for another business's."""
    return _one(_VIEW.where(Award.id == award_id))


def by_code(text: str) -> AwardView:
    """The award behind a scan or a typed code; raises AwardNotFound."""
    code = codes.parse(text)
    if code is None:
        raise AwardNotFound
    return _one(_VIEW.where(Award.code == code))


def open_of(member_id: MemberId) -> list[AwardView]:
    """What a member may fetch now, from all their cards, the oldest first.

    A gift that two memberships got which are one now is there once.
    """
    rows = _views(
        _VIEW.where(
            Card.member_id == member_id,
            or_(Award.state == "open", Award.gift_id.is_not(None)),
        ).order_by(Award.id)
    )
    used = {row.gift_id for row in rows if row.state == "redeemed"}
    found, known = [], set[GiftId | None]()
    for row in rows:
        is_double = row.gift_id is not None and row.gift_id in used | known
        if row.is_open and not is_double:
            known.add(row.gift_id)
            found.append(row)
    return found


def past_of(member_id: MemberId) -> list[AwardView]:
    """What a member has fetched, given back or let go, the newest first."""
    return _views(
        _VIEW.where(
            Card.member_id == member_id,
            or_(Award.state != "open", Award.expires_at <= clock.now()),
        )
        .order_by(Award.id.desc())
        .limit(PAST)
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward of the rules in force, as it stands to one guest.

    ``left`` is how many there are still, None when it does not run out; ``missing``
    what the guest lacks; ``limit`` names the limit that is reached.
    """

    reward: Reward
    missing: int
    left: int | None
    limit: str

    @property
    def can_be_had(self) -> bool:
        """Whether an order would be taken now."""
        return not (self.missing or self.limit)


def offers(
    rules: CardRules, *, programme_id: ProgrammeId, member_id: MemberId, available: int
) -> list[Offer]:
    """The rewards of a card for its holder, the cheapest first. One statement."""
    if rules.automatic is not None or not rules.rewards:
        return []
    held = _held(programme_id, member_id)
    return [
        _offer(reward, held.get(reward.key, (0, 0, 0)), available)
        for reward in sorted(rules.rewards, key=lambda each: each.points)
    ]


def _offer(reward: Reward, held: tuple[int, int, int], available: int) -> Offer:
    in_all, mine, today = held
    left = None if reward.stock is None else max(0, reward.stock - in_all)
    limit = ""
    if left == 0:
        limit = "stock"
    elif reward.per_person and mine >= reward.per_person:
        limit = "person"
    elif reward.per_day and today >= reward.per_day:
        limit = "day"
    missing = max(0, reward.points - available)
    return Offer(reward=reward, missing=missing, left=left, limit=limit)


def _held(
    programme_id: ProgrammeId, member_id: MemberId
) -> dict[str, tuple[int, int, int]]:
    """By reward: how many are somebody's, the member's, the member's of today."""
    zone = businesses.by_id(tenancy.current()).zone
    since = clock.day_start(clock.today(zone), zone)
    is_mine = Card.member_id == member_id
    rows: Iterable[Any] = db.session().execute(
        select(
            Award.reward_key,
            func.count(Award.id),
            func.count(Award.id).filter(is_mine),
            func.count(Award.id).filter(is_mine, Award.made_at >= since),
        )
        .select_from(Award)
        .join(Card, Card.id == Award.card_id)
        .where(Award.programme_id == programme_id, Award.state.in_(HELD))
        .group_by(Award.reward_key)
    )
    return {key: (in_all, mine, today) for key, in_all, mine, today in rows}


def _one(statement: Any) -> AwardView:
    found = _views(statement)
    if not found:
        raise AwardNotFound
    return found[0]


def _views(statement: Any) -> list[AwardView]:
    rows: Iterable[Any] = db.session().execute(statement)
    return [AwardView(*row) for row in rows]
