"""Switching the language."""

from typing import Any

from sqlalchemy import select

from app.core import db
from app.people.models import Person
from tests.page import Client
from tests.world import World


def test_the_switch_keeps_the_page(world: World, guest: Client) -> None:
    page = guest.get("/zerno/?x=1", status=200)
    done = page.form(action="/language").submit(button="English", status=303)
    assert done.path == "/zerno/?x=1"
    assert done.link("Get a card") == "/zerno/join"
    assert guest.get("/sign-in").h1 == "Sign in"


def test_a_signed_in_person_keeps_the_language(
    world: World, guest: Client, joined: Any
) -> None:
    joined(guest).form(action="/language").submit(button="English", status=303)
    person = db.session().scalar(select(Person).order_by(Person.id.desc()))
    assert person.language == "en"


def test_an_unknown_language_or_a_foreign_page_changes_nothing(
    world: World, guest: Client
) -> None:
    form = guest.get("/").form(action="/language")
    for change in ({"language": "tlh"}, {"next": "https://evil.example/"}):
        answer = guest.post(form.action, data=form.values | change, status=303)
        assert answer.location == "/"
    assert guest.get("/sign-in").one("html").get("lang") == "ru"
