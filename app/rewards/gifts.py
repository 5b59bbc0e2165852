"""Gifts: made by the business, given to those they are for, counted and ended.

Giving is a matter of the worker, part by part, and may be repeated: a member gets each
gift once, and the gift's own row is locked while some are given, so that a stock of
ten is ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.cards import actions as cards
from app.cards.actions import LockedCard
from app.cards.models import Card
from app.core import audit, clock, db, money, outbox, tenancy
from app.core.ids import CardId, GiftId, GroupId, MemberId
from app.people import audiences as groups
from app.people.models import GroupMember, Member
from app.programmes.rules import MAX_LIMIT, RewardKind
from app.rewards import keeping
from app.rewards.errors import BadGift, GiftNotFound
from app.rewards.events import GiftMade
from app.rewards.models import AUDIENCES, Award, Gift

MAX_NAME = 60
MAX_WORDS = 500
MAX_DAYS = 366
PART = 200
BROUGHT = ("import", "sample")
"""Sources of members who did not come by themselves."""

GIVEN = ("open", "redeemed", "expired")
"""States in which a gift has gone from the stock."""


@dataclass(frozen=True, kw_only=True)
class Present:
    """A gift as it is ordered; ``discount_minor`` goes with the kind "discount"."""

    name: str
    words: str = ""
    kind: RewardKind = RewardKind.GIFT
    discount_minor: int | None = None
    valid_days: int = 30
    stock: int | None = None

    def __post_init__(self) -> None:
        """Raises BadGift."""
        _check_text("name", self.name, 1, MAX_NAME)
        _check_text("words", self.words, 0, MAX_WORDS)
        _check_number("valid_days", self.valid_days, MAX_DAYS)
        if self.stock is not None:
            _check_number("stock", self.stock, MAX_LIMIT)
        if (self.discount_minor is None) is (self.kind is RewardKind.DISCOUNT):
            raise BadGift("discount_minor")
        if self.discount_minor is not None:
            _check_number("discount_minor", self.discount_minor, money.MAX_MINOR)


def make(
    *,
    present: Present,
    audience: str,
    actor: str,
    group_id: GroupId | None = None,
    card_id: CardId | None = None,
) -> GiftId:
    """Make a gift and have it given.

    It is for whoever joins from now on, for everyone who is a member now, for a group
    as it is now, or for the holder of one card. Raises BadGift, GroupNotFound,
    CardNotFound.
    """
    if audience not in AUDIENCES:
        raise BadGift("audience")
    if (audience == "group") is (group_id is None):
        raise BadGift("group_id")
    if (audience == "person") is (card_id is None):
        raise BadGift("card_id")
    if group_id is not None:
        groups.group(group_id)
    if card_id is not None:
        card_id = cards.touch(card_id).id
    gift = Gift(
        business_id=tenancy.current(),
        audience=audience,
        group_id=group_id,
        card_id=card_id,
        kind=present.kind.value,
        name=present.name,
        words=present.words,
        discount_minor=present.discount_minor,
        valid_days=present.valid_days,
        stock=present.stock,
        created_at=clock.now(),
        created_by=actor,
    )
    db.session().add(gift)
    db.session().flush()
    audit.note("gift.made", subject=f"gift:{gift.id}", name=gift.name)
    if audience != "joiners":
        outbox.record(GiftMade(business_id=gift.business_id, gift_id=gift.id))
    return GiftId(gift.id)


def end(*, gift_id: GiftId) -> None:
    """Give it to nobody any more; who has it keeps it."""
    gift = _locked(gift_id)
    if gift.ended_at is None:
        gift.ended_at = clock.now()
        audit.note("gift.ended", subject=f"gift:{gift_id}", name=gift.name)
        db.session().flush()


def give_part(gift_id: GiftId, after: MemberId) -> MemberId | None:
    """Give a gift to the next members in the order of their ids, beyond ``after``.

    The last one looked at, or None when nobody is left or the stock is. Those who have
    it already are passed over. Raises GiftNotFound.
    """
    gift = db.session().get(Gift, gift_id)
    if gift is None:
        raise GiftNotFound
    if gift.ended_at is not None or gift.audience == "joiners":
        return None
    wanted = db.session().scalars(
        _audience(gift).where(Member.id > after).order_by(Member.id).limit(PART)
    )
    found = [MemberId(member_id) for member_id in wanted]
    if not found:
        return None
    _give(gift_id, found)
    return None if _left(gift) == 0 else found[-1]


def give_to(*, gift_id: GiftId, member_ids: Sequence[MemberId]) -> int:
    """Give a gift to members whom something else has chosen; how many got it.

    Who has it is passed over, and so are all once it has ended or its stock is out.
    """
    return _give(gift_id, member_ids)


def welcome(*, member_id: MemberId) -> int:
    """Give a new member what new members get; how many gifts that were (row 56).

    Only what was made before they joined, so that nobody is welcomed years later; and
    nobody who was brought along from another system. Repeats give nothing.
    """
    is_new = (Member.id == member_id, Member.source.not_in(BROUGHT))
    joined = select(Member.joined_at).where(*is_new).scalar_subquery()
    meant = db.session().scalars(
        select(Gift.id)
        .where(
            Gift.audience == "joiners",
            Gift.ended_at.is_(None),
            Gift.created_at <= joined,
        )
        .order_by(Gift.id)
    )
    return sum(_give(GiftId(gift_id), [member_id]) for gift_id in list(meant))


def _audience(gift: Gift) -> Select[int]:
    """The members whom a gift is for."""
    wanted = select(Member.id).where(Member.joined_at <= gift.created_at)
    if gift.audience == "group":
        inside = select(GroupMember.member_id).where(
            GroupMember.group_id == gift.group_id
        )
        return select(Member.id).where(Member.id.in_(inside.scalar_subquery()))
    if gift.audience == "person":
        holder = select(Card.member_id).where(Card.id == gift.card_id)
        return select(Member.id).where(Member.id == holder.scalar_subquery())
    return wanted


def _give(gift_id: GiftId, member_ids: Sequence[MemberId]) -> int:
    """Give it to those of them who can have it; how many got it.

    Cards are locked first, in the order of their ids, then the gift.
    """
    locked = [cards.touch(card_id) for card_id in _cards(gift_id, member_ids)]
    gift = _locked(gift_id)
    left, given = _left(gift), 0
    for card in locked:
        if gift.ended_at is not None or given == left:
            break
        # Between the look and the lock another may have given it.
        if card.state == "active" and not _has(gift_id, card.member_id):
            _add(gift, card)
            given += 1
    return given


def _add(gift: Gift, card: LockedCard) -> None:
    keeping.add(
        card,
        origin="gift",
        gift_id=gift.id,
        kind=gift.kind,
        name=gift.name,
        discount_minor=gift.discount_minor,
        made_by=gift.created_by,
        expires_at=keeping.last_moment(gift.valid_days),
    )
    keeping.tell(card)


def _cards(gift_id: GiftId, member_ids: Sequence[MemberId]) -> list[CardId]:
    """The first card in use of each member who has not got the gift."""
    had = select(Award.given_to).where(Award.gift_id == gift_id).scalar_subquery()
    found = db.session().scalars(
        select(func.min(Card.id))
        .where(
            Card.member_id.in_(member_ids),
            Card.state == "active",
            Card.member_id.not_in(had),
        )
        .group_by(Card.member_id)
        .order_by(func.min(Card.id))
    )
    return [CardId(card_id) for card_id in found]


def _has(gift_id: GiftId, member_id: int) -> bool:
    """Whether a member got it, or anybody whose cards are theirs now."""
    mine = (Award.given_to == member_id) | Award.card_id.in_(
        keeping.cards_of(member_id)
    )
    had = select(Award.id).where(Award.gift_id == gift_id, mine)
    return db.session().execute(had).first() is not None


def _left(gift: Gift) -> int | None:
    if gift.stock is None:
        return None
    given = select(func.count(Award.id)).where(
        Award.gift_id == gift.id, Award.state.in_(GIVEN)
    )
    return max(0, gift.stock - db.session().execute(given).scalar_one())


def _locked(gift_id: GiftId) -> Gift:
    gift = db.session().scalar(
        select(Gift)
        .where(Gift.id == gift_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if gift is None:
        raise GiftNotFound
    return gift


def _check_text(field: str, value: str, shortest: int, longest: int) -> None:
    is_shown = all(letter.isprintable() or letter == "\n" for letter in value)
    if not shortest <= len(value.strip()) <= longest or not is_shown:
        raise BadGift(field)


def _check_number(field: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise BadGift(field)
