"""Every text column is classified, and an erased guest is found in none of them (E37)."""

from typing import Any

from flask import Flask
from sqlalchemy import Text, cast, select, update

from app.cards import merging
from app.cards.erasing import erase
from app.cards.identity_models import Merge
from app.core import clock, db, tenancy
from app.core.db import Base
from app.core.ids import OutletId, ReceiptId, StaffId
from app.core.types import Json
from app.instruments import actions as instruments
from app.instruments.actions import Order
from app.offers.models import OfferGrant, Promotion
from app.people import actions as people
from app.people import contact_changes, contacts, queries
from app.people.addresses import Address
from app.people.register import REGISTER, Fate
from app.programmes import actions as programmes
from app.programmes.kinds.certificate import CertificateRules
from app.reviews import moderation
from app.rewards import gifts
from app.rewards.gifts import Present
from app.sales import actions as sales
from app.sales.offline.models import OfflineDeal, TillDevice
from app.trust import adjustments, approvals, cases
from app.trust.models import Approval, Review
from tests.reviews import saying
from tests.world import Holder, Shop, World, create_person, issue_card, sell

NAME, REASON = "Zinaida Unforgotten", "Zinaida's passport"
SAID = ("name", "text", "reply", "reason_words")
PHONE, MAIL, OTHER = "+79165550001", "zinaida@example.com", "+79165550002"


