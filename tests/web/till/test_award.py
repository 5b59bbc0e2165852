"""A reward at the till: its code is scanned, and one tap hands it out (rows 7, 33)."""

import pytest

from app.core import db, tenancy
from app.core.ids import AwardId
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward, RewardKind
from app.rewards import actions, gifts, queries
from app.rewards.gifts import Present
from tests.conftest import Clock
from tests.web.till.conftest import Till
from tests.world import World, issue_card, sell

MENU = (
    Reward(name="Капучино", points=50, kind=RewardKind.ITEM),
    Reward(
        name="Скидка 200", points=40, kind=RewardKind.DISCOUNT, discount_minor=200_00
    ),
)


@pytest.fixture
def menu(world: World) -> None:
    """The coffee shop's card has rewards, and its member 100 points."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(rewards=MENU),
            actor="system",
        )
    sell(shop, shop.member, amount_minor=2000_00)


def ordered(till: Till, name: str = "капучино") -> queries.AwardView:
    with tenancy.scope(till.shop.business_id), db.writing():
        award_id = actions.order(
            card_id=till.shop.member.card_id, reward_key=name, actor="holder"
        )
    with tenancy.scope(till.shop.business_id):
        return queries.award(AwardId(award_id))


def test_one_scan_and_one_tap_hand_it_out(till: Till, menu: None) -> None:
    award = ordered(till)
    page = till.scan(award.spoken.lower())
    assert page.h1 == "Капучино"
    done = page.form(action="/redeem").submit(status=303)
    assert done.h1 == "Выдайте гостю"
    assert "Капучино" in done.text
    again = till.scan(award.code)
    assert "выдано" in again.text
    assert not [form for form in again.forms() if form.action.endswith("/redeem")]


def test_a_double_tap_hands_it_out_once(till: Till, menu: None) -> None:
    form = till.scan(ordered(till).code).form(action="/redeem")
    form.submit(status=303)
    assert form.submit(status=303).h1 == "Выдайте гостю"


def test_another_till_that_is_late_is_told_when(till: Till, menu: None) -> None:
    award = ordered(till)
    late = till.scan(award.code).form(action="/redeem")
    till.scan(award.code).form(action="/redeem").submit(status=303)
    page = late.submit(status=422)
    assert "уже выдана: 17 марта, 12:00" in page.text


def test_what_has_ended_is_not_handed_out(till: Till, menu: None, clock: Clock) -> None:
    award = ordered(till)
    clock.advance(days=15)
    till.client.sign_in(till.shop.cashier.person_id)
    page = till.scan(award.code)
    assert "не получено вовремя" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/redeem")]


def test_a_discount_says_where_its_code_goes(till: Till, menu: None) -> None:
    page = till.scan(ordered(till, "скидка 200").code)
    assert "Введите код в поле для кодов чека" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/redeem")]


def test_an_unknown_code_leads_back_to_the_scanner(till: Till) -> None:
    page = till.client.get(till.url("awards/ABCD-EFGH"), status=404)
    assert "Такой награды здесь нет" in page.text
    assert page.form(action="/scan").element is not None


def test_codes_are_not_guessed_for_long(till: Till) -> None:
    for _ in range(30):
        till.client.get(till.url("awards/ABCD-EFGH"), status=404)
    till.client.get(till.url("awards/ABCD-EFGH"), status=429)


def test_another_business_finds_nothing(till: Till, menu: None, world: World) -> None:
    award = ordered(till)
    other = till.client.another()
    other.sign_in(world.books.cashier.person_id)
    other.get(f"/margin/till/awards/{award.code}", status=404)
    assert other.post(f"/margin/till/awards/{award.code}/redeem").status in {400, 404}


def test_nobody_hands_a_reward_to_themselves(
    till: Till, menu: None, world: World
) -> None:
    shop = world.coffee
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    with tenancy.scope(shop.business_id), db.writing():
        gifts.make(
            present=Present(name="Десерт"),
            audience="person",
            actor="staff:1",
            card_id=own.card_id,
        )
    till.client.app.extensions["tessera_worker"].relay()
    with tenancy.scope(shop.business_id):
        (award,) = queries.open_of(own.member_id)
        db.session().rollback()
    page = till.scan(award.code).form(action="/redeem").submit(status=422)
    assert "ваша собственная карта" in page.text.lower()
