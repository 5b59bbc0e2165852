"""Issuing, touching, burning and joining cards."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.cards import actions as cards
from app.cards import codes, queries
from app.cards.errors import CannotJoin, CardNotFound, CodeOutdated, CodeUsed
from app.cards.models import BurntCode, Card
from app.core import db, tenancy
from app.core.db import writing
from app.core.ids import CardId
from app.ledger import queries as ledger
from app.people import actions as people
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from tests.cards.conftest import Holder, Shop

Join = Callable[..., Holder]


def test_issuing_twice_gives_the_same_card(shop: Shop, join: Join) -> None:
    first = join(shop)
    assert join(shop, first.person_id).card == first.card
    assert codes.is_number(first.card.number)


def test_a_member_has_a_card_per_programme(shop: Shop, join: Join) -> None:
    holder = join(shop)
    with writing():
        programme = programmes.create(
            name="Tea", rules=PointsRules(rate_basis_points=100), actor="system"
        )
        second = cards.issue(member_id=holder.member_id, programme_id=programme)
    mine = queries.cards_of(holder.member_id)
    assert [card.id for card in mine] == [holder.card.id, second.id]


def test_no_card_for_a_member_of_another_business(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    stranger = join(other_shop)
    with pytest.raises(CardNotFound), writing():
        cards.issue(member_id=stranger.member_id, programme_id=shop.programme_id)


def test_touch_raises_the_version_in_one_statement(shop: Shop, join: Join) -> None:
    card = join(shop).card
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    before = queries.version(card.id)
    with writing():
        db.connection()
        event.listen(db.db.engine, "before_cursor_execute", note)
        locked = cards.touch(card.id)
        event.remove(db.db.engine, "before_cursor_execute", note)
    assert [s.split()[0] for s in statements] == ["UPDATE"]
    assert locked.version == before + 1 == queries.version(card.id)
    assert (locked.id, locked.asked_id, locked.state) == (card.id, card.id, "active")
    assert locked.business_id == shop.id


def test_touch_knows_whether_the_holder_is_protected(shop: Shop, join: Join) -> None:
    holder, other = join(shop), join(shop)
    with writing():
        people.claim_address(
            person_id=holder.person_id, channel="phone", address="+79161234567"
        )
        assert cards.touch(holder.card.id).is_protected is True
        assert cards.touch(other.card.id).is_protected is False


def test_touch_refuses_cards_of_another_business(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    foreign = join(other_shop).card
    for card_id in (foreign.id, CardId(10**9)):
        with pytest.raises(CardNotFound), writing():
            cards.touch(card_id)
    with tenancy.scope(other_shop.id):
        assert queries.version(foreign.id) == 1


def test_carried_money_stays_on_the_card(shop: Shop, join: Join) -> None:
    card = join(shop).card
    with writing():
        cards.carry(card_id=card.id, carried_minor=4_999)
    with writing():
        assert cards.touch(card.id).carried_minor == 4_999


def test_find_reads_number_static_and_rotating_codes(shop: Shop, join: Join) -> None:
    holder = join(shop)
    number = holder.card.number
    for shown in (number, codes.spoken(number), queries.card(holder.card.id).payload):
        found = queries.find(shown)
        assert (found.card_id, found.member_id) == (holder.card.id, holder.member_id)
        assert (found.is_rotating, found.step) == (False, None)
    rotating = queries.rotating_code(holder.card.id)
    found = queries.find(rotating.payload)
    assert found.is_rotating
    assert found.step == codes.step_of(rotating.changes_at) - 1


def test_find_refuses_the_unknown_and_the_foreign(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    foreign = join(other_shop).card
    with tenancy.scope(other_shop.id):
        rotating = queries.rotating_code(foreign.id).payload
    for text in ("", "381", foreign.number, rotating, "000 000 00 00", "\0", "Ж" * 50):
        with pytest.raises(CardNotFound):
            queries.find(text)


def test_a_photograph_of_a_rotating_code_is_outdated(
    shop: Shop, join: Join, clock: Any
) -> None:
    card = join(shop).card
    photograph = queries.rotating_code(card.id).payload
    clock.advance(seconds=90)
    with pytest.raises(CodeOutdated):
        queries.find(photograph)
    made_up = f"R{card.number}{'A' * 13}"
    with pytest.raises(CodeOutdated):
        queries.find(made_up)


def test_a_code_burns_once(shop: Shop, join: Join) -> None:
    one, other = join(shop).card, join(shop).card
    with writing():
        cards.burn_code(one.id, 7)
        cards.burn_code(one.id, 8)
        cards.burn_code(other.id, 7)
        with pytest.raises(CodeUsed):
            cards.burn_code(one.id, 7)
    assert db.session().scalar(select(func.count(BurntCode.id))) == 3


def test_of_parallel_uses_of_one_code_one_wins(
    shop: Shop, join: Join, app: Flask
) -> None:
    card = join(shop).card
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def use() -> None:
        with app.app_context(), tenancy.scope(shop.id):
            start.wait()
            try:
                with writing():
                    cards.burn_code(card.id, 7)
                outcomes.append("used")
            except CodeUsed:
                outcomes.append("refused")
            db.db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["used"]


def test_old_burnt_codes_are_forgotten(shop: Shop, join: Join, clock: Any) -> None:
    card = join(shop).card
    with writing():
        cards.burn_code(card.id, 7)
    clock.advance(hours=1, seconds=1)
    with writing():
        cards.burn_code(card.id, 9)
        assert cards.purge_burnt() == 1
    with tenancy.scope(shop.id):
        assert db.session().scalars(select(BurntCode.step)).all() == [9]


def test_joined_cards_have_one_balance_and_both_numbers(
    shop: Shop, join: Join, earn: Callable[..., None]
) -> None:
    source, target = join(shop), join(shop)
    earn(source.card, 70)
    earn(target.card, 30)
    with writing():
        cards.carry(card_id=source.card.id, carried_minor=40)
        cards.carry(card_id=target.card.id, carried_minor=2)
        cards.join_cards(
            source_id=source.card.id, target_id=target.card.id, actor="system"
        )
    assert ledger.balance(target.card.id).available == 100
    assert ledger.balance(source.card.id).available == 0
    assert queries.find(source.card.number).card_id == target.card.id
    with writing():
        locked = cards.touch(source.card.id)
    assert (locked.id, locked.asked_id) == (target.card.id, source.card.id)
    assert locked.carried_minor == 42


def test_a_chain_of_joined_cards_leads_to_its_end(shop: Shop, join: Join) -> None:
    first, second, third = (join(shop).card for _ in range(3))
    for source, target in ((first, second), (second, third)):
        with writing():
            cards.join_cards(source_id=source.id, target_id=target.id, actor="system")
    with writing():
        assert cards.touch(first.id).id == third.id
    assert queries.find(first.number).card_id == third.id


def test_cards_that_do_not_belong_together_are_not_joined(
    shop: Shop, other_shop: Shop, join: Join
) -> None:
    holder, joined, foreign = join(shop), join(shop), join(other_shop)
    with writing():
        tea = programmes.create(
            name="Tea", rules=PointsRules(rate_basis_points=100), actor="system"
        )
        other_kind = cards.issue(member_id=holder.member_id, programme_id=tea)
        cards.join_cards(
            source_id=joined.card.id, target_id=holder.card.id, actor="system"
        )
    for source, error in (
        (holder.card.id, CannotJoin),
        (other_kind.id, CannotJoin),
        (joined.card.id, CannotJoin),
        (foreign.card.id, CardNotFound),
    ):
        with pytest.raises(error), writing():
            cards.join_cards(source_id=source, target_id=holder.card.id, actor="system")
    states = dict(db.session().execute(select(Card.id, Card.state)).all())
    assert states[holder.card.id] == states[other_kind.id] == "active"


def test_rotating_code_of_a_joined_card_still_works(
    shop: Shop, join: Join, clock: Any
) -> None:
    source, target = join(shop), join(shop)
    with writing():
        cards.join_cards(
            source_id=source.card.id, target_id=target.card.id, actor="system"
        )
    clock.advance(seconds=timedelta(days=1).total_seconds())
    found = queries.find(queries.rotating_code(source.card.id).payload)
    assert (found.card_id, found.is_rotating) == (target.card.id, True)
