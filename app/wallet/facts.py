"""Everything that a card in the hand shows, read as of one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView, OutletView
from app.cards import codes, numbers
from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, MemberId, ProgrammeId
from app.incentives import levels
from app.instruments import queries as instruments
from app.instruments.queries import Held
from app.ledger import queries as ledger
from app.ledger.queries import HistoryRow
from app.ledger.standing import Standing, standing
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.kinds.sold import SoldRules
from app.programmes.measures import Measure, measure_of
from app.programmes.models import Programme
from app.programmes.queries import Version
from app.programmes.rules import CardRules
from app.rewards.queries import AwardView, open_of
from app.sales.movements import receipts_of
from app.sales.slips import Slip
from app.wallet.places import nearest

LAST_MOVEMENTS = 5


@dataclass(frozen=True, slots=True)
class Holding:
    """A card and whose it is.

    ``news`` is what its holder was told last. ``value_id`` is the card that its value is booked on: another one when it was joined
    into that. ``is_gone`` says that nobody may be recognised by it any more.
    """

    card_id: CardId
    value_id: CardId
    programme_id: ProgrammeId
    symbology: str
    number: str
    state: str
    name: str
    language: str
    is_erased: bool
    member_id: int = 0
    programme: str = ""
    unit: str = "point"
    is_lost: bool = False
    pass_key: CardId | None = None
    news: str = ""
    short: str | None = None

    @property
    def named_after(self) -> CardId:
        """What the card's passes are named after."""
        return self.pass_key or self.card_id

    @property
    def is_gone(self) -> bool:
        """Whether the card is closed or lost, or its holder is erased."""
        return self.is_erased or self.is_lost or self.state == "closed"

    @property
    def is_voided(self) -> bool:
        """Whether it stays in the wallet only as a memory."""
        return self.is_erased or self.state != "active"

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def payload(self) -> str:
        """The lasting code."""
        return codes.static_payload(self.number)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A card with its value, rules, past and places, as of an instant."""

    business: BusinessView
    card: Holding
    standing: Standing
    rules: CardRules | None
    movements: tuple[HistoryRow, ...]
    slips: Mapping[int, Slip]
    outlets: tuple[OutletView, ...]
    as_of: datetime
    level: str = ""
    """The name of the card's level; empty for the first, which everybody has."""
    awards: tuple[AwardView, ...] = ()
    trial: int | None = None
    """The version of the look that is tried on this card, where one is."""
    held: Held | None = None
    """What makes it a certificate, a pass, a ticket or a membership, if it is one."""

    @property
    def measure(self) -> Measure:
        """How what the card holds is written."""
        return measure_of(
            self.card.unit, word=self.business.unit, currency=self.business.currency
        )


_cards, _persons = Card.__table__.c, Person.__table__.c
_members = Member.__table__.c
_programmes, _target = Programme.__table__.c, Card.__table__.alias("target")
# Every package asks for this: plain tables, and the business is named.
_HOLDING = (
    select(
        _cards.id,
        func.coalesce(_target.c.id, _cards.id),
        _cards.programme_id,
        _programmes.symbology,
        _cards.number,
        _cards.state,
        func.coalesce(_persons.name, ""),
        _persons.language,
        _persons.erased_at.is_not(None),
        _cards.member_id,
        _programmes.name,
        _programmes.unit,
        _cards.lost_at.is_not(None),
        _cards.pass_key,
        _members.pass_news,
    )
    .select_from(
        Card.__table__.join(Programme.__table__)
        .join(Member.__table__)
        .join(Person.__table__)
        .outerjoin(_target, _target.c.id == _cards.joined_into_id)
    )
    .where(
        _cards.business_id == bindparam("business_id"),
        _cards.id == bindparam("card_id"),
    )
)


def facts_of(
    business: BusinessView, card_id: CardId, *, at: datetime | None = None
) -> Facts:
    """What a card of the business in scope shows, as of ``at`` (now by default).

    Raises CardNotFound, also for another business's.
    """
    as_of = at or clock.now()
    asked = {"business_id": business.id, "card_id": card_id}
    row: Any = db.connection().execute(_HOLDING, asked).one_or_none()
    if row is None:
        raise CardNotFound
    card = _with_short(Holding(*row))
    rows = [] if card.is_gone else ledger.history(card.value_id, limit=LAST_MOVEMENTS)
    slips = receipts_of(rows)
    trial = business.trial
    if trial is not None and trial.holds(card.card_id):
        business = business.dressed(trial.look)
    else:
        trial = None
    with clock.at(as_of):
        version = programmes.current(card.programme_id, as_of)
        rules = version.rules
        is_sold = isinstance(rules, SoldRules) and card.state == "active"
        return Facts(
            business=business,
            card=card,
            standing=standing(card.value_id),
            rules=rules,
            movements=tuple(rows),
            slips=slips,
            outlets=_outlets(slips),
            as_of=as_of,
            level=_level(card, version),
            awards=tuple(_awards(card)),
            trial=trial.number if trial else None,
            held=instruments.held(card.card_id) if is_sold else None,
        )


def _awards(card: Holding) -> list[AwardView]:
    """What waits for the holder; nothing on a card that is nobody's."""
    return [] if card.is_voided else open_of(MemberId(card.member_id))


def _outlets(slips: Mapping[int, Slip]) -> tuple[OutletView, ...]:
    """Where phones offer the card by themselves: around the last purchase first."""
    last = slips[max(slips)].outlet_id if slips else None
    return nearest([each for each in businesses.outlets() if each.is_open], last)


def _level(card: Holding, version: Version) -> str:
    if card.is_gone or not version.rules.levels:
        return ""
    level = levels.level_of(card.value_id, version)
    return level.name if level is not None else ""


def _with_short(card: Holding) -> Holding:
    """The card with its EAN-8 number, where the programme shows that."""
    if card.symbology != "ean8":
        return card
    return replace(card, short=numbers.shorts([card.card_id]).get(card.card_id))
