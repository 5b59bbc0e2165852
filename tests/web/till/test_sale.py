"""The guest's screen: sum, offer, booking."""

import contextvars
import threading
from collections.abc import Callable

import pytest

from app.cards import queries as cards
from app.core import tenancy
from app.sales import queries as receipts
from tests.conftest import Clock
from tests.page import Client
from tests.phones import wallet_code
from tests.trust.rows import waiting
from tests.web.till.conftest import Till
from tests.world import World

Give = Callable[[int], None]


def booked(till: Till) -> list[receipts.ReceiptRow]:
    """Every receipt of the outlet."""
    with tenancy.scope(till.shop.business_id):
        return receipts.receipts(outlet_id=till.shop.outlet_id, limit=100)


def test_scan_amount_confirm_books_the_cheque(till: Till) -> None:
    """Three inputs, the last of them one tap (a card without points)."""
    page = till.scan().form(id_="sale").submit(amount="1 250,50", status=303)
    assert page.h1 == "Проведено"
    assert "1 250,50" in page.text.replace("\u202f", " ")
    assert till.balance().available == 62
    assert booked(till)[0].actor == till.shop.cashier.actor


def test_one_tap_spends_the_most(till: Till, give: Give) -> None:
    give(450)
    page = till.quoted("1000")
    assert "Списать 300" in page.text
    page = page.form(id_="sale").submit(button="Списать 300", status=303)
    assert page.h1 == "Проведено"
    assert booked(till)[0].points_spent == 300
    assert booked(till)[0].was_asked is True
    assert till.balance().available == 450 - 300 + 35


def test_a_checked_card_says_so_before_anybody_asks(till: Till, give: Give) -> None:
    give(450)
    assert "Хотите списать" in till.scan().text
    waiting(till.shop, till.shop.member)
    text = till.scan().text
    assert "Карту проверяют" in text
    assert "Хотите списать" not in text
    page = till.quoted("100").form(id_="sale").submit(status=303)
    assert page.h1 == "Проведено"


def test_rewards_do_not_stand_between_the_guest_and_the_sum(till: Till) -> None:
    markup = till.scan().markup
    assert markup.index('id="sale"') < markup.index('id="_awards"')


def test_spending_is_never_the_first_button(till: Till, give: Give) -> None:
    """Enter in the sum must not spend what nobody agreed to."""
    give(450)
    page = till.quoted("1000").form(id_="sale").submit(status=303)
    assert page.h1 == "Проведено"
    assert booked(till)[0].points_spent == 0


def test_enter_shows_the_offer_before_anything_is_booked(
    till: Till, give: Give
) -> None:
    give(450)
    page = till.scan().form(id_="sale").submit(amount="1000", status=200)
    assert "Списать 300" in page.text
    assert len(booked(till)) == 1


def test_the_reason_of_the_limit_is_said(till: Till, give: Give) -> None:
    give(450)
    assert "300" in till.quoted("1000").text
    assert "код для списания" in till.quoted("1000").text


def test_the_answer_to_the_question_is_kept(till: Till, give: Give) -> None:
    give(10)
    form = till.quoted("1000").form(id_="sale")
    form.submit(asked="no", status=303)
    assert booked(till)[0].was_asked is False


def test_a_double_tap_is_a_replay(till: Till) -> None:
    form = till.scan().form(id_="sale")
    first = form.submit(amount="1000", follow=False, status=303)
    second = form.submit(amount="1000", follow=False, status=303)
    assert first.location == second.location
    assert len(booked(till)) == 1


def test_the_same_form_with_another_sum_is_refused(till: Till) -> None:
    form = till.scan().form(id_="sale")
    form.submit(amount="1000", status=303)
    page = form.submit(amount="2000", status=422)
    assert "Не проведено" in page.text
    assert page.form(id_="sale").values["amount"] == ["2000"]
    assert len(booked(till)) == 1


def test_the_card_is_put_away_after_its_cheque(till: Till) -> None:
    till.scan().form(id_="sale").submit(amount="1000", status=303)
    page = till.client.get(till.url("sale"), status=303).follow()
    assert page.h1 == "Отсканируйте карту"
    assert "убрана" in page.text


