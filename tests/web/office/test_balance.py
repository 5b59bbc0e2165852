"""A balance changed by hand: given, taken, too much, taken back (E34)."""

import pytest

from app.core import locales
from app.programmes.kinds.cashback import CashbackRules
from tests.conftest import Clock
from tests.form import Form
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_programme, issue_card


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/balance"


def form(office: Office, world: World) -> Form:
    return office.get(path(world), status=200).form(id_="change")


def test_the_member_leads_here(office: Office, world: World) -> None:
    page = office.get(f"members/{world.coffee.member.member_id}", status=200)
    assert page.click("Change the balance", status=200).h1 == "Change the balance"


def test_e34_points_are_given_and_taken_back(office: Office, world: World) -> None:
    page = form(office, world).submit(
        amount="150", reason="late_delivery", note="Rain", status=303
    )
    assert "The balance is changed" in page.text
    assert "Late delivery" in page.text
    assert "Rain" in page.text
    assert "150 points" in page.text
    undone = page.form(action="/undo").submit(status=303)
    assert "taken back by an entry" in undone.text
    assert not [each for each in undone.forms() if each.action.endswith("/undo")]


def test_e34_above_the_limit_it_waits(office: Office, world: World) -> None:
    page = form(office, world).submit(amount="600", status=303)
    assert "Waits for a second person" in page.text
    assert "Checks 1" in page.text


def test_e34_over_the_day_it_is_refused_with_what_was_typed(
    office: Office, world: World
) -> None:
    for amount in ("500", "400"):
        form(office, world).submit(amount=amount, status=303)
    page = form(office, world).submit(amount="150", note="Kept", status=422)
    assert "900 of 1000" in page.text
    assert page.form(id_="change").values["amount"] == ["150"]
    assert page.form(id_="change").values["note"] == ["Kept"]


@pytest.mark.parametrize(
    "amount", ["", "0", "-5", "x", "1.5", "1000001", "9" * 30, "1\x00"]
)
def test_what_is_no_amount_is_refused(
    office: Office, world: World, amount: str
) -> None:
    page = form(office, world).submit(amount=amount, status=422)
    assert page.all(cls="errors")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "because"),
        ("way", "steal"),
        ("note", "x" * 201),
        ("last_day", "2026-02-30"),
        ("last_day", "2026-03-16"),
    ],
)
def test_other_wrong_fields_are_refused(
    office: Office, world: World, field: str, value: str
) -> None:
    sent = form(office, world).values | {"amount": ["10"], field: [value]}
    page = office.client.post(office.url(path(world)), sent, status=422)
    assert page.all(cls="errors")


def test_nothing_goes_below_zero(office: Office, world: World) -> None:
    page = form(office, world).submit(amount="10", way="take", status=422)
    assert "Only 0 points can be spent now" in page.text
    owed = form(office, world).submit(
        amount="10", way="take", reason="till_mistake", status=303
    )
    assert "10 points" in owed.text


def test_a_last_day_is_kept(office: Office, world: World, clock: Clock) -> None:
    form(office, world).submit(amount="10", last_day="2026-03-20", status=303)
    clock.advance(days=4)
    assert "0 points" in office.get(path(world)).text


def test_sending_twice_gives_once(office: Office, world: World) -> None:
    sent = form(office, world)
    sent.submit(amount="150", status=303)
    page = sent.submit(amount="150", status=303)
    assert "150 points" in page.text


def test_the_guest_reads_why(office: Office, world: World) -> None:
    form(office, world).submit(amount="150", reason="late_delivery", status=303)
    guest = office.client.another(language="ru")
    guest.sign_in(world.coffee.member.person_id)
    text = guest.get("/zerno/card", status=200).text
    with locales.speaking("ru"):
        words = locales.gettext(
            "An apology of %(business)s for a late delivery", business="Зерно"
        )
    assert words in text


def test_who_may_not(enter: Enter, world: World) -> None:
    for role in ("moderator", "cashier"):
        assert enter(role).get(path(world)).status == 403


def test_another_business_has_no_such_member(office: Office, world: World) -> None:
    assert office.get(f"members/{world.books.member.member_id}/balance").status == 404
    foreign = f"members/{world.coffee.member.member_id}/balance/77/undo"
    assert office.post(foreign).status == 404


def test_a_card_of_money_is_changed_by_sums_with_kopecks(
    office: Office, world: World
) -> None:
    shop = world.coffee
    programme_id = create_programme(shop.business_id, CashbackRules(), name="Back")
    card = issue_card(shop.business_id, programme_id, person_id=shop.member.person_id)
    address = f"members/{card.member_id}/balance?card={card.card_id}"
    typed = office.get(address, status=200).form(id_="change")
    page = typed.submit(amount="150.50", status=303)
    assert "₽150.50" in page.text
    assert "Waits" not in page.text
    waiting = page.form(id_="change").submit(amount="500.01", status=303)
    assert "Waits for a second person" in waiting.text
