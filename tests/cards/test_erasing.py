"""Erasing a person (R24, E37): two businesses, one human, nothing personal left."""

import contextvars
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.cards import queries as cards
from app.cards.actions import join_cards
from app.cards.erasing import Erased, erase
from app.cards.errors import CardNotFound
from app.cards.events import CardChanged
from app.cards.models import Card, CardNumber
from app.core import clock, db, locales, outbox, tenancy
from app.core.ids import PersonId, ReceiptId
from app.ledger import queries as ledger
from app.ledger import verify
from app.ledger.actions import Cause, claw_back, credit
from app.people import actions as people
from app.people import queries
from app.people.addresses import Address
from app.people.errors import OnlyOwner, PersonNotFound
from app.people.models import (
    Consent,
    LoginSession,
    Member,
    Person,
    SignInCode,
    Staff,
)
from app.people.sign_in import ask_code
from app.programmes.kinds.stamps import StampsRules
from app.sales import queries as sales
from app.sales.actions import Refunded, refund, undo
from app.sales.errors import CardClosed
from app.sales.models import Refund
from app.sales.movements import title_of
from tests.world import (
    Holder,
    Shop,
    World,
    create_person,
    create_programme,
    create_staff,
    issue_card,
    sell,
)

PHONE = "+79165550137"
KEY = "k" * 32


@pytest.fixture
def both(world: World) -> tuple[Holder, Holder]:
    """Anna with a card in the café and one in the bookshop."""
    person_id = create_person(name="Анна", phone=PHONE)
    shops = (world.coffee, world.books)
    first, second = (
        issue_card(shop.business_id, shop.programme_id, person_id=person_id)
        for shop in shops
    )
    return first, second


def erased(person_id: PersonId) -> Erased:
    with db.writing():
        return erase(person_id=person_id, actor="holder")


def rows(model: Any, *where: Any) -> list[Any]:
    with tenancy.across():
        found = list(db.session().scalars(select(model).where(*where)))
        db.session().expunge_all()
        db.session().rollback()
    return found


def faults(shop: Shop) -> list[Any]:
    with tenancy.scope(shop.business_id):
        found = list(verify.verify(shop.business_id))
    db.session().rollback()
    return found


def test_e37_the_balance_becomes_breakage_and_receipts_stay(
    world: World, both: tuple[Holder, Holder]
) -> None:
    coffee, books = both
    sold = [sell(world.coffee, coffee, amount_minor=320_000) for _ in range(2)]
    sell(world.books, books, amount_minor=100_00)
    done = erased(coffee.person_id)
    assert done.cards == 2
    with tenancy.scope(world.coffee.business_id):
        assert ledger.balance(coffee.card_id).available == 0
        last = ledger.history(coffee.card_id)[0]
        assert (last.reason, last.net_points) == ("erasure", -320)
        with locales.speaking("en"):
            assert title_of(last) == "Card deleted"
        for receipt in sold:
            assert sales.receipt(receipt.receipt_id).row.total_minor == 320_000
    with tenancy.scope(world.books.business_id):
        assert ledger.balance(books.card_id).available == 0
    assert done.points == 325
    assert faults(world.coffee) == faults(world.books) == []


def test_r24_nothing_personal_is_left(
    world: World, both: tuple[Holder, Holder]
) -> None:
    person_id = both[0].person_id
    shop = world.coffee
    create_staff(shop.business_id, "cashier", person_id=person_id)
    with tenancy.scope(shop.business_id), db.writing():
        people.give_consent(person_id=person_id, purpose="processing", language="ru")
        people.open_session(person_id=person_id, device="iPhone", secret_key=KEY)
        member = db.session().scalar(
            select(Member).where(Member.person_id == person_id)
        )
        member.external_id = "crm-17"
        ask_code(
            address=Address("phone", PHONE),
            session_nonce="n",
            language="ru",
            sender="x",
            ip="127.0.0.1",
            secret_key=KEY,
        )
    erased(person_id)
    (person,) = rows(Person, Person.id == person_id)
    assert (person.name, person.phone, person.email) == (None, None, None)
    assert person.erased_at == clock.now()
    assert queries.devices(person_id) == []
    assert [
        s.device for s in rows(LoginSession, LoginSession.person_id == person_id)
    ] == [""]
    assert all(c.withdrawn_at for c in rows(Consent, Consent.person_id == person_id))
    (role,) = rows(Staff, Staff.person_id == person_id)
    assert (role.name, role.contact, role.ended_at) == ("", "", clock.now())
    assert rows(SignInCode, SignInCode.address == PHONE) == []
    assert [m.external_id for m in rows(Member, Member.person_id == person_id)] == [
        None,
        None,
    ]


