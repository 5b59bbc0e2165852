"""Rewards of the guest whose card lies open: handed out, or exchanged on the spot."""

import pytest

from app.core import clock, db, tenancy
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.kinds.stamps import StampsRules
from app.programmes.rules import Reward
from app.sales import static_codes
from tests.page import Page
from tests.web.till.conftest import Till
from tests.web.till.test_award import menu, ordered
from tests.world import World, create_programme, issue_card, sell

__all__ = ["menu"]


def exchange(page: Page, words: str, status: int) -> Page:
    """Press a button of the list."""
    form = page.form(action="/till/awards", button=words)
    answer: Page = form.submit(button=words, status=status)
    return answer


def test_the_cheque_shows_what_waits(till: Till, menu: None) -> None:
    ordered(till)
    page = till.scan()
    assert "ждёт выдачи" in page.text
    listed = page.click("Награды гостя")
    assert listed.h1 == "Награды гостя"
    assert "Капучино" in listed.text


def test_points_are_exchanged_and_the_next_tap_hands_it_out(
    till: Till, menu: None
) -> None:
    page = till.scan().click("Награды гостя")
    award = exchange(page, "Обменять 50", 303)
    assert award.h1 == "Капучино"
    assert till.balance().available == 50
    award.form(action="/redeem").submit(status=303)


def test_what_the_guest_lacks_is_told(till: Till, menu: None) -> None:
    page = till.scan().click("Награды гостя")
    exchange(page, "Обменять 50", 303)
    exchange(page, "Обменять 40", 303)
    short = till.scan().click("Награды гостя")
    assert "Осталось 30 баллов" in short.text
    assert not [form for form in short.forms() if form.action.endswith("/awards")]


def test_a_static_code_is_not_enough_for_a_large_reward(
    till: Till, world: World
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(rewards=(Reward(name="Торт", points=400),)),
            actor="system",
        )
    sell(shop, shop.member, amount_minor=10_000_00)
    page = till.scan().click("Награды гостя")
    refused = exchange(page, "Обменять 400", 422)
    assert "код для списания" in refused.text
    assert till.balance().available == 500


def test_r12_many_rewards_go_no_further_than_one(till: Till, world: World) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(rewards=(Reward(name="Торт", points=160),)),
            actor="system",
        )
    sell(shop, shop.member, amount_minor=20_000_00)
    exchange(till.scan().click("Награды гостя"), "Обменять 160", 303)
    refused = exchange(till.scan().click("Награды гостя"), "Обменять 160", 422)
    assert "код для списания" in refused.text
    assert till.balance().available == 840
    with tenancy.scope(shop.business_id):
        assert static_codes.of_day(clock.now(), shop.zone) == {shop.member.card_id: 160}
    assert "Списать 140" in till.quoted("10000").text.replace("\xa0", " ")


def test_without_a_card_there_is_nothing_to_show(till: Till) -> None:
    page = till.client.get(till.url("awards"), status=303)
    assert page.follow().form(action="/scan").element is not None


@pytest.mark.parametrize("key", ["", "нет такой", "x" * 5000, "a\0b"])
def test_a_reward_that_is_not_offered_is_refused(
    till: Till, menu: None, key: str
) -> None:
    page = till.scan().click("Награды гостя")
    form = page.form(action="/till/awards", button="Обменять 50")
    (pressed, *_) = [
        each for each in form.element.iter() if each.get("name") == "reward"
    ]
    pressed.set("value", key)
    page = form.submit(status=422)
    assert "больше не предлагают" in page.text


def test_a_stamp_card_is_filled_and_its_reward_handed_out(
    till: Till, world: World
) -> None:
    shop = world.coffee
    rules = StampsRules(rewards=(Reward(name="Кофе", points=2),))
    programme_id = create_programme(shop.business_id, rules, name="Штампы")  # type: ignore[arg-type]
    guest = issue_card(shop.business_id, programme_id, phone="+79990000077")
    page = till.scan(guest.number)
    assert "0 из 2" in page.text
    page.form(id_="sale").submit(amount="300", status=303)
    page = till.scan(guest.number)
    assert "1 из 2" in page.text
    done = page.form(id_="sale").submit(amount="300", status=303)
    assert "+1 штамп" in done.text
    assert "карта заполнена" in done.text
    award = done.click("Кофе")
    award.form(action="/redeem").submit(status=303)
