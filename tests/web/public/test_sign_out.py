"""Signing out."""

from typing import Any

from app.people import queries
from tests.page import Client
from tests.world import World


def test_an_unprotected_card_is_warned_about(
    world: World, guest: Client, joined: Any
) -> None:
    joined(guest)
    page = guest.get("/sign-out", status=200)
    assert page.all("div", cls="notice-bad")
    assert page.all("a", href="/zerno/protect")


def test_the_session_ends_on_the_server_too(
    world: World, guest: Client, protected: Any
) -> None:
    protected(guest, "+7 916 123-45-67")
    kept = guest.flask.get_cookie("__Host-session", domain="tessera.test").value
    page = guest.get("/sign-out", status=200)
    done = page.form(action="/sign-out").submit(status=303, follow=False)
    assert '"cache"' in done.headers["Clear-Site-Data"]
    guest.flask.set_cookie("__Host-session", kept, domain="tessera.test", secure=True)
    assert guest.get("/zerno/card").status != 200


def test_everywhere_means_everywhere(
    world: World, guest: Client, protected: Any, clock: Any
) -> None:
    first, second = guest.another(), guest.another()
    for browser in (first, second):
        protected(browser, "+7 916 123-45-67")
        clock.advance(minutes=2)
    assert len(queries.devices(world.coffee.member.person_id)) == 2
    form = first.get("/sign-out").form(action="/sign-out")
    first.post(form.action, data=form.values | {"everywhere": "1"}, status=303)
    assert second.get("/zerno/card").status != 200
    assert queries.devices(world.coffee.member.person_id) == []


def test_who_is_not_signed_in_needs_nothing(world: World, guest: Client) -> None:
    assert guest.get("/sign-out", status=303).location == "/"
