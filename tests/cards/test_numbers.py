"""Cards found by what is printed on them: every symbology, plastic, stock."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cards import actions, articles, codes, numbers, queries, stock, symbols
from app.cards.errors import CardAsleep, CardNotFound
from app.cards.holding import held_by
from app.cards.models import Card, CardNumber
from app.core import clock, db, tenancy
from app.core.db import writing
from app.people.models import Member
from app.programmes import actions as programmes
from app.programmes.models import SYMBOLOGIES
from passes import barcode
from tests.cards.conftest import Holder, Shop

Join = Callable[..., Holder]
NUMBER = "3819331202"


def test_check_digits_are_those_of_gs1() -> None:
    # The examples of the GS1 General Specifications and of everyday goods.
    assert articles.completed("629104150021") == "6291041500213"
    assert articles.completed("7351353") == "73513537"


def test_what_each_symbology_says() -> None:
    for symbology in ("qr", "aztec", "pdf417", "data-matrix", "code128", "code39"):
        assert symbols.drawn(symbology, NUMBER) == (symbology, "T" + NUMBER)
    assert symbols.drawn("itf", NUMBER) == ("itf", NUMBER)
    assert symbols.drawn("ean13", NUMBER) == ("ean13", "2938193312021")
    assert symbols.drawn("ean8", NUMBER, "20000011") == ("ean8", "20000011")
    assert symbols.drawn("ean8", NUMBER) == ("qr", "T" + NUMBER)
    assert symbols.drawn("ean8", NUMBER, "20000012") == ("qr", "T" + NUMBER)


def test_an_article_with_another_prefix_or_check_digit_is_no_card() -> None:
    ours = symbols.drawn("ean13", NUMBER)[1]
    assert codes.parse(ours) == codes.Code(NUMBER)
    assert codes.parse(ours[:-1] + "0") is None
    assert codes.parse(articles.completed("28" + NUMBER)) is None
    assert codes.parse(articles.completed("293819331205")) is None


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_a_scan_of_any_code_finds_the_card(
    shop: Shop, join: Join, symbology: str
) -> None:
    holder = join(shop)
    with writing():
        programmes.choose_code(programme_id=shop.programme_id, symbology=symbology)
        if symbology == "ean8":
            stock.give_short(holder.card.id)
    held = held_by(holder.person_id)
    assert held is not None
    kind, value = held.code
    assert kind == symbology
    (scanned,) = barcode.read(barcode.symbol_png(value, kind, scale=4))
    assert queries.find(scanned).card_id == holder.card.id


def test_a_card_gets_one_short_number(shop: Shop, join: Join) -> None:
    holder, free = join(shop), stock.free_shorts()
    with writing():
        first = stock.give_short(holder.card.id)
    with writing():
        again = stock.give_short(holder.card.id)
    assert first == again
    assert first is not None
    assert articles.is_ean8(first)
    assert stock.free_shorts() == free - 1


def test_without_free_short_numbers_there_is_none(
    shop: Shop, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = join(shop), join(shop)
    monkeypatch.setattr(stock, "SHORT_ROOM", 1)
    with writing():
        assert stock.give_short(first.card.id) == articles.completed("2000000")
    with writing():
        assert stock.give_short(second.card.id) is None


PLASTIC = ["0000123", "4606453849072", "AB-0042/x", "№ 77-15", "2000 0001 7777 9"]


@pytest.mark.parametrize("value", PLASTIC)
def test_plastic_is_found_exactly_as_it_is(shop: Shop, join: Join, value: str) -> None:
    holder = join(shop)
    keep(value, shop, holder)
    assert queries.find(value).card_id == holder.card.id
    assert queries.find(f" {value} ").card_id == holder.card.id
    with pytest.raises(CardNotFound):
        queries.find(value[1:])


def keep(value: str, shop: Shop, holder: Holder | None = None) -> None:
    """Let a number lead to a card, or wait for one."""
    row = CardNumber(
        value=value,
        programme_id=shop.programme_id,
        card_id=holder.card.id if holder else None,
        added_at=clock.now(),
    )
    with writing():
        db.session().add(row)


def test_a_scanner_on_a_russian_keyboard_finds_letters(shop: Shop, join: Join) -> None:
    holder = join(shop)
    keep("QWasd12", shop, holder)
    assert queries.find("ЙЦфыв12").card_id == holder.card.id


def test_of_two_that_differ_in_case_the_exact_one_is_meant(
    shop: Shop, join: Join
) -> None:
    small, large = join(shop), join(shop)
    keep("ab12", shop, small)
    keep("AB12", shop, large)
    assert queries.find("ab12").card_id == small.card.id
    assert queries.find("AB12").card_id == large.card.id


def test_two_businesses_may_have_the_same_number(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    mine = join(shop)
    keep("0042", shop, mine)
    with tenancy.scope(other_shop.id):
        theirs = join(other_shop)
        keep("0042", other_shop, theirs)
        assert queries.find("0042").card_id == theirs.card.id
    assert queries.find("0042").card_id == mine.card.id


@pytest.mark.parametrize("text", ["", "abc", "x" * 33, "a\tb\n12", "\0" * 5])
def test_what_cannot_be_a_number_is_none(text: str) -> None:
    assert not numbers.is_usable(text)


def test_a_joined_card_s_plastic_leads_to_the_other(shop: Shop, join: Join) -> None:
    source, target = join(shop), join(shop)
    keep("0042", shop, source)
    with writing():
        actions.join_cards(
            source_id=source.card.id, target_id=target.card.id, actor="system"
        )
    assert queries.find("0042").card_id == target.card.id


@pytest.mark.parametrize("symbology", ["qr", "ean13", "itf", "code39"])
def test_the_first_scan_wakes_a_printed_card(shop: Shop, symbology: str) -> None:
    keep(NUMBER, shop)
    scanned = symbols.drawn(symbology, NUMBER)[1]
    with pytest.raises(CardAsleep):
        queries.find(scanned)
    with writing():
        woken = stock.find(scanned)
    assert woken.number == NUMBER
    assert queries.find(codes.spoken(NUMBER)).card_id == woken.card_id
    member = db.session().get(Member, woken.member_id)
    assert member is not None
    assert member.source == stock.SOURCE


def test_plastic_that_wakes_gets_a_number_of_its_own(shop: Shop) -> None:
    keep("0000123", shop)
    with writing():
        woken = stock.find("0000123")
    assert codes.is_number(woken.number)
    assert queries.find(woken.number).card_id == woken.card_id
    assert queries.find("0000123").card_id == woken.card_id


def test_a_new_card_never_takes_a_printed_number(
    shop: Shop, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(NUMBER, shop)
    drawn = iter([NUMBER[:-1], "123456789"])
    monkeypatch.setattr("app.core.ids.digits", lambda _: next(drawn))
    assert join(shop).card.number.startswith("123456789")


def test_two_tills_wake_one_card(app: Flask, shop: Shop) -> None:
    keep(NUMBER, shop)
    found: list[int] = []
    start = threading.Barrier(4)

    def scan() -> None:
        with app.app_context(), tenancy.scope(shop.id):
            start.wait()
            with writing():
                found.append(stock.find(NUMBER).card_id)

    tills = [threading.Thread(target=scan) for _ in range(4)]
    for till in tills:
        till.start()
    for till in tills:
        till.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert db.session().scalar(select(func.count(Card.id))) == 1
    assert db.session().scalar(select(func.count(Member.id))) == 1


def test_an_unknown_code_is_no_choice(shop: Shop) -> None:
    with pytest.raises(programmes.UnknownSymbology), writing():
        programmes.choose_code(programme_id=shop.programme_id, symbology="aramaic")
