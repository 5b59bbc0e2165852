"""Two partners with every kind of card, guests with some of each, and dice."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from app.charity import actions as charity
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId, MemberId, ProgrammeId, ReceiptId, StaffId
from app.instruments import actions as instruments
from app.people import queries as people
from app.programmes.goods import Goods
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.points import PointsRules
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from app.programmes.promotions import Promotion
from app.programmes.rules import CardRules, Reward, RewardKind
from app.programmes.tiers import Tier
from tests.coalitions.alliance import Member, allow, members, pair
from tests.offers import giving
from tests.world import create_person, create_programme, create_staff, issue_card

WORD = "STREET"
MENU = (
    Reward(name="Cup", points=20),
    Reward(name="Less", points=30, kind=RewardKind.DISCOUNT, discount_minor=50_00),
)
POINTS = PointsRules(
    rate_basis_points=5_00,
    hold_days=1,
    life_days=40,
    rewards=MENU,
    excluded_categories=("Tobacco",),
    tiers=(
        Tier(share_basis_points=1_00),
        Tier(from_minor=9_000_00, share_basis_points=3_00),
    ),
    promotions=(
        Promotion(
            name="Coffee", goods=Goods(categories=("Coffee",)), share_basis_points=7_00
        ),
    ),
)
BOOKED: dict[str, CardRules] = {
    "stamps": StampsRules(stamp_per=StampPer.ITEM),
    "carry": StampsRules(
        stamp_per=StampPer.AMOUNT,
        step_minor=50_00,
        rewards=(Reward(name="Tenth", points=10),),
    ),
    "cashback": CashbackRules(rate_basis_points=3_00),
}
SOLD: dict[str, CardRules] = {
    "certificate": CertificateRules(is_earning=True),
    "lapsing": CertificateRules(is_owed_after=False, valid_months=1),
    "pass": VisitRules(cooldown_minutes=30),
    "ticket": TicketRules(is_transferable=True),
    "club": ClubRules(discount_basis_points=2_00),
}
GUESTS = 5
KEPT = 300


@dataclass(frozen=True)
class Booked:
    """A cheque that somebody may bring back."""

    at: Member
    receipt_id: ReceiptId
    lines: int


@dataclass
class Street:
    """What there is, and what has happened so far."""

    here: Member
    there: Member
    pact_id: int
    dice: random.Random
    guests: list[tuple[Member, Member]]
    kinds: dict[str, ProgrammeId]
    cards: list[Member]
    staff: tuple[StaffId, StaffId]
    event_id: int = 0
    booked: list[Booked] = field(default_factory=list)
    sold: dict[str, list[CardId]] = field(default_factory=dict)
    found: dict[str, list[Any]] = field(default_factory=dict)
    did: Counter[str] = field(default_factory=Counter)

    @property
    def business_ids(self) -> tuple[BusinessId, BusinessId]:
        """Both partners."""
        return self.here.business_id, self.there.business_id

    def keep(self, kind: str, what: Any) -> None:
        """Remember something for later, as long as there is room."""
        kept = self.found.setdefault(kind, [])
        kept.append(what)
        if len(kept) > KEPT:
            kept.pop(self.dice.randrange(len(kept)))

    def some(self, kind: str, nothing: Any = 0) -> Any:
        """One of those; ``nothing`` where there is none yet."""
        return self.dice.choice(self.found.get(kind) or [nothing])

    def member_of(self, at: Member) -> MemberId:
        """The membership of a card's holder."""
        found = people.member(at.person_id)
        assert found is not None
        return MemberId(found.id)

    def open_event(self) -> None:
        """Put another evening on sale."""
        with tenancy.scope(self.here.business_id), db.writing():
            self.event_id = instruments.add_event(
                programme_id=self.kinds["ticket"],
                told=instruments.Event(
                    name="Concert",
                    place="Courtyard",
                    zone="Europe/Moscow",
                    starts_at=clock.now() + timedelta(hours=3),
                    capacity=5,
                    price_minor=800_00,
                    gates=("1", "2"),
                ),
            )


def build(seed: int) -> Street:
    """The street on its first day."""
    here, there = members("Здесь", "Там", rules=POINTS, phone="+79170009999")
    kinds = {
        name: create_programme(here.business_id, rules, name=name)  # type: ignore[arg-type]
        for name, rules in (BOOKED | SOLD).items()
    }
    guests = [_guest(number, here, there) for number in range(GUESTS)]
    street = Street(
        here=here,
        there=there,
        pact_id=pair(here, there),
        dice=random.Random(seed),
        guests=guests,
        kinds=kinds,
        cards=[one for guest in guests for one in guest],
        staff=(_staff(here, "owner"), _staff(here, "administrator")),
    )
    for one, _ in guests:
        for name in BOOKED:
            held = issue_card(here.business_id, kinds[name], person_id=one.person_id)
            street.cards.append(replace(one, card_id=held.card_id))
    _promise(street)
    street.open_event()
    return street


def _staff(at: Member, role: str) -> StaffId:
    return StaffId(create_staff(at.business_id, role).staff_id)


def _guest(number: int, here: Member, there: Member) -> tuple[Member, Member]:
    person_id = create_person(phone=f"+7917000{number:04}")
    one, other = (
        replace(
            side,
            person_id=person_id,
            card_id=issue_card(
                side.business_id, side.programme_id, person_id=person_id
            ).card_id,
        )
        for side in (here, there)
    )
    for giver, recipient in ((one, other), (other, one)):
        allow(giver, recipient)
    return one, other


def _promise(street: Street) -> None:
    """A word, single codes and a donation for every cheque."""
    here = street.here.business_id
    terms = replace(giving.FIFTEEN, min_minor=100_00, per_person=None)
    giving.promote(here, terms=terms, word=WORD)
    codes = giving.promote(here, "codes", replace(terms, per_person=3), name="Codes")
    giving.order(here, codes, 30)
    giving.work()
    street.found["code"] = [WORD, *giving.drawn(here, codes)]
    promise = charity.Promise(
        fund="Fund",
        about="About",
        link="https://fund.example",
        programme_id=None,
        amount_minor=1_00,
        budget_minor=1_000_00,
        cooldown_minutes=60,
    )
    with tenancy.scope(here), db.writing():
        charity.begin(promise=promise)


Act = Callable[[Street], str | None]

__all__ = ["Act", "Booked", "Street", "build"]