def test_the_result_leads_nowhere_to_the_member(till: Till) -> None:
    page = till.scan().form(id_="sale").submit(amount="1000", status=303)
    assert till.shop.member.number not in page.markup
    assert page.click("Следующий гость").h1 == "Отсканируйте карту"


def test_an_open_card_is_put_away_in_time(till: Till, clock: Clock) -> None:
    form = till.scan().form(id_="sale")
    clock.advance(minutes=11)
    page = form.submit(amount="1000", status=303)
    assert page.h1 == "Отсканируйте карту"
    assert booked(till) == []


@pytest.mark.parametrize(
    "amount",
    [
        *("", " ", "0", "0,00", "-5", "+5", "1e400", "1e3", "NaN", "inf", "abc"),
        *("12\x00", "٣", "１２", "1,234", "1.2.3", "9" * 400, "10000000000"),
    ],
)
def test_bad_sums_are_refused_in_words(till: Till, amount: str) -> None:
    form = till.scan().form(id_="sale")
    page = form.submit(amount=amount, status=422)
    assert "сумм" in page.form(id_="sale").errors.lower()
    assert page.title.startswith("Ошибка:")
    assert booked(till) == []


@pytest.mark.parametrize("points", ["-1", "x", "1e9", "٣", "9" * 30, "1.5", ""])
def test_bad_points_book_nothing(till: Till, points: str) -> None:
    form = till.scan().form(id_="sale")
    data = form.values | {"amount": ["100"], "spend": [points]}
    till.client.post(form.action, data=data, status=422)
    assert booked(till) == []


def test_more_points_than_there_are_is_refused(till: Till, give: Give) -> None:
    give(10)
    form = till.quoted("1000").form(id_="sale")
    data = form.values | {"spend": ["250"]}
    page = till.client.post(form.action, data=data, status=422)
    assert "Не проведено" in page.text
    assert till.balance().available == 10


def test_lines_make_the_sum(till: Till) -> None:
    form = till.scan().form(id_="sale")
    page = form.submit(button="Добавить позицию", status=200)
    page = page.form(id_="sale").submit(
        {
            "lines-0-name": "Эспрессо",
            "lines-0-amount": "700",
        },
        button="Добавить позицию",
        status=200,
    )
    page = page.form(id_="sale").submit(
        {
            "lines-1-category": "Подарки",
            "lines-1-amount": "300",
            "lines-1-is_excluded": True,
        },
        button="Провести",
        status=303,
    )
    assert booked(till)[0].total_minor == 100_000
    assert booked(till)[0].earned_points == 35


def test_lines_and_sum_must_agree(till: Till) -> None:
    page = till.scan().form(id_="sale").submit(button="Добавить позицию", status=200)
    page = page.form(id_="sale").submit(
        {"amount": "500", "lines-0-amount": "700"}, button="Провести", status=422
    )
    assert "другую сумму" in page.text
    assert page.form(id_="sale").values["lines-0-amount"] == ["700"]


def test_while_typing_errors_wait(till: Till, give: Give) -> None:
    """A browser with htmx gets the offer alone, and no error for half a sum."""
    give(100)
    form = till.scan().form(id_="sale")
    url = till.url("sale/quote")
    half = till.client.post(url, data=form.values | {"amount": ["1,"]}, htmx=True)
    assert (half.status, half.is_fragment) == (200, True)
    whole = till.client.post(url, data=form.values | {"amount": ["1000"]}, htmx=True)
    assert "Списать 100" in whole.text


def test_a_note_of_another_business_opens_nothing(
    till: Till, client: Client, world: World
) -> None:
    note = till.scan().form(id_="sale").values["guest"]
    other = client.another()
    other.sign_in(world.books.owner.person_id)
    books = Till(other, world.books)
    form = books.scan().form(id_="sale")
    data = form.values | {"guest": note, "amount": ["100"], "spend": ["0"]}
    other.post(form.action, data=data, status=303)
    assert booked(books) == []
    assert booked(till) == []


def test_a_forged_note_opens_nothing(till: Till) -> None:
    form = till.scan().form(id_="sale")
    data = form.values | {"guest": ["e30.x"], "amount": ["100"], "spend": ["0"]}
    till.client.post(form.action, data=data, status=303)
    assert booked(till) == []