def texts() -> list[Any]:
    """Every column of words."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text | Json)
    ]


def test_every_column_of_words_is_classified(
    app: Flask,
) -> None:
    known = {f"{column.table.name}.{column.name}" for column in texts()}
    assert known - set(REGISTER) == set(), "say in people/register.py what erasing does"
    assert set(REGISTER) - known == set(), "these columns are gone"


def found() -> set[str]:
    """Where a word of hers stands."""
    words = (NAME, "Zinaida", PHONE, MAIL, OTHER)
    places = set()
    for column in texts():
        text = cast(column, Text)
        for word in words:
            asked = select(text).where(text.contains(word)).limit(1)
            if db.connection().execute(asked).first() is not None:
                places.add(f"{column.table.name}.{column.name}")
    return places


def test_e37_an_erased_guest_is_found_nowhere(app: Flask, world: World) -> None:
    shop, key = world.coffee, app.config["SECRET_KEY"]
    person_id = create_person(name=NAME, phone=PHONE)
    holder = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    with tenancy.scope(shop.business_id), db.writing():
        contacts.add(person_id=person_id, address=Address("email", MAIL))
        people.open_session(person_id=person_id, device=NAME, secret_key=key)
        merging.merge(
            source_id=second.member_id,
            target_id=holder.member_id,
            proof="manager",
            actor="staff:1",
            reason=REASON,
        )
        contact_changes.change(
            member_id=holder.member_id,
            address=Address("phone", "+79165550003"),
            reason=REASON,
            actor="staff:1",
        )
    _review_by(shop, holder)
    with db.writing():
        before = found()
        assert {"persons.name", "merges.reason", "contact_changes.reason"} <= before
        assert {f"reviews.{column}" for column in SAID} <= before
        erase(person_id=person_id, actor="holder")
        assert found() == set()
        assert queries.person(second.person_id).phone is None
    with tenancy.scope(shop.business_id):
        assert db.session().scalar(select(Merge.reason)) == ""


def _review_by(shop: Shop, holder: Holder) -> None:
    """Her name in all that is said in a review and about it."""
    review_id = saying.say(shop, holder, name=NAME, text=NAME)
    staff_id = StaffId(shop.owner.staff_id)
    with tenancy.scope(shop.business_id), db.writing():
        moderation.reply(review_id=review_id, staff_id=staff_id, text=NAME)
        moderation.hide(
            review_id=review_id, staff_id=staff_id, reason="law", words=NAME
        )


def test_e37_what_staff_wrote_about_an_erased_guest_is_gone(
    app: Flask, world: World
) -> None:
    shop = world.coffee
    guest = issue_card(shop.business_id, shop.programme_id, phone=PHONE)
    booked = sell(shop, guest, amount_minor=500_00)
    with tenancy.scope(shop.business_id), db.writing():
        _write_about(shop, guest, booked.receipt_id)
    written = {
        "adjustments.note",
        "approvals.decision",
        "case_steps.text",
        "reviews_of_points.decision",
        "gifts.words",
        "offer_grants.reason",
        "offline_deals.typed",
        "instruments.message",
        "refunds.reason",
    }
    assert written <= found()
    with db.writing():
        erase(person_id=guest.person_id, actor="holder")
    app.extensions["tessera_worker"].relay()
    assert found() == set()


def _write_about(shop: Shop, guest: Holder, receipt_id: ReceiptId) -> None:
    """Her name wherever staff can write, with the least that goes around it."""
    now, session = clock.now(), db.session()
    staff_id = StaffId(shop.owner.staff_id)
    sales.refund(
        receipt_id=receipt_id,
        positions=None,
        number=None,
        reason=NAME,
        outlet_id=OutletId(shop.outlet_id),
        actor="staff:1",
        source="till",
    )
    adjustments.adjust(
        card_id=guest.card_id,
        amount=10,
        reason="late_delivery",
        note=NAME,
        staff_id=staff_id,
    )
    cases.open_case(
        card_id=guest.card_id,
        reason="other",
        text=NAME,
        receipts=(),
        is_blocking=False,
        days=5,
        staff_id=staff_id,
    )
    gifts.make(
        present=Present(name="Coffee", words=NAME),
        audience="person",
        actor="staff:1",
        card_id=guest.card_id,
    )
    approvals.ask(kind="move", payload={}, card_id=guest.card_id, asked_by=staff_id)
    session.execute(update(Approval).values(decision=NAME))
    session.add(
        Review(
            card_id=guest.card_id,
            receipt_id=receipt_id,
            reasons=[],
            amount=1,
            opened_at=now,
            decide_by=now,
            decision=NAME,
        )
    )
    _offer(shop, guest)
    _typed_offline(shop)
    _given(shop, guest)


def _offer(shop: Shop, guest: Holder) -> None:
    promotion = Promotion(
        name="For you", way="personal", secret="s", terms={}, created_at=clock.now()
    )
    db.session().add(promotion)
    db.session().flush()
    db.session().add(
        OfferGrant(
            promotion_id=promotion.id,
            member_id=guest.member_id,
            code="ABCD",
            reason=NAME,
            ends_at=clock.now(),
            created_at=clock.now(),
        )
    )


def _typed_offline(shop: Shop) -> None:
    now = clock.now()
    device = TillDevice(
        outlet_id=shop.outlet_id,
        staff_id=shop.owner.staff_id,
        name="Till",
        public_key="k",
        registered_at=now,
        seen_at=now,
    )
    db.session().add(device)
    db.session().flush()
    for sequence, typed in enumerate((PHONE, "8 (916) 555-00-01", "9999"), 1):
        db.session().add(
            OfflineDeal(
                device_id=device.id,
                sequence=sequence,
                digest="d",
                kind="earn",
                staff_id=shop.owner.staff_id,
                typed=typed,
                own_at=now,
                occurred_at=now,
                received_at=now,
                state="review",
                needs_look=True,
            )
        )
    db.session().flush()


def _given(shop: Shop, guest: Holder) -> None:
    programme_id = programmes.create(
        name="Certificates", rules=CertificateRules(), actor="system"
    )
    instruments.sell(
        Order(
            programme_id=programme_id,
            member_id=guest.member_id,
            actor="staff:1",
            amount_minor=1_000_00,
            is_gift=True,
            giver="Zinaida",
            message=NAME,
        )
    )


def test_what_was_typed_for_others_stays(world: World) -> None:
    shop = world.coffee
    guest = issue_card(shop.business_id, shop.programme_id, phone=PHONE)
    with tenancy.scope(shop.business_id), db.writing():
        _typed_offline(shop)
        erase(person_id=guest.person_id, actor="holder")
        typed = db.session().scalars(select(OfflineDeal.typed).order_by(OfflineDeal.id))
        assert list(typed) == ["", "", "9999"]


def test_who_has_cards_elsewhere_keeps_their_own_sign_in(world: World) -> None:
    shop, books = world.coffee, world.books
    first = issue_card(shop.business_id, shop.programme_id, phone=PHONE)
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    issue_card(books.business_id, books.programme_id, person_id=second.person_id)
    with tenancy.scope(shop.business_id), db.writing():
        merging.merge(
            source_id=second.member_id,
            target_id=first.member_id,
            proof="manager",
            actor="staff:1",
        )
        erase(person_id=first.person_id, actor="holder")
        assert queries.person(second.person_id).phone == OTHER
        assert queries.person(first.person_id).phone is None


def test_fates_that_are_told_apart() -> None:
    """The register is no list of one word."""
    assert set(REGISTER.values()) == set(Fate)
