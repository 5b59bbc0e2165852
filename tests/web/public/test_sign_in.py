"""Signing in: one way for guests and staff, one answer for known and unknown."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core import db
from app.people.models import LoginSession, SignInCode
from app.web import marks
from tests.page import Client
from tests.world import World

KNOWN, UNKNOWN = "+7 916 123-45-67", "+7 916 765-43-21"


def ask(client: Client, contact: str, status: int = 303, path: str = "/sign-in") -> Any:
    return client.get(path).form(id_="sign-in").submit(contact=contact, status=status)


def test_a_guest_comes_back_to_their_card(
    world: World, guest: Client, digits: Any
) -> None:
    page = ask(guest, KNOWN)
    done = page.form(id_="code-form").submit(code=digits(), status=303, follow=False)
    assert done.location == "/zerno/card"
    assert world.coffee.member.number[:3] in guest.get("/zerno/card", status=200).text


def test_known_and_unknown_get_one_answer(world: World, guest: Client) -> None:
    known, unknown = guest.another(), guest.another()
    pages = [ask(known, KNOWN), ask(unknown, UNKNOWN)]
    texts = [page.text.replace("67", "··").replace("21", "··") for page in pages]
    assert texts[0] == texts[1]
    assert [page.path for page in pages] == ["/sign-in/code"] * 2


def test_an_unknown_contact_learns_so_only_with_the_code(
    world: World, guest: Client, digits: Any
) -> None:
    page = ask(guest, UNKNOWN)
    answer = page.form(id_="code-form").submit(code=digits(), status=422)
    assert answer.one("input", name="code").get("aria-invalid") == "true"
    assert guest.get("/zerno/card").status != 200


def test_next_is_followed_inside_the_site_only(
    world: World, guest: Client, digits: Any
) -> None:
    for target, expected in (
        ("/zerno/card/history", "/zerno/card/history"),
        ("https://evil.example/", "/zerno/card"),
        ("//evil.example", "/zerno/card"),
    ):
        browser = guest.another()
        page = browser.get("/sign-in", query_string={"next": target})
        code = page.form(id_="sign-in").submit(contact=KNOWN, status=303)
        done = code.form(id_="code-form").submit(code=digits(), follow=False)
        assert done.location == expected


@pytest.mark.parametrize("contact", ["", "x", "\0", "+7 000", "٠٩١٦" * 5, "9" * 999])
def test_wrong_input_keeps_the_form(world: World, guest: Client, contact: str) -> None:
    answer = ask(guest, contact, status=422)
    assert answer.title.startswith("Ошибка")
    assert answer.one("input", name="contact").get("aria-invalid") == "true"
    assert db.session().scalars(select(SignInCode)).all() == []


def test_email_has_its_own_form(world: World, guest: Client) -> None:
    page = ask(guest, "not an address", 422, "/sign-in?by=email")
    assert page.one("input", name="contact").get("type") == "email"
    assert ask(guest, "anna@example.com", 303, "/sign-in?by=email").status == 200


def sessions(guest: Client) -> set[str]:
    """What its cookies carry, save the one that only tells browsers apart."""
    cookies = guest.flask._cookies.values()
    return {cookie.value for cookie in cookies if cookie.key != marks.COOKIE}


def test_signing_in_starts_a_new_session(
    world: World, guest: Client, joined: Any, digits: Any
) -> None:
    """No fixation: the cookie of before is worth nothing, its session is ended."""
    joined(guest)
    before = sessions(guest)
    ask(guest, KNOWN).form(id_="code-form").submit(code=digits(), status=303)
    assert before.isdisjoint(sessions(guest))
    rows = db.session().scalars(select(LoginSession).order_by(LoginSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


def test_cards_of_an_anonymous_browser_come_along(
    world: World, guest: Client, joined: Any, digits: Any
) -> None:
    joined(guest, "margin")
    page = ask(guest, KNOWN).form(id_="code-form")
    page.submit(code=digits(), status=303)
    assert guest.get("/margin/card").status == 200
    assert guest.get("/zerno/card").status == 200
