"""Entering the six digits."""

from typing import Any

import pytest

from tests.page import Client, Page
from tests.world import World

KNOWN = "+7 916 123-45-67"


@pytest.fixture
def page(world: World, guest: Client) -> Page:
    """The page that asks for the code."""
    return guest.get("/sign-in").form(id_="sign-in").submit(contact=KNOWN, status=303)


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06d}"


def test_the_field_takes_codes_from_messages(page: Page) -> None:
    field = page.one("input", name="code")
    assert field.get("autocomplete") == "one-time-code"
    assert field.get("inputmode") == "numeric"


def test_the_contact_is_shown_masked(page: Page) -> None:
    assert "67" in page.text
    assert "123" not in page.text


def test_the_page_never_shows_the_code_outside_the_demo(
    page: Page, digits: Any
) -> None:
    assert digits() not in page.markup


def test_spaces_do_not_matter(page: Page, digits: Any) -> None:
    code = digits()
    typed = f" {code[:3]} {code[3:]} "
    assert page.form(id_="code-form").submit(code=typed, status=303).status == 200


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "\0", "1" * 500, "١٢٣٤٥٦"])
def test_what_is_no_code_costs_no_try(page: Page, digits: Any, typed: str) -> None:
    for _ in range(6):
        answer = page.form(id_="code-form").submit(code=typed, status=422)
        assert answer.one("input", name="code").get("aria-invalid") == "true"
    page.form(id_="code-form").submit(code=digits(), status=303)


def test_five_wrong_codes_end_it(page: Page, digits: Any) -> None:
    right = digits()
    for left in ("4", "3", "2", "1"):
        answer = page.form(id_="code-form").submit(code=wrong(right), status=422)
        words = "".join(answer.one("p", id="code-error").itertext())
        assert left in words
    page.form(id_="code-form").submit(code=wrong(right), status=422)
    answer = page.form(id_="code-form").submit(code=right, status=422)
    assert answer.one("input", name="code").get("aria-invalid") == "true"


def test_an_old_code_is_refused(page: Page, digits: Any, clock: Any) -> None:
    right = digits()
    clock.advance(minutes=11)
    page.form(id_="code-form").submit(code=right, status=422)


def test_another_code_after_a_minute(page: Page, digits: Any, clock: Any) -> None:
    first = digits()
    same = page.form(action="/again").submit(status=303)
    assert digits() == first
    clock.advance(seconds=60)
    page = same.form(action="/again").submit(status=303)
    assert digits() != first
    page.form(id_="code-form").submit(code=first, status=422)
    page.form(id_="code-form").submit(code=digits(), status=303)


def test_a_code_works_once(page: Page, guest: Client, digits: Any) -> None:
    right = digits()
    form = page.form(id_="code-form")
    form.submit(code=right, status=303)
    again = guest.post(form.action, data=form.values | {"code": right})
    assert again.status in {303, 400, 422}
    assert guest.get("/sign-in/code", status=303).location == "/sign-in"


def test_without_asking_there_is_nothing_to_enter(world: World, guest: Client) -> None:
    assert guest.get("/sign-in/code", status=303).location == "/sign-in"


def test_too_many_codes_say_when_to_come_back(
    page: Page, digits: Any, clock: Any
) -> None:
    for _ in range(2):
        clock.advance(seconds=61)
        page = page.form(action="/again").submit(status=303)
    clock.advance(seconds=61)
    answer = page.form(action="/again").submit(status=429)
    assert int(answer.headers["Retry-After"]) > 0
    answer.form(id_="code-form").submit(code=digits(), status=303)


def test_two_guests_in_one_browser_do_not_mix(
    world: World, guest: Client, digits: Any
) -> None:
    """The second contact's code opens the second account only."""
    for contact in (KNOWN, "+7 916 765-43-21"):
        form = guest.get("/sign-in").form(id_="sign-in")
        page = form.submit(contact=contact, status=303)
    page.form(id_="code-form").submit(code=digits(), status=422)
    assert guest.get("/zerno/card").status != 200
