"""A lost phone, a lost card: the old codes and passes end, the card lives on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.cards import articles, codes, numbers, queries
from app.cards.errors import CardNotFound, CardReplaced
from app.cards.events import CardChanged
from app.cards.holding import held
from app.cards.merging import merge, undo
from app.cards.models import Card, CardNumber
from app.core import clock as app_clock
from app.core import db, outbox, tenancy
from app.ledger import queries as ledger
from app.ledger import verify
from app.people import actions as people
from app.people import queries as person_queries
from app.programmes.models import Programme
from app.wallet.apple import packages
from app.wallet.losing import report
from passes.testing import open_pkpass
from tests.conftest import Clock, MakeApp
from tests.world import Holder, Shop, World, issue_card, sell


@pytest.fixture
def shop(world: World) -> Shop:
    return world.coffee


def lose(shop: Shop, holder: Holder, what: str = "phone", **options: Any) -> Any:
    with tenancy.scope(shop.business_id), db.writing():
        return report(card_id=holder.card_id, what=what, **options)


def code_of(shop: Shop, holder: Holder) -> str:
    with tenancy.scope(shop.business_id):
        return queries.rotating_code(holder.card_id).payload


def find(shop: Shop, code: str) -> queries.FoundCard:
    with tenancy.scope(shop.business_id):
        return queries.find(code)


def test_old_codes_are_refused_at_once_and_the_number_still_finds(shop: Shop) -> None:
    holder = shop.member
    sell(shop, holder, amount_minor=1000_00)
    rotating, static = code_of(shop, holder), codes.static_payload(holder.number)
    replaced = lose(shop, holder)
    article = articles.completed(articles.EAN13_PREFIX + holder.number)
    for code in (rotating, static, article):
        with pytest.raises(CardReplaced):
            find(shop, code)
    found = find(shop, codes.spoken(holder.number))
    assert (found.card_id, found.is_rotating) == (holder.card_id, False)
    fresh = find(shop, code_of(shop, holder))
    assert (fresh.card_id, fresh.is_rotating) == (holder.card_id, True)
    assert replaced.card_id == holder.card_id
    assert replaced.number != holder.number
    with tenancy.scope(shop.business_id):
        assert ledger.balance(holder.card_id).available == 50
        assert list(verify.verify(shop.business_id)) == []


def test_bars_that_say_the_bare_number_are_refused_too(shop: Shop) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        db.session().get_one(Programme, shop.programme_id).symbology = "itf"
    lose(shop, shop.member)
    with pytest.raises(CardReplaced):
        find(shop, shop.member.number)


def test_a_lost_phone_leaves_plastic_alone_and_a_lost_card_does_not(
    shop: Shop,
) -> None:
    attach(shop, shop.member, "PLASTIC-7")
    lose(shop, shop.member)
    assert find(shop, "PLASTIC-7").card_id == shop.member.card_id
    lose(shop, shop.member, "card")
    with pytest.raises(CardReplaced):
        find(shop, "PLASTIC-7")


def attach(shop: Shop, holder: Holder, value: str) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            CardNumber(
                value=value,
                programme_id=shop.programme_id,
                card_id=holder.card_id,
                added_at=app_clock.now(),
            )
        )
        db.session().flush()
        assert numbers.known(value)


def test_browsers_are_signed_out_but_the_one_that_reports(shop: Shop) -> None:
    person_id = shop.member.person_id
    with db.writing():
        for device in ("lost", "new"):
            people.open_session(person_id=person_id, device=device, secret_key="k" * 32)
    kept = next(d for d in person_queries.devices(person_id) if d.device == "new")
    db.session().rollback()
    lose(shop, shop.member, keep_session=kept.session_id)
    assert [d.device for d in person_queries.devices(person_id)] == ["new"]
    db.session().rollback()
    lose(shop, shop.member, "card")
    assert len(person_queries.devices(person_id)) == 1


def test_the_link_of_a_lost_phone_leads_nowhere(shop: Shop) -> None:
    replaced = lose(shop, shop.member)
    with tenancy.scope(shop.business_id):
        assert held(replaced.lost_id) is None
        assert held(shop.member.card_id) is not None


def test_it_can_be_lost_twice(shop: Shop) -> None:
    first = lose(shop, shop.member)
    second = lose(shop, shop.member)
    assert first.number != second.number
    for number in (shop.member.number, first.number):
        assert find(shop, number).card_id == shop.member.card_id
    with tenancy.scope(shop.business_id):
        keys = db.session().scalars(select(Card.pass_key).order_by(Card.id)).all()
    assert len(keys) == len(set(keys))


def test_who_shows_it_is_told(shop: Shop) -> None:
    replaced = lose(shop, shop.member)
    told = db.session().scalars(
        select(outbox.OutboxRow.payload).where(
            outbox.OutboxRow.fact == CardChanged.__name__
        )
    )
    changed = {payload["card_id"] for payload in told}
    assert {replaced.card_id, replaced.lost_id} <= changed


def test_another_businesss_card_is_not_found(world: World) -> None:
    with pytest.raises(CardNotFound):
        lose(world.books, world.coffee.member)


def test_a_merge_is_taken_apart_although_the_card_was_lost_since(shop: Shop) -> None:
    other = issue_card(shop.business_id, shop.programme_id, phone="+79160000007")
    sell(shop, other, amount_minor=1000_00)
    with tenancy.scope(shop.business_id), db.writing():
        merge_id = merge(
            source_id=other.member_id,
            target_id=shop.member.member_id,
            proof="manager",
            actor="staff:1",
        )
    lose(shop, shop.member)
    with tenancy.scope(shop.business_id), db.writing():
        undo(merge_id=merge_id, actor="staff:1")
    assert find(shop, other.number).card_id == other.card_id
    with tenancy.scope(shop.business_id):
        assert ledger.balance(other.card_id).available == 50
        assert list(verify.verify(shop.business_id)) == []


def test_rotating_codes_count_from_the_day_they_are_trusted(
    shop: Shop, clock: Clock
) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        card = db.session().get_one(Card, shop.member.card_id)
        card.trusted_from = clock.now + timedelta(hours=24)
    assert not find(shop, code_of(shop, shop.member)).is_rotating
    clock.advance(hours=24)
    assert find(shop, code_of(shop, shop.member)).is_rotating


def test_passes_on_the_lost_phone_turn_void(
    shop: Shop, make_app: MakeApp, clock: Clock
) -> None:
    app = make_app(demo=True)
    config = app.extensions["tessera_config"]
    card_id = shop.member.card_id
    with tenancy.scope(shop.business_id):
        before = packages.of_card(card_id, config)
    clock.advance(seconds=2)
    replaced = lose(shop, shop.member)
    app.extensions["tessera_worker"].relay()
    db.session().rollback()
    old = packages.by_serial(before.serial)
    assert old is not None
    assert old.tag > before.tag
    with tenancy.scope(shop.business_id):
        fresh = packages.of_card(card_id, config)
        assert fresh.serial != before.serial
        ended = open_pkpass(packages.package(old, config).body).document
        shown = open_pkpass(packages.hand_out(card_id, config).body).document
    assert ended["voided"] is True
    assert ended["serialNumber"] == before.serial
    assert replaced.number not in str(ended)
    assert shop.member.number not in str(ended)
    assert not shown.get("voided")
    assert replaced.number in str(shown)
