"""From a poster to a card: one tap, nothing typed (M1, row 35)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cards.models import Card
from app.core import db, tenancy
from app.core.limits import LimitCounter
from app.people.models import LoginSession, Member, Person
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.web.public import join as screen
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client, Page
from tests.web import agents
from tests.web.agents import saying
from tests.world import World

TELEGRAM = "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit Chrome/129 Telegram-Android"


def count(model: Any) -> int:
    with tenancy.across():
        found = db.session().scalar(select(func.count(model.id)))
        db.session().rollback()
    return found


def test_m1_one_tap_and_no_character_makes_a_card(world: World, guest: Client) -> None:
    page = guest.get("/zerno/join", status=200)
    form = page.form(action="/join")
    assert set(form.names) == {"csrf_token", "idempotency_key", "source"}
    before = count(Card)
    done = form.submit(status=303)
    assert count(Card) == before + 1
    assert done.status == 200
    card = guest.get("/zerno/join", status=303, follow=False)
    assert guest.get(card.location).status == 200


def test_nothing_personal_is_stored(world: World, guest: Client, joined: Any) -> None:
    joined(guest)
    person = db.session().scalar(select(Person).order_by(Person.id.desc()))
    assert (person.name, person.phone, person.email) == (None, None, None)
    session = db.session().scalar(select(LoginSession).order_by(LoginSession.id.desc()))
    assert session.person_id == person.id
    assert not session.is_staff_sign_in
    # Nor where from: what counts tries is a digest.
    assert "127.0.0.1" not in db.session().scalars(select(LimitCounter.subject)).all()


def test_the_page_weighs_less_than_30_kilobytes(world: World, guest: Client) -> None:
    assert len(guest.get("/zerno/join", status=200).data) < 30_000


def test_it_says_what_the_card_gives_above_the_button(
    world: World, guest: Client
) -> None:
    page = guest.get("/zerno/join", status=200)
    assert "5" in page.text
    assert page.markup.index("#terms") < page.markup.index("btn-big")


def test_many_rules_are_a_list_whose_end_is_folded_away(
    world: World, guest: Client
) -> None:
    page = guest.get("/zerno/join", status=200)
    assert len(page.all("ul", cls="ticks")) == 1
    shop = world.coffee
    rules = PointsRules(
        rate_basis_points=700, hold_days=3, life_months=6, excluded_skus=("tea",)
    )
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id, rules=rules, actor=shop.owner.actor
        )
    page = guest.get("/zerno/join", status=200)
    shown, folded = page.all("ul", cls="ticks")
    assert (len(shown), len(folded)) == (3, 3)
    assert "Все условия" in page.text


@pytest.mark.parametrize("source", ["poster-7", "x" * 200, "<b>", "utm ю"])
def test_the_poster_is_kept_on_the_member(
    world: World, guest: Client, source: str
) -> None:
    page = guest.get("/zerno/join", query_string={"s": source}, status=200)
    page.form(action="/join").submit(status=303)
    with tenancy.scope(world.coffee.business_id):
        kept = db.session().scalar(select(Member.source).order_by(Member.id.desc()))
    assert kept == source[:64]


def test_reload_and_back_lead_to_the_same_card(world: World, guest: Client) -> None:
    form = guest.get("/zerno/join").form(action="/join")
    form.submit(status=303)
    cards = count(Card)
    again = guest.get("/zerno/join", status=303)
    assert again.location.startswith("/zerno/card")
    resent = guest.post(form.action, data=form.values)
    assert resent.status in {303, 400}
    assert count(Card) == cards


def test_a_double_tap_makes_one_card(
    world: World, guest: Client, sending: Flask
) -> None:
    form = guest.get("/zerno/join").form(action="/join")
    cards, answers = count(Card), []
    start = threading.Barrier(4)
    cookies = [f"{c.key}={c.value}" for c in guest.flask._cookies.values()]

    def tap() -> None:
        with sending.test_client(use_cookies=False) as hand:
            start.wait()
            answer = hand.post(
                form.action,
                data=form.values,
                base_url=guest.address,
                headers={"Cookie": "; ".join(cookies)},
            )
            answers.append(answer.status_code)

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 4
    assert count(Card) == cards + 1


def test_a_leaked_form_key_opens_nobodys_card(world: World, guest: Client) -> None:
    form = guest.get("/zerno/join").form(action="/join")
    form.submit(status=303)
    thief = guest.another()
    other = thief.get("/zerno/join").form(action="/join")
    key = form.values["idempotency_key"]
    answer = thief.post(other.action, data=other.values | {"idempotency_key": key})
    assert answer.status == 422
    assert thief.get("/zerno/join").status == 200


def test_a_member_of_one_business_gets_a_card_of_another(
    world: World, guest: Client, joined: Callable[..., Page]
) -> None:
    joined(guest, "zerno")
    persons = count(Person)
    joined(guest, "margin")
    assert count(Person) == persons


def test_new_cards_per_address_are_limited(
    world: World, guest: Client, joined: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "NEW_CARDS", screen.Limit("new_cards_test", 1, 3600))
    joined(guest)
    second = guest.another()
    cards = count(Card)
    page = second.get("/zerno/join").form(action="/join").submit(status=429)
    assert int(page.headers["Retry-After"]) > 0
    assert count(Card) == cards


@pytest.mark.parametrize("field", ["csrf_token", "idempotency_key"])
def test_a_mangled_form_is_refused(world: World, guest: Client, field: str) -> None:
    form = guest.get("/zerno/join").form(action="/join")
    cards = count(Card)
    for value in ("", "\0", "ю" * 300):
        answer = guest.post(form.action, data=form.values | {field: value})
        assert answer.status in {400, 422}
    assert count(Card) == cards


def test_inside_telegram_the_page_says_how_to_get_out(
    world: World, guest: Client
) -> None:
    page = guest.get("/zerno/join", headers={"User-Agent": TELEGRAM})
    assert "Telegram" in page.text
    assert "Chrome" in page.text
    assert "tessera.test/zerno/join" in page.text
    assert "Telegram" not in guest.get("/zerno/join").text


@pytest.fixture
def phone(make_app: MakeApp, settings: dict[str, Any], world: World) -> Client:
    """A browser on a site with both wallets."""
    return Client(make_app(demo=True, **settings), address=ADDRESS, language="en")


def test_m1_an_iphone_goes_to_its_wallet_with_the_one_tap(phone: Client) -> None:
    iphone = saying(agents.IPHONE)
    form = phone.get("/zerno/join", headers=iphone).form(action="/join")
    assert [
        b
        for b in ("Add to Apple Wallet", "Keep it in the browser")
        if form.has_button(b)
    ] == ["Add to Apple Wallet", "Keep it in the browser"]
    done = phone.post(form.action, data=form.values | {"to": "apple"}, headers=iphone)
    page = phone.get(done.location, headers=iphone, status=200)
    assert page.h1 == "The card is yours"
    assert page.headers["Refresh"] == "0; url=/zerno/card/pass.pkpass"
    # Once: coming back to the page starts nothing.
    assert "Refresh" not in phone.get(done.location, headers=iphone).headers


def test_m1_android_goes_to_google_with_the_one_tap(phone: Client) -> None:
    pixel = saying(agents.PIXEL)
    form = phone.get("/zerno/join", headers=pixel).form(action="/join")
    done = phone.post(form.action, data=form.values | {"to": "android"}, headers=pixel)
    assert done.location.startswith("/zerno/card/google?since=")
    assert phone.get(done.location, status=200).h1 == "Preparing the card"


@pytest.mark.parametrize("to", ["browser", "", "apple", "nonsense"])
def test_any_other_button_leads_to_all_the_ways(phone: Client, to: str) -> None:
    desk = saying(agents.DESK)
    form = phone.get("/zerno/join", headers=desk).form(action="/join")
    done = phone.post(form.action, data=form.values | {"to": to}, headers=desk)
    assert done.location == "/zerno/card/save?new=1"
    page = phone.get(done.location, headers=desk)
    assert "Refresh" not in page.headers


def test_inside_an_app_no_wallet_is_promised(phone: Client) -> None:
    page = phone.get("/zerno/join", headers=saying(agents.TELEGRAM_IOS))
    assert page.form(action="/join").has_button("Get the card")
    assert "Open in Safari" in page.text


def test_an_unknown_business_is_not_found(world: World, guest: Client) -> None:
    assert guest.get("/nobody/join").status == 404
