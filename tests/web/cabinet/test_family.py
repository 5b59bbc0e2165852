"""“Family”: inviting, accepting, leaving; one neutral answer to whoever guesses."""

import pytest

from app.cards import families, family
from app.core import db, tenancy
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.kin import FAMILY, accept, boris, his, invite
from tests.world import Holder, World, sell

__all__ = ["boris", "his"]


def test_a_link_leads_onto_the_card(
    browser: Client, his: Client, guest: Holder
) -> None:
    assert "Nobody shares a card with you yet" in his.get(FAMILY, status=200).text
    page = accept(his, invite(browser))
    assert "Family card of Anna" in page.text
    assert "you earn on it" in page.text
    page = browser.get(FAMILY, status=200)
    assert "Boris" in page.text
    assert "earns, spends nothing" in page.text
    assert guest


def test_a_code_works_once(browser: Client, his: Client, world: World) -> None:
    link = invite(browser)
    accept(his, link)
    other = browser.another(language="en")
    other.sign_in(world.coffee.member.person_id)
    page = accept(other, link, 422)
    form = page.form(id_="invited")
    assert form.values["code"] == [link.rsplit("/", 1)[-1]]


@pytest.mark.parametrize("code", ["2" * 16, "x", "ы" * 60, "\u202eabc"])
def test_guesses_get_one_answer(his: Client, code: str) -> None:
    form = his.get(FAMILY, status=200).form(id_="invited")
    page = form.submit(code=code, status=422)
    assert page.form(id_="invited").values["code"]


def test_too_long_and_empty_codes_are_named(his: Client) -> None:
    for code in ("", "a" * 900):
        form = his.get(FAMILY, status=200).form(id_="invited")
        form.submit(code=code, status=422)


def test_guessing_is_throttled(browser: Client, his: Client) -> None:
    link = invite(browser)
    for _ in range(20):
        page = his.get(FAMILY, status=200)
        page.form(id_="invited").submit(code="2" * 16, status=422)
    # The right one is refused then as well.
    assert "Use that card" in accept(his, link, 422).text


def test_the_relative_leaves(browser: Client, his: Client) -> None:
    accept(his, invite(browser))
    page = his.get(FAMILY, status=200).form(action="/end").submit(status=303)
    assert "Nobody shares a card" in page.text
    assert "Boris" not in browser.get(FAMILY, status=200).text


def test_six_is_one_too_many(browser: Client, world: World, guest: Holder) -> None:
    page = browser.get(FAMILY, status=200)
    form = page.form(action="/family/invitations")
    with tenancy.scope(world.coffee.business_id), db.writing():
        for _ in range(family.MOST):
            family.invite(card_id=guest.card_id)
    assert "at most 5 relatives" in form.submit(status=422).text
    full = browser.get(FAMILY, status=200)
    assert not full.all("form", action="/zerno/card/family/invitations")


def test_the_history_names_the_relative(
    browser: Client, his: Client, world: World, guest: Holder
) -> None:
    accept(his, invite(browser))
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        (link,) = families.family_of(guest.card_id)
        db.session().rollback()
    sell(shop, guest, amount_minor=1000_00, sharer_id=link.id)
    assert "Purchase, Outlet 1: Boris" in browser.get(f"{HOME}/history").text