def test_the_card_is_found_by_nobody_and_its_passes_are_told(
    world: World, both: tuple[Holder, Holder]
) -> None:
    holder = both[0]
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            CardNumber(
                value="4600000000017",
                programme_id=shop.programme_id,
                card_id=holder.card_id,
                added_at=clock.now(),
            )
        )
        before = cards.version(holder.card_id)
    db.session().rollback()
    erased(holder.person_id)
    changed = {
        (row.payload["business_id"], row.payload["card_id"])
        for row in rows(outbox.OutboxRow)
        if row.fact == CardChanged.__name__
    }
    assert {(shop.business_id, holder.card_id)} <= changed
    assert (world.books.business_id, both[1].card_id) in changed
    with tenancy.scope(shop.business_id):
        assert cards.version(holder.card_id) > before
        assert cards.card(holder.card_id).state == "closed"
        with pytest.raises(CardNotFound):
            cards.find(holder.number)
        with pytest.raises(CardNotFound):
            cards.find("4600000000017")
    assert rows(CardNumber, CardNumber.card_id == holder.card_id) == []
    with pytest.raises(CardClosed):
        sell(shop, holder, amount_minor=100_00)


def test_a_card_that_was_joined_is_closed_with_the_other(world: World) -> None:
    shop = world.coffee
    kept = issue_card(shop.business_id, shop.programme_id, phone=PHONE)
    old = issue_card(shop.business_id, shop.programme_id)
    sell(shop, old, amount_minor=100_000)
    with tenancy.scope(shop.business_id), db.writing():
        join_cards(source_id=old.card_id, target_id=kept.card_id, actor="system")
    assert erased(kept.person_id) == Erased(cards=2, points=50)
    states = {card.id: card.state for card in rows(Card)}
    assert states[old.card_id] == states[kept.card_id] == "closed"
    assert faults(shop) == []


@pytest.mark.real_clock
def test_a_sale_with_a_joined_card_goes_on_meanwhile(app: Flask, world: World) -> None:
    """It locks the joined card, then the other one; erasing meets it in that order."""
    shop = world.coffee
    kept = issue_card(shop.business_id, shop.programme_id, phone=PHONE)
    old = issue_card(shop.business_id, shop.programme_id)
    with tenancy.scope(shop.business_id), db.writing():
        join_cards(source_id=old.card_id, target_id=kept.card_id, actor="system")
    done = []

    def forget() -> None:
        with app.app_context():
            done.append(erased(kept.person_id).cards)

    with tenancy.scope(shop.business_id), db.writing():
        raise_version(old.card_id)
        thread = threading.Thread(target=contextvars.Context().run, args=(forget,))
        thread.start()
        thread.join(0.3)
        raise_version(kept.card_id)
    thread.join()
    assert done == [2]


def raise_version(card_id: int) -> None:
    db.session().execute(
        update(Card).where(Card.id == card_id).values(version=Card.version + 1)
    )


def test_a_debt_is_dropped(world: World, both: tuple[Holder, Holder]) -> None:
    holder, shop = both[0], world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        from_nothing = ledger_debt(holder.card_id)
    assert from_nothing == 70
    erased(holder.person_id)
    with tenancy.scope(shop.business_id):
        assert ledger.balance(holder.card_id).debt == 0
    assert faults(shop) == []


def ledger_debt(card_id: int) -> int:
    cause = Cause(key="debt", actor="system", reason="refund", occurred_at=clock.now())
    return claw_back(card_id=card_id, cause=cause, amount=70).debt


def test_a_repeat_changes_nothing(world: World, both: tuple[Holder, Holder]) -> None:
    holder = both[0]
    sell(world.coffee, holder, amount_minor=100_000)
    erased(holder.person_id)
    with tenancy.scope(world.coffee.business_id):
        before = cards.version(holder.card_id)
    assert erased(holder.person_id) == Erased(cards=0, points=0)
    with tenancy.scope(world.coffee.business_id):
        assert cards.version(holder.card_id) == before
        assert len(ledger.history(holder.card_id)) == 2


def taken_back(shop: Shop, receipt_id: ReceiptId, reason: str = "") -> Refunded:
    with tenancy.scope(shop.business_id), db.writing():
        return refund(
            receipt_id=receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason=reason,
        )


def test_goods_can_still_be_returned(world: World, both: tuple[Holder, Holder]) -> None:
    """The receipt is proof enough; no points come to anybody, no debt is left."""
    shop, holder = world.coffee, both[0]
    sold = sell(shop, holder, amount_minor=100_000)
    erased(holder.person_id)
    refunded = taken_back(shop, sold.receipt_id)
    assert refunded.money_minor == 100_000
    assert (refunded.available, refunded.debt) == (0, 0)
    assert faults(shop) == []