def test_a_sum_that_changed_after_the_offer_is_not_booked(
    till: Till, give: Give
) -> None:
    """The button said what to take; it must not book another sum."""
    give(450)
    form = till.quoted("1000").form(id_="sale")
    page = form.submit(amount="9000", button="Списать 300", status=422)
    assert "Сумма изменилась" in page.text
    assert len(booked(till)) == 1
    page.form(id_="sale").submit(button="Списать 300", status=303)
    assert booked(till)[0].total_minor == 900_000


@pytest.mark.parametrize("index", ["²", "9" * 5000, "x", "", "-1", "٣", "1\n"])
def test_line_names_that_make_no_sense_are_no_lines(till: Till, index: str) -> None:
    form = till.scan().form(id_="sale")
    data = form.values | {f"lines-{index}-amount": ["5"], "amount": ["100"]}
    till.client.post(form.action, data=data, status=303)
    assert booked(till)[0].total_minor == 10_000


def test_more_lines_than_fit_are_refused_not_cut(till: Till) -> None:
    form = till.scan().form(id_="sale")
    lines = {f"lines-{number}-amount": ["5"] for number in range(51)}
    page = till.client.post(form.action, data=form.values | lines, status=422)
    assert "50" in page.text
    assert booked(till) == []
    add = {"add-line": ["1"]}
    full = {f"lines-{number}-amount": ["5"] for number in range(50)}
    url = till.url("sale/quote")
    page = till.client.post(url, data=form.values | full | add, status=200)
    assert "lines-50-amount" not in page.form(id_="sale").names


def test_two_taps_at_once_show_one_result(till: Till) -> None:
    form = till.scan().form(id_="sale")
    data = form.values | {"amount": ["100"], "spend": ["0"]}
    cookie = till.client.flask.get_cookie("__Host-session", domain="tessera.test")
    assert cookie is not None
    places: list[str | None] = []

    def tap() -> None:
        answer = till.client.app.test_client(use_cookies=False).post(
            form.action,
            base_url=till.client.address,
            data=data,
            headers={
                "Cookie": f"__Host-session={cookie.value}",
                "Origin": till.client.address,
                "Referer": till.client.address + "/",
            },
        )
        places.append(answer.headers.get("Location"))

    taps = [
        threading.Thread(target=contextvars.Context().run, args=(tap,))
        for _ in range(6)
    ]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    assert len(set(places)) == 1
    assert (places[0] or "").endswith("/done")
    assert len(booked(till)) == 1


def in_google(till: Till, disguise: str = "") -> str:
    """What the member's phone shows; typed by a scanner in a Russian layout, maybe."""
    code = wallet_code(till.shop.business_id, till.shop.member.card_id)
    return code.replace("G", disguise or "G")


@pytest.mark.parametrize("disguise", ["G", "П", "п", "g"])
def test_the_code_of_google_wallet_spends(
    till: Till, give: Give, disguise: str
) -> None:
    give(450)
    form = till.quoted("1000", in_google(till, disguise)).form(id_="sale")
    form.submit(button="Списать 450", status=303)
    assert booked(till)[0].points_spent == 450
    assert till.balance().available == 27


def test_a_code_of_google_wallet_spends_once(
    till: Till, give: Give, clock: Clock
) -> None:
    """Also when our own page shows the code of the same half minute."""
    give(450)
    code = in_google(till)
    with tenancy.scope(till.shop.business_id):
        ours = cards.rotating_code(till.shop.member.card_id).payload
    for text in (code, code, ours):
        form = till.quoted("100", text).form(id_="sale")
        form.submit(button="Списать 100")
    assert [row.points_spent for row in booked(till)] == [100, 0]
    clock.advance(seconds=30)
    form = till.quoted("100", in_google(till)).form(id_="sale")
    form.submit(button="Списать 100", status=303)
    assert booked(till)[0].points_spent == 100


def test_a_photograph_of_it_opens_nothing_a_minute_later(
    till: Till, clock: Clock
) -> None:
    code = in_google(till)
    clock.advance(seconds=61)
    home = till.client.get(till.url(), status=200)
    page = home.form(action="/scan").submit(code=code, status=422)
    assert page.path == till.url("scan")
