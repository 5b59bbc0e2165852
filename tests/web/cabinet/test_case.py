"""Why my points are being checked: the holder reads, answers, asks again (M12)."""

import pytest

from app.core import db, tenancy
from app.core.ids import StaffId
from app.trust import cases
from tests.conftest import Clock
from tests.page import Client
from tests.trust.rows import waiting
from tests.world import Holder, World, create_staff

CHECKS = "/zerno/card/checks"


@pytest.fixture
def opened(world: World, guest: Holder) -> int:
    """A check of Anna's card, and a purchase whose points wait."""
    return waiting(world.coffee, guest)["case_id"]


def test_nothing_is_checked(browser: Client) -> None:
    assert "Nothing on your card is being checked" in browser.get(CHECKS).text


def test_reason_effect_and_deadline(browser: Client, opened: int) -> None:
    home = browser.get("/zerno/card", status=200)
    assert "Nothing can be spent until it is decided" in home.text
    page = home.click("Why my points are being checked", status=200)
    assert "Please tell us more." in page.text
    assert "nothing can be spent until then" in page.text
    assert "somebody looks at it by March 31, 2026" in page.text
    history = browser.get("/zerno/card/history", status=200)
    assert "being checked, decided by" in history.text


def test_an_answer_is_kept(browser: Client, opened: int, world: World) -> None:
    form = browser.get(CHECKS, status=200).form(action="/answers")
    page = form.submit(text="It was a\nbirthday", status=303)
    assert "It is sent" in page.text
    assert "birthday" in page.text
    with tenancy.scope(world.coffee.business_id):
        assert cases.steps_of(opened)[-1].text == "It was a\nbirthday"


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
def test_bad_answers_are_refused(browser: Client, opened: int, text: str) -> None:
    form = browser.get(CHECKS, status=200).form(action="/answers")
    page = form.submit(text=text, status=422)
    assert page.all(cls="errors")


def test_a_second_look_is_asked_for(
    browser: Client, opened: int, world: World, clock: Clock
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        cases.confirm(
            case_id=opened,
            text="Not confirmed",
            staff_id=StaffId(shop.owner.staff_id),
        )
    page = browser.get(CHECKS, status=200)
    assert "taken back: 5 points" in page.text
    asked = page.form(action="/answers").submit(text="Please look", status=303)
    assert "You asked for a second look" in asked.text
    second = create_staff(shop.business_id, "administrator")
    with tenancy.scope(shop.business_id), db.writing():
        cases.uphold(case_id=opened, text="It stays", staff_id=StaffId(second.staff_id))
    ended = browser.get(CHECKS, status=200)
    assert "the decision stands" in ended.text
    assert not [form for form in ended.forms() if "answers" in form.action]


def test_others_have_no_such_check(client: Client, opened: int, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    token = client.get("/zerno/card").all("input", name="csrf_token")
    value = token[0].attrib["value"] if token else ""
    sent = {"csrf_token": value, "text": "x", "idempotency_key": "k"}
    assert client.post(f"{CHECKS}/{opened}/answers", sent).status in {400, 404}
    assert "Please tell us more." not in client.get(CHECKS, status=200).text
