"""Versions of rules: what differs, and taking back one that has not begun."""

from app.core import clock as clocks
from app.core import db, tenancy
from app.programmes import queries
from tests.conftest import Clock
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_programme, sell


def save(office: Office, **values: str) -> Page:
    page = office.get(f"programmes/{office.shop.programme_id}", status=200)
    saved: Page = page.form(id_="rules").submit(status=303, **values)
    return saved


def later(office: Office, percent: str = "9") -> Page:
    return save(office, percent=percent, start="date", start_on="2026-03-20")


def withdrawal(office: Office, number: int = 2) -> str:
    return f"programmes/{office.shop.programme_id}/versions/{number}/withdrawal"


def words(page: Page) -> str:
    text: str = page.text
    return text.replace("\xa0", " ")


def test_each_version_says_what_has_changed(office: Office) -> None:
    assert "Rate: 5% → 3%" in words(save(office, percent="3"))


def test_two_versions_are_compared(office: Office) -> None:
    save(office, percent="3")
    save(office, percent="3", hold_days="14")
    here = f"programmes/{office.shop.programme_id}"
    page = words(office.get(f"{here}?first=1&last=3", status=200))
    assert "Version 1 and version 3" in page
    compared = page.partition("Version 1 and version 3")[2]
    assert "Rate: 5% → 3%" in compared
    assert "On hold: 0 days → 14 days" in compared
    same = words(office.get(f"{here}?first=2&last=2", status=200))
    assert "They are the same." in same
    for wrong in ("first=1&last=9", "first=x&last=y"):
        assert "and version" not in office.get(f"{here}?{wrong}", status=200).text


def test_a_version_ahead_is_taken_back(
    office: Office, world: World, clock: Clock
) -> None:
    later(office)
    page = office.get(withdrawal(office), status=200)
    assert "March 20, 2026" in page.text
    done = page.form(action="withdrawal").submit(status=303)
    assert "taken back" in done.text
    assert "Version 2 starts" not in done.text
    clock.advance(seconds=5 * 24 * 60 * 60)
    shop = world.coffee
    assert sell(shop, shop.member, amount_minor=1000_00).earned_points == 50
    with tenancy.scope(shop.business_id):
        now = queries.current(shop.programme_id, clocks.now())
        db.session().rollback()
    assert now.number == 1


def test_after_it_the_form_shows_what_holds_and_can_be_saved(office: Office) -> None:
    later(office)
    office.get(withdrawal(office)).form(action="withdrawal").submit(status=303)
    page = office.get(f"programmes/{office.shop.programme_id}", status=200)
    assert page.form(id_="rules").values["percent"] == ["5"]
    assert "Rate: 5% → 4%" in words(save(office, percent="4"))


def test_what_has_begun_stays(office: Office, world: World, clock: Clock) -> None:
    later(office)
    form = office.get(withdrawal(office)).form(action="withdrawal")
    clock.advance(seconds=5 * 24 * 60 * 60)
    page = form.submit(status=422)
    assert "have begun" in page.text
    shop = world.coffee
    assert sell(shop, shop.member, amount_minor=1000_00).earned_points == 90


def test_taken_back_twice_is_once(office: Office) -> None:
    later(office)
    form = office.get(withdrawal(office)).form(action="withdrawal")
    form.submit(status=303)
    form.submit(status=404)
    office.get(withdrawal(office), status=404)


def test_what_is_not_there_cannot_be_taken_back(office: Office, world: World) -> None:
    office.get(withdrawal(office, 9), status=404)
    foreign = create_programme(world.books.business_id, name="Other")
    office.get(f"programmes/{foreign}/versions/1/withdrawal", status=404)


def test_the_first_version_cannot_be_taken_back(office: Office) -> None:
    page = office.get(withdrawal(office, 1), status=200)
    page.form(action="withdrawal").submit(status=422)


def test_a_cashier_takes_nothing_back(enter: Enter) -> None:
    cashier = enter("cashier")
    cashier.get(withdrawal(cashier, 1), status=403)
