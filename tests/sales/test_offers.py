"""Codes, passwords and personal offers from the quote to the refund (E23, E24, E29)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import MemberId, OutletId, PromotionId
from app.offers import actions, codes, grants, queries
from app.offers.rules import Terms
from app.programmes.discounts import WhyNot
from app.programmes.goods import Goods
from app.programmes.kinds.discount import DiscountRules
from app.programmes.kinds.points import PointsRules
from app.programmes.tiers import Tier
from app.programmes.windows import Window
from app.sales.actions import Line
from app.sales.errors import CodeRefused
from tests.circles import create_circle, create_group
from tests.conftest import Clock
from tests.offers.giving import FIFTEEN, drawn, give, order, promote, work
from tests.sales.counter import Counter, lines, open_counter
from tests.world import World, create_outlet, issue_card

TENTH = Terms(share_basis_points=10_00)
MAY12 = datetime(2026, 5, 12, 9, tzinfo=UTC)
MOSCOW = timedelta(hours=3)


@pytest.fixture
def counter(app: object) -> Counter:
    """A card that earns and discounts nothing by itself."""
    return open_counter(PointsRules(rate_basis_points=0))


def member_of(counter: Counter) -> MemberId:
    asked = select(Card.member_id).where(Card.id == counter.card_id)
    with tenancy.scope(counter.business_id):
        return MemberId(db.session().scalars(asked).one())


def refused(counter: Counter, typed: str, **more: Any) -> tuple[object, ...]:
    """What a refused code answers: all of it that anybody can see."""
    with pytest.raises(CodeRefused) as caught:
        counter.sell(4000_00, codes=(typed,), **more)
    error = caught.value
    offered = counter.quote(*lines(4000_00), codes=(typed,), **more)
    (told,) = [each for each in offered.declined if each.discount.code]
    shown = str(error).replace(typed, "…"), told.why, told.discount.source
    label = told.discount.label.replace(typed, "…")
    return error.code, error.status, error.why, *shown, label, told.discount.ref


def state_of(counter: Counter, promotion_id: PromotionId, code: str) -> str:
    with tenancy.scope(counter.business_id):
        found = codes.find(promotion_id, code).state
        db.session().rollback()
    return found


def test_e23_a_promo_code_once_for_each_guest(counter: Counter) -> None:
    promote(counter.business_id, "word", FIFTEEN, word="MAY15")
    first = counter.sell(4000_00, codes=("may 15",))
    assert first.paid_minor == 3500_00
    with pytest.raises(CodeRefused):
        counter.sell(4000_00, codes=("MAY15",))
    counter.undo(first.receipt_id)
    assert counter.sell(4000_00, codes=("MAY15",)).paid_minor == 3500_00


def test_e23_a_smaller_cheque_is_told_why(counter: Counter) -> None:
    promote(counter.business_id, "word", FIFTEEN, word="MAY15")
    offered = counter.quote(*lines(1499_99), codes=("MAY15",))
    assert [each.why for each in offered.declined] == [WhyNot.TOO_SMALL]
    assert counter.quote(*lines(1500_00), codes=("MAY15",)).paid_minor == 1275_00


def test_e23_a_single_use_code_is_freed_by_the_cancelled_cheque(
    counter: Counter,
) -> None:
    promotion_id = promote(counter.business_id, "codes", TENTH)
    order(counter.business_id, promotion_id, 2)
    work()
    code, other = drawn(counter.business_id, promotion_id)
    first = counter.sell(1000_00, codes=(code.lower(),))
    assert first.paid_minor == 900_00
    assert state_of(counter, promotion_id, code) == "used"
    with pytest.raises(CodeRefused):
        counter.sell(1000_00, codes=(code,))
    counter.undo(first.receipt_id)
    assert state_of(counter, promotion_id, code) == "returned"
    assert counter.sell(1000_00, codes=(code,)).paid_minor == 900_00
    assert state_of(counter, promotion_id, other) == "free"


def test_a_whole_return_frees_the_code_and_a_part_does_not(counter: Counter) -> None:
    promotion_id = promote(counter.business_id, "codes", TENTH)
    order(counter.business_id, promotion_id, 1)
    work()
    (code,) = drawn(counter.business_id, promotion_id)
    receipt_id = counter.sell(500_00, 500_00, codes=(code,)).receipt_id
    counter.refund(receipt_id, 1)
    assert state_of(counter, promotion_id, code) == "used"
    counter.refund(receipt_id, 2)
    assert state_of(counter, promotion_id, code) == "returned"


def test_e24_the_word_of_the_day_ends_at_midnight_of_its_shop(
    counter: Counter, clock: Clock
) -> None:
    clock.set(MAY12)
    shop5 = create_outlet(counter.business_id, code="5")
    day = MAY12.date()
    window = Window(first_day=day, last_day=day)
    promotion_id = promote(
        counter.business_id,
        "password",
        Terms(share_basis_points=10_00, window=window),
        outlet_ids=(counter.outlet_id,),
    )
    with tenancy.scope(counter.business_id):
        word = queries.password_of(promotion_id, day)
    midnight = datetime(2026, 5, 13, tzinfo=UTC) - MOSCOW
    clock.set(midnight - timedelta(seconds=1))
    assert counter.sell(4000_00, codes=(word,)).paid_minor == 3600_00
    elsewhere = refused(counter, word, outlet_id=shop5)
    unknown = refused(counter, "nobody 1234")
    clock.set(midnight)
    assert refused(counter, word) == elsewhere == unknown


def test_e24_tomorrows_word_is_another_one(counter: Counter, clock: Clock) -> None:
    clock.set(MAY12)
    promotion_id = promote(counter.business_id, "password", TENTH)
    with tenancy.scope(counter.business_id):
        today = queries.password_of(promotion_id, MAY12.date())
        tomorrow = queries.password_of(promotion_id, MAY12.date() + timedelta(days=1))
    assert counter.quote(*lines(100_00), codes=(today,)).paid_minor == 90_00
    refused(counter, tomorrow)
    clock.advance(days=1)
    refused(counter, today)
    assert counter.quote(*lines(100_00), codes=(tomorrow,)).paid_minor == 90_00


def test_e24_an_event_keeps_its_word_and_a_changed_one_is_gone(
    counter: Counter, clock: Clock
) -> None:
    clock.set(MAY12)
    promotion_id = promote(counter.business_id, "password", TENTH, rotation="event")
    with tenancy.scope(counter.business_id):
        word = queries.password_of(promotion_id, MAY12.date())
    clock.advance(days=30)
    assert counter.quote(*lines(100_00), codes=(word,)).paid_minor == 90_00
    counter.do(actions.change_password, promotion_id=promotion_id)
    refused(counter, word)


def test_row89_every_code_that_gives_nothing_gets_one_answer(
    counter: Counter, world: World, clock: Clock
) -> None:
    """Unknown, used, frozen, over, ended, paused, foreign, elsewhere, not for them."""
    own = counter.business_id
    promotion_id = promote(own, "codes", TENTH, name="Leaflet")
    order(own, promotion_id, 2)
    theirs = promote(world.books.business_id, "codes", TENTH)
    order(world.books.business_id, theirs, 1)
    work()
    used, frozen = drawn(own, promotion_id)
    counter.sell(100_00, codes=(used,))
    with tenancy.scope(own):
        frozen_id = codes.find(promotion_id, frozen).id
    counter.do(codes.freeze, code_id=frozen_id)
    over = Terms(share_basis_points=5_00, window=Window(last_day=MAY12.date()))
    clock.set(MAY12 + timedelta(days=2))
    promote(own, "word", over, word="OVER")
    promote(own, "word", TENTH, word="ELSEWHERE", outlet_ids=(shop2(counter),))
    group = create_group(own, "Club")
    promote(own, "word", TENTH, word="CLUB", group_ids=(group,))
    promote(own, "word", TENTH, word="DRAFT", is_begun=False)
    paused = promote(own, "word", TENTH, word="PAUSED")
    counter.do(actions.pause, promotion_id=paused)
    ended = promote(own, "word", TENTH, word="ENDED")
    counter.do(actions.end, promotion_id=ended)
    (foreign,) = drawn(world.books.business_id, theirs)
    typed = (used, frozen, foreign, "OVER", "ELSEWHERE", "CLUB", "DRAFT", "PAUSED")
    answers = {refused(counter, code) for code in (*typed, "ENDED", "NOBODYS", "?")}
    assert len(answers) == 1


def shop2(counter: Counter) -> OutletId:
    return create_outlet(counter.business_id, code="2")


def test_row89_a_total_limit_holds(counter: Counter) -> None:
    promote(
        counter.business_id, "word", Terms(amount_minor=50_00, total=2), word="FIRST"
    )
    for _ in range(2):
        assert counter.sell(100_00, codes=("FIRST",)).paid_minor == 50_00
    refused(counter, "FIRST")


def test_e12_exclusive_with_the_cards_discount_the_better_one_counts(
    app: object,
) -> None:
    counter = open_counter(DiscountRules(tiers=(Tier(share_basis_points=10_00),)))
    exclusive = Terms(amount_minor=200_00, is_exclusive=True)
    promote(counter.business_id, "word", exclusive, word="EITHER")
    promote(counter.business_id, "word", Terms(amount_minor=200_00), word="BOTH")
    assert counter.quote(*lines(3000_00), codes=("EITHER",)).paid_minor == 2700_00
    assert counter.quote(*lines(1000_00), codes=("EITHER",)).paid_minor == 800_00
    assert counter.quote(*lines(3000_00), codes=("BOTH",)).paid_minor == 2500_00


def coffee_offer(counter: Counter) -> PromotionId:
    coffee = Terms(share_basis_points=20_00, goods=Goods(categories=("Coffee",)))
    promotion_id = promote(counter.business_id, "personal", coffee, name="Coffee")
    give(counter.business_id, promotion_id, member_of(counter))
    return promotion_id


CHEQUE = (
    Line(amount_minor=400_00, category="coffee"),
    Line(amount_minor=600_00, category="food"),
)


def grant_of(counter: Counter) -> queries.GrantView:
    with tenancy.scope(counter.business_id):
        (found,) = queries.offers_of(member_of(counter))
        db.session().rollback()
    return found


def test_e29_best_per_line_and_consumed(app: object) -> None:
    counter = open_counter(DiscountRules(tiers=(Tier(share_basis_points=5_00),)))
    coffee_offer(counter)
    offered = counter.quote(*CHEQUE)
    assert [each.minor for each in offered.applied] == [80_00, 30_00]
    booked = counter.book(*CHEQUE)
    assert booked.paid_minor == 890_00
    assert grant_of(counter).state == "used"
    assert counter.quote(*CHEQUE).paid_minor == 950_00
    counter.undo(booked.receipt_id)
    assert grant_of(counter).state == "open"


def test_e29_another_guest_is_refused(counter: Counter) -> None:
    coffee_offer(counter)
    code = grant_of(counter).code
    other = issue_card(counter.business_id, counter.programme_id).card_id
    assert counter.quote(*CHEQUE, card_id=other).paid_minor == 1000_00
    with pytest.raises(CodeRefused) as caught:
        counter.book(*CHEQUE, card_id=other, codes=(code,))
    assert caught.value.why is WhyNot.NOT_YOURS
    assert grant_of(counter).state == "open"
    assert counter.book(*CHEQUE, codes=(code,)).paid_minor == 920_00


def test_row26_it_ends_and_can_be_taken_back(counter: Counter, clock: Clock) -> None:
    coffee_offer(counter)
    assert counter.quote(*CHEQUE).paid_minor == 920_00
    clock.advance(days=14)
    assert counter.quote(*CHEQUE).paid_minor == 1000_00
    clock.advance(days=-1)
    grant = grant_of(counter)
    counter.do(grants.withdraw, grant_id=grant.id, member_id=grant.member_id)
    assert counter.quote(*CHEQUE).paid_minor == 1000_00


def test_row60_a_club_offer_is_for_its_members(counter: Counter, world: World) -> None:
    shop = world.coffee
    circle = create_circle(shop)
    promote(shop.business_id, "open", TENTH, group_ids=(circle.group_id,))
    own = Counter(
        shop.business_id, shop.outlet_id, shop.programme_id, shop.member.card_id
    )
    assert own.quote(*lines(100_00)).paid_minor == 100_00
    circle.enter(shop.member.member_id)
    assert own.quote(*lines(100_00)).paid_minor == 90_00


@pytest.mark.parametrize(
    ("at", "paid_minor"),
    [
        ("2026-05-12T08:59:59Z", 100_00),
        ("2026-05-12T09:00:00Z", 90_00),
        ("2026-05-12T12:59:59Z", 90_00),
        ("2026-05-12T13:00:00Z", 100_00),
        ("2026-05-13T09:00:00Z", 100_00),
    ],
)
def test_row63_quiet_hours_by_the_clock_of_the_outlet(
    counter: Counter, clock: Clock, at: str, paid_minor: int
) -> None:
    """Tuesday 12:00 to 16:00 in Moscow; a minute later it does not hold."""
    clock.set(MAY12 - timedelta(days=1))
    tuesday = Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60)
    promote(
        counter.business_id, "open", Terms(share_basis_points=10_00, window=tuesday)
    )
    clock.set(datetime.fromisoformat(at))
    offered = counter.quote(*lines(100_00))
    assert offered.paid_minor == paid_minor
    if paid_minor == 100_00:
        assert [each.why for each in offered.declined] == [WhyNot.NOT_NOW]


@pytest.mark.parametrize(
    ("at", "paid_minor"),
    [
        # Europe/Berlin, 29 March 2026: 2:00 to 3:00 does not exist.
        ("2026-03-29T00:59:00Z", 100_00),
        ("2026-03-29T01:00:00Z", 100_00),
        # 25 October 2026: 2:00 to 3:00 comes twice.
        ("2026-10-25T00:30:00Z", 90_00),
        ("2026-10-25T01:30:00Z", 90_00),
        ("2026-10-25T02:00:00Z", 100_00),
    ],
)
def test_row63_nights_in_which_the_clock_changes(
    counter: Counter, clock: Clock, at: str, paid_minor: int
) -> None:
    outlet_id = create_outlet(counter.business_id, code="B", zone="Europe/Berlin")
    night = Window(from_minute=2 * 60, until_minute=3 * 60)
    promote(counter.business_id, "open", Terms(share_basis_points=10_00, window=night))
    clock.set(datetime.fromisoformat(at))
    paid = counter.quote(*lines(100_00), outlet_id=outlet_id).paid_minor
    assert paid == paid_minor


def test_only_with_the_first_purchase(counter: Counter) -> None:
    terms = Terms(share_basis_points=10_00, is_first_only=True)
    promote(counter.business_id, "open", terms)
    first = counter.sell(100_00)
    assert first.paid_minor == 90_00
    assert counter.sell(100_00).paid_minor == 100_00
    other = issue_card(counter.business_id, counter.programme_id).card_id
    assert counter.sell(100_00, card_id=other).paid_minor == 90_00


def test_used_offers_are_counted_and_cancelled_ones_are_not(counter: Counter) -> None:
    promotion_id = promote(counter.business_id, "open", TENTH)
    counter.sell(100_00)
    booked = counter.sell(300_00)
    with tenancy.scope(counter.business_id):
        assert queries.uses()[promotion_id] == queries.Uses(2, 1, 40_00)
    counter.undo(booked.receipt_id)
    with tenancy.scope(counter.business_id):
        assert queries.uses()[promotion_id] == queries.Uses(1, 1, 10_00)
    assert counter.faults() == []