def test_points_that_come_back_with_goods_come_to_nobody(
    world: World, both: tuple[Holder, Holder]
) -> None:
    shop, holder = world.coffee, both[0]
    sell(shop, holder, amount_minor=400_000)
    paid = sell(shop, holder, amount_minor=100_000, points=150)
    erased(holder.person_id)
    refunded = taken_back(shop, paid.receipt_id)
    assert refunded.points_returned == 150
    assert (refunded.available, refunded.debt) == (0, 0)
    assert faults(shop) == []


def test_a_cashier_who_undoes_a_sale_gives_nothing_back(
    world: World, both: tuple[Holder, Holder]
) -> None:
    shop, holder = world.coffee, both[0]
    sell(shop, holder, amount_minor=400_000)
    paid = sell(shop, holder, amount_minor=100_000, points=150)
    erased(holder.person_id)
    with tenancy.scope(shop.business_id), db.writing():
        undone = undo(receipt_id=paid.receipt_id, actor=shop.cashier.actor)
    assert (undone.available, undone.pending, undone.debt) == (0, 0, 0)
    assert faults(shop) == []


def test_what_staff_wrote_about_a_refund_is_forgotten(
    app: Flask, world: World, both: tuple[Holder, Holder]
) -> None:
    """Only what was written about this holder: it is free text, and may name them."""
    shop = world.coffee
    for holder in (both[0], shop.member):
        sold = sell(shop, holder, amount_minor=100_000)
        taken_back(shop, sold.receipt_id, "Анна вернула торт")
    erased(both[0].person_id)
    app.extensions["tessera_worker"].relay()
    assert {row.reason for row in rows(Refund)} == {"", "Анна вернула торт"}


def test_nobody_becomes_anybody_again(
    world: World, both: tuple[Holder, Holder]
) -> None:
    """A page of theirs that was on its way may come after the erasure."""
    person_id = both[0].person_id
    erased(person_id)
    with pytest.raises(PersonNotFound), db.writing():
        people.rename(person_id=person_id, name="Анна")
    with pytest.raises(PersonNotFound), db.writing():
        people.claim_address(person_id=person_id, channel="phone", address=PHONE)


def test_others_are_left_alone(world: World, both: tuple[Holder, Holder]) -> None:
    member = world.coffee.member
    sell(world.coffee, member, amount_minor=100_000)
    erased(both[0].person_id)
    with tenancy.scope(world.coffee.business_id):
        assert ledger.balance(member.card_id).available == 50
        assert cards.find(member.number).card_id == member.card_id
    assert queries.person(member.person_id).phone is not None


def test_the_only_owner_has_to_hand_over_first(world: World) -> None:
    shop = world.coffee
    owner = shop.owner.person_id
    holder = issue_card(shop.business_id, shop.programme_id, person_id=owner)
    with pytest.raises(OnlyOwner, match=shop.name):
        erased(owner)
    assert queries.person(owner).name == "Owner"
    with tenancy.scope(shop.business_id):
        assert cards.card(holder.card_id).state == "active"
    create_staff(shop.business_id, "owner")
    assert erased(owner).cards == 1
    assert queries.staff_of(owner, shop.business_id) is None


def test_who_comes_back_is_somebody_new(
    world: World, both: tuple[Holder, Holder]
) -> None:
    erased(both[0].person_id)
    again = create_person(phone=PHONE)
    assert again != both[0].person_id
    assert queries.memberships(again) == []


def test_nobody_cannot_be_erased(world: World) -> None:
    with pytest.raises(PersonNotFound):
        erased(PersonId(987_654))


def test_only_points_are_counted_as_points(world: World) -> None:
    shop, guest = world.coffee, world.coffee.member
    sell(shop, guest, amount_minor=1000_00)
    stamps = create_programme(shop.business_id, StampsRules(), name="Stamps")
    other = issue_card(shop.business_id, stamps, person_id=guest.person_id)
    with tenancy.scope(shop.business_id), db.writing():
        credit(
            card_id=other.card_id,
            cause=Cause(
                key="stamps",
                actor="system",
                reason="welcome",
                occurred_at=clock.now(),
            ),
            amount=3,
            available_at=clock.now(),
            expires_at=None,
            kind="gift",
        )
    with db.writing():
        erased = erase(person_id=guest.person_id, actor="holder")
    assert erased == Erased(cards=2, points=50)
