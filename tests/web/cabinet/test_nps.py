"""A guest answers the question of the quarter, changes it, and is stopped in words."""

from datetime import timedelta

from app.core import clock, db, tenancy
from app.surveys import queries
from app.surveys.queries import Answer
from tests.page import Client
from tests.surveys import answering
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

PLACE = f"{HOME}/nps"


def mine(world: World, guest: Holder) -> list[Answer]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return queries.of_member(guest.member_id)


def test_from_the_reviews_to_an_answer_that_can_be_changed(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest)
    page = browser.get(f"{HOME}/reviews", status=200).click("Would you recommend us?")
    assert len(page.all("input", type="radio", name="score")) == 11
    done = page.form(id_="nps").submit(score="8", text="Тепло.\nДолго.", status=303)
    assert "Thank you" in done.text
    assert [(each.score, each.text) for each in mine(world, guest)] == [
        (8, "Тепло.\nДолго.")
    ]
    again = browser.get(PLACE, status=200)
    assert "You have answered 8" in again.text
    again.form(id_="nps").submit(score="0", status=303)
    assert [(each.score, each.text) for each in mine(world, guest)] == [
        (0, "Тепло.\nДолго.")
    ]


def test_the_question_names_the_business(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest)
    page = browser.get(PLACE, status=200)
    assert "How likely are you to recommend" in page.text
    assert "Зерно" in page.text


def test_who_bought_once_is_told_when_to_come_back(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest, times=1)
    assert "Would you recommend" not in browser.get(f"{HOME}/reviews").text
    page = browser.get(PLACE, status=200)
    assert "Come back after the next one" in page.text
    assert not page.all("form", id="nps")


def test_wrong_input_is_kept_and_changes_nothing(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest)
    for score in ("", "11", "-1", "x", "٣", "1" * 400):
        form = browser.get(PLACE).form(id_="nps")
        answer = form.submit({"score": score}, text="Уютно", status=422)
        assert "Choose a number from 0 to 10" in answer.text
        assert "Уютно" in answer.one("textarea").itertext().__next__()
    long = (
        browser.get(PLACE).form(id_="nps").submit(score="7", text="ы" * 501, status=422)
    )
    assert long.all("input", name="score", value="7", checked="")
    assert "at most 500" in long.text
    assert mine(world, guest) == []


def test_control_characters_are_taken_out(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest)
    form = browser.get(PLACE).form(id_="nps")
    form.submit(score="5", text="Чай\u202e\u0007 да", status=303)
    assert [each.text for each in mine(world, guest)] == ["Чай да"]


def test_an_answer_does_not_slip_into_the_next_quarter(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest)
    form = browser.get(PLACE).form(id_="nps")
    clock.advance(timedelta(days=93))
    answering.regular(world.coffee, guest)
    answer = form.submit(score="10", text="Поздно", status=422)
    assert "The quarter you were asked about is over" in answer.text
    assert "Поздно" in answer.text
    assert mine(world, guest) == []


def test_nonsense_for_a_quarter_is_refused(
    browser: Client, world: World, guest: Holder
) -> None:
    answering.regular(world.coffee, guest)
    for word in ("", "x", "2026-99-01", "9999-12-31"):
        page = browser.get(PLACE)
        token = page.all("input", name="csrf_token")[0].attrib["value"]
        key = page.one("form", id="nps").find(".//input[@name='idempotency_key']")
        answer = browser.post(
            PLACE,
            {
                "csrf_token": token,
                "idempotency_key": key.attrib["value"] if key is not None else "",
                "quarter": word,
                "score": "5",
            },
        )
        assert answer.status == 422
    assert mine(world, guest) == []


def test_sent_twice_it_is_one(browser: Client, world: World, guest: Holder) -> None:
    answering.regular(world.coffee, guest)
    form = browser.get(PLACE).form(id_="nps")
    for _ in range(2):
        form.submit(score="9", status=303)
    assert len(mine(world, guest)) == 1
