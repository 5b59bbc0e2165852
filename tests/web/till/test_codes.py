"""M9: one code everywhere, as a till meets it: proof spends, pictures of it do not."""

from collections.abc import Callable

from app.cards import queries as cards
from app.core import tenancy
from tests.conftest import Clock
from tests.sales.offline.device import prepare
from tests.web.till.conftest import Till
from tests.world import World

Give = Callable[[int], None]


def shown(till: Till) -> str:
    """The spending code on the member's phone now."""
    with tenancy.scope(till.shop.business_id):
        return cards.rotating_code(till.shop.member.card_id).payload


def test_m9_a_screenshot_older_than_a_minute_opens_nothing_and_says_what_to_do(
    till: Till, give: Give, clock: Clock
) -> None:
    give(450)
    shot = shown(till)
    clock.advance(seconds=61)
    home = till.client.get(till.url(), status=200)
    page = home.form(action="/scan").submit(code=shot, status=422)
    assert "устарел" in page.text
    assert "ещё раз" in page.text
    assert till.balance().available == 450


def test_m9_a_burnt_code_spends_no_second_time(till: Till, give: Give) -> None:
    give(450)
    code = shown(till)
    for status in (303, 422):
        form = till.quoted("100", code).form(id_="sale")
        page = form.submit(button="Списать 100", status=status, follow=False)
    assert "уже использован" in page.text
    assert till.balance().available == 350


def test_m9_the_printed_code_spends_little_and_once_a_day(
    till: Till, give: Give, clock: Clock
) -> None:
    give(1000)
    form = till.quoted("1000", f"T{till.shop.member.number}").form(id_="sale")
    form.submit(button="Списать 300", status=303)
    page = till.quoted("1000", f"T{till.shop.member.number}")
    assert "сегодня с карты можно списать ещё 0" in page.text
    assert "Списать 3" not in page.text
    clock.advance(days=1)
    again = till.quoted("1000", f"T{till.shop.member.number}").form(id_="sale")
    again.submit(button="Списать 300", status=303)


def test_m9_offline_and_online_share_the_day_of_a_code_without_proof(
    till: Till, give: Give, world: World
) -> None:
    give(1000)
    device = prepare(till.shop)
    assert device.sell(till.shop.member.number, 1000_00, 250).state == "booked"
    page = till.quoted("1000", till.shop.member.number)
    assert "ещё 50" in page.text
    page.form(id_="sale").submit(button="Списать 50", status=303)
