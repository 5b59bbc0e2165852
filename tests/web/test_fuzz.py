"""Whatever is sent by whatever form: an answer in words, never a failure.

Four browsers (owner, cashier, member, stranger) open every page that they are led to.
Each form is sent once with nonsense in all fields, then some fields one at a time, in a
form that is otherwise filled in, and some words of addresses. What comes is the same in
every run. For a longer one, or another: ``FUZZ=3000 FUZZ_SEED=7 pytest
tests/web/test_fuzz.py`` tries 3000 fields in each browser and begins elsewhere.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import pytest
from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.exc import DataError

from app.cards.models import Card
from app.core import db, limits, tenancy
from tests import nasty
from tests.conftest import Database
from tests.fuzz import Fuzz
from tests.page import Client
from tests.walker import Walker
from tests.web.office.test_door import addresses, ids_of
from tests.world import Shop, World

SEED = os.environ.get("FUZZ_SEED", "1")
COUNT = int(os.environ.get("FUZZ", "0"))
FIELDS = {"office": 160, "till": 50, "cabinet": 70, "public": 40}
QUESTIONS = 40
# Kinds of forms that each browser finds at least; fewer, and the walk is broken.
FORMS = {"office": 130, "till": 15, "cabinet": 20, "public": 9}
CONTACT = "guest@example.com"


@contextmanager
def failures(app: Flask) -> Iterator[list[BaseException]]:
    """What the application did not expect, and what the database could not store."""
    seen: list[BaseException] = []
    handlers = app.error_handler_spec[None][None]
    kept = dict(handlers)
    for kind in (Exception, DataError, OverflowError):

        def note(error: BaseException, kind: type[BaseException] = kind) -> object:
            seen.append(error)
            return kept[kind](error)

        handlers[kind] = note
    try:
        yield seen
    finally:
        handlers.update(kept)


def office(browser: Client, shop: Shop, app: Flask, ids: dict[str, int]) -> list[str]:
    """The owner at work: the menu, and what there is of everything."""
    browser.sign_in(shop.owner.person_id)
    paths = [path for method, path, _ in addresses(app, ids) if method == "GET"]
    return [f"/{shop.slug}/office/{path}" for path in ("", *paths)]


def till(browser: Client, shop: Shop, ids: dict[str, int]) -> list[str]:
    """The cashier, with a guest's card and with a ticket."""
    browser.sign_in(shop.cashier.person_id)
    home = f"/{shop.slug}/till/"
    with tenancy.across():
        ticket = db.session().scalar(
            select(Card.number).where(Card.id == ids["card_id"])
        )
        db.session().rollback()
    scanned = [
        browser.get(home).form(action="/scan").submit(code=code, follow=False)
        for code in (shop.member.number, str(ticket))
    ]
    return [home, *(page.location for page in scanned)]


def cabinet(browser: Client, shop: Shop) -> list[str]:
    """A member, who asked to prove a contact."""
    browser.sign_in(shop.member.person_id)
    return [f"/{shop.slug}/card", f"/{shop.slug}/"]


def public(browser: Client, shop: Shop) -> list[str]:
    """A stranger, on the way in and on the way to a card."""
    asked = browser.get("/sign-in").form(id_="sign-in")
    code = asked.submit(contact=CONTACT, status=303, follow=False)
    joining = browser.get(f"/{shop.slug}/join").form(action="/join")
    card = joining.submit(status=303, follow=False)
    paths = ("", "join", "protect", "claim", "certificate", "reviews", "news")
    own = [f"/{shop.slug}/{path}" for path in paths]
    return [*own, "/", "/start", code.location, card.location]


@pytest.mark.slow
def test_nonsense_in_a_form_is_never_a_failure(
    app: Flask, world: World, client: Client, database: Database
) -> None:
    ids, shop = ids_of(app, world), world.coffee
    browsers = {name: client.another() for name in FIELDS}
    starts = {
        "office": office(browsers["office"], shop, app, ids),
        "till": till(browsers["till"], shop, ids),
        "cabinet": cabinet(browsers["cabinet"], shop),
        "public": public(browsers["public"], shop),
    }
    walkers = {name: Walker(browser) for name, browser in browsers.items()}
    forms = {name: walkers[name].walk(starts[name]) for name in FIELDS}
    for name, least in FORMS.items():
        assert len(forms[name]) >= least, (name, len(forms[name]))
    database.save("fuzz")
    limits.set_scale(10**6)

    def restore() -> None:
        database.load("fuzz")
        app.extensions["tessera_businesses"].clear()

    wrong = []
    with failures(app) as seen:
        for name, walker in walkers.items():
            fuzz = Fuzz(walker, restore, Random(f"{SEED} {name}"), seen)
            fuzz.one_each(forms[name])
            fuzz.fields(forms[name], COUNT or FIELDS[name])
            fuzz.questions(COUNT // 4 or QUESTIONS)
            # Both ends were reached: what is right is done, what is not is refused.
            assert fuzz.sent[303] > 0, fuzz.sent
            assert fuzz.sent[422] > 0, fuzz.sent
            wrong += fuzz.wrong
            restore()
    assert not wrong, "\n".join(wrong)


def fails() -> str:
    """A view that was not written with care."""
    raise ZeroDivisionError


def repeats() -> str:
    """A view that says again what it was told."""
    return f"<p>{request.form.get('contact')}"


def speaks() -> str:
    """A view that forgot who reads."""
    return '<!doctype html><html dir="ltr" lang="en">'


def tells() -> str:
    """A view that shows what nobody should see."""
    return "Traceback (most recent call last):"


@pytest.mark.parametrize(
    ("view", "complaints"),
    [
        (fails, ["ZeroDivisionError()", "answers 500"]),
        (repeats, ["is not escaped"]),
        (speaks, ["speaks en"]),
        (tells, ["shows how it is made"]),
    ],
)
def test_what_is_wrong_is_noticed(
    app: Flask,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    view: Callable[[], str],
    complaints: list[str],
) -> None:
    walker = Walker(client)
    forms = walker.walk(["/sign-in"])
    found = next(form for form in forms if form.endpoint == "public.sign_in")
    monkeypatch.setitem(app.view_functions, "public.sign_in", view)
    with failures(app) as seen:
        fuzz = Fuzz(walker, lambda: None, Random(1), seen)
        fuzz.send(found, found.values | {"contact": [nasty.MARKUP]}, "contact")
    first = [each.rpartition(": ")[2] for each in fuzz.wrong if "and then" not in each]
    assert first == complaints
