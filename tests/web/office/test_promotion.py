"""One promotion: made by a form that keeps what was typed, begun, paused, ended."""

import pytest

from app.core import clock, db, tenancy
from app.core.ids import PromotionId
from app.offers import queries
from app.offers.queries import PromotionView
from app.programmes.windows import Window
from tests.offers.giving import promote
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_outlet


def stored(office: Office) -> list[PromotionView]:
    with tenancy.scope(office.shop.business_id):
        found = queries.promotions()
        db.session().rollback()
    return found


def make(office: Office, way: str = "word", **values: str | list[str]) -> Page:
    page = office.get(f"promotions/new?way={way}", status=200)
    filled = {"name": "May", "percent": "15", **values}
    if way == "word":
        filled.setdefault("word", "May 15")
    return page.form(button="Make the promotion").submit(
        button="Make the promotion", **filled
    )


def test_e23_terms_are_kept_as_they_were_typed(office: Office) -> None:
    page = make(office, most="500", least="1500", per_person="1")
    assert "It gives nothing before you begin it" in page.text
    (found,) = stored(office)
    assert (found.state, found.word) == ("draft", "May 15")
    assert found.terms.share_basis_points == 15_00
    assert found.terms.max_minor == 500_00
    assert found.terms.min_minor == 1500_00
    assert found.terms.per_person == 1
    form = page.form(button="Save the promotion")
    assert form.values["most"] == ["500"]
    assert form.values["word"] == ["May 15"]


def test_days_and_hours_are_kept(office: Office) -> None:
    make(
        office,
        "open",
        first_day="2026-05-01",
        last_day="2026-05-31",
        weekdays=["2", "4"],
        start="12:00",
        end="16:00",
    )
    (found,) = stored(office)
    assert found.terms.window.weekdays == (2, 4)
    assert found.terms.window.from_minute == 12 * 60
    assert found.terms.window.until_minute == 16 * 60


def test_hours_may_go_over_midnight(office: Office) -> None:
    make(office, "open", start="22:00", end="2:00")
    (found,) = stored(office)
    assert found.terms.window == Window(from_minute=22 * 60, until_minute=2 * 60)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Write a name of up to 60 characters."),
        ("name", "x" * 61, "Write a name of up to 60 characters."),
        ("word", "", "Choose a word of 3 to 32 letters"),
        ("word", "--", "Choose a word of 3 to 32 letters"),
        ("percent", "0", "more than nothing"),
        ("percent", "", "more than nothing"),
        ("percent", "101", "Write a percentage"),
        ("percent", "ten", "Write a percentage"),
        ("most", "0", "Write a sum"),
        ("least", "1e5", "Write a sum"),
        ("per_person", "0", "Write a whole number"),
        ("total", "−1", "Write a whole number"),
        ("start", "24:00", "Write a time from 0:00 to 23:59"),
        ("end", "12:60", "Write a time"),
        ("first_day", "31.05.2026", "Choose a day."),
        ("categories", "x" * 101, "Write one category per line"),
        ("note", "x" * 301, "This is too long"),
    ],
)
def test_wrong_input_is_named_and_kept(
    office: Office, field: str, typed: str, words: str
) -> None:
    page = make(office, **{field: typed})
    assert page.status == 422
    assert words in page.text
    assert page.title.startswith("Error:")
    assert page.form(button="Make the promotion").values[field] == [typed]
    assert stored(office) == []


def test_days_in_the_wrong_order_are_refused(office: Office) -> None:
    page = make(office, first_day="2026-05-31", last_day="2026-05-01")
    assert page.status == 422
    assert "The last day lies before the first one." in page.text


def test_unprintable_signs_are_refused_or_dropped(office: Office) -> None:
    page = make(office, name="May\u202egnirps")
    assert page.status == 200
    assert make(office, name="Ju\0ne", word="JU\0NE").status == 200
    assert [each.name for each in stored(office)] == ["June", "Maygnirps"]


def test_a_word_belongs_to_one_promotion(office: Office, world: World) -> None:
    promote(world.coffee.business_id, word="MAY 15")
    page = make(office, word="may-15")
    assert page.status == 422
    assert "This word is already a code of yours." in page.text
    promote(world.books.business_id, word="JUNE")
    assert make(office, word="june").status == 200


def test_a_look_alike_word_is_the_same_one(office: Office, world: World) -> None:
    promote(world.coffee.business_id, word="ВЕСНА")
    assert make(office, word="BECHA").status == 422


def test_the_sentence_is_shown_before_saving(office: Office) -> None:
    page = office.get("promotions/new?way=word", status=200)
    shown = page.form(button="Make the promotion").submit(
        button="Show the sentence", name="May", word="MAY15", percent="20", least="1000"
    )
    assert shown.status == 200
    assert "20% off everything; with receipts from ₽1,000" in shown.text
    assert "Скидка 20 % на всё; при чеке от 1 000 ₽" in shown.text
    assert stored(office) == []


def test_it_begins_pauses_and_ends(office: Office) -> None:
    page = make(office)
    page = page.form(button="Begin the promotion").submit(button="Begin the promotion")
    assert "The promotion runs." in page.text
    page = page.form(button="Pause the promotion").submit(button="Pause the promotion")
    assert stored(office)[0].state == "paused"
    page = page.form(button="End the promotion").submit(button="End the promotion")
    assert stored(office)[0].state == "ended"
    assert not any(form.has_button("Save the promotion") for form in page.forms())


def test_what_has_ended_is_not_changed(office: Office) -> None:
    page = make(office)
    form = page.form(button="Save the promotion")
    page.form(button="End the promotion").submit(button="End the promotion")
    answer = form.submit(button="Save the promotion", name="June")
    assert answer.status == 422
    assert stored(office)[0].name == "May"


def test_the_password_of_the_day_is_shown_and_changed(office: Office) -> None:
    page = make(office, "password")
    promotion_id = stored(office)[0].id
    with tenancy.scope(office.shop.business_id):
        today = queries.password_of(promotion_id, clock.today(office.shop.zone))
    assert today in page.text
    changed = page.form(button="Change the password now").submit(
        button="Change the password now"
    )
    assert today not in changed.text


def test_outlets_and_groups_of_others_are_no_choice(
    office: Office, world: World
) -> None:
    create_outlet(world.coffee.business_id, code="2")
    page = office.get("promotions/new?way=open", status=200)
    form = page.form(button="Make the promotion")
    foreign = str(world.books.outlet_id)
    data = {**form.values, "name": ["May"], "outlets": [foreign]}
    answer = office.client.post(form.action, data)
    assert answer.status == 422
    assert stored(office) == []


def test_another_business_is_nowhere(office: Office, world: World) -> None:
    foreign = promote(world.books.business_id)
    for path in ("", "/codes", "/gifts"):
        assert office.get(f"promotions/{foreign}{path}").status == 404
    assert office.post(f"promotions/{foreign}/step", do="end").status == 404
    assert office.get("promotions/new?way=magic").status == 404


def test_roles_by_direct_address(enter: Enter, world: World) -> None:
    promotion_id: PromotionId = promote(world.coffee.business_id)
    for role in ("moderator", "cashier"):
        them = enter(role)
        assert them.get(f"promotions/{promotion_id}").status == 403
        assert them.post(f"promotions/{promotion_id}/step", do="end").status == 403


def test_sent_twice_it_is_made_once(office: Office) -> None:
    page = office.get("promotions/new?way=word", status=200)
    form = page.form(button="Make the promotion")
    for _ in range(2):
        form.submit(button="Make the promotion", name="May", word="MAY15", percent="15")
    assert len(stored(office)) == 1
