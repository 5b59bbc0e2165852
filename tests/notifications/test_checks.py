"""What people did to a card is told to its holder, whatever they have chosen (R16)."""

from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask

from app.businesses import queries as businesses
from app.core import db, tenancy
from app.core.ids import CardId, StaffId
from app.notifications import reading, sending
from app.notifications.checks import tell_adjustment, tell_case
from app.people import actions as people
from app.trust import adjustments, cases
from app.trust.events import BalanceAdjusted, CaseMoved
from tests.notifications.test_handlers import Postbox
from tests.world import Holder, World, create_person, issue_card

EMAIL = "anna@example.com"


@pytest.fixture
def anna(world: World) -> Holder:
    """A guest with a verified address."""
    person_id = create_person(name="Anna", language="en")
    with db.writing():
        person_id = people.claim_address(
            person_id=person_id, channel="email", address=EMAIL
        )
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def adjust(world: World, card_id: CardId, amount: int) -> BalanceAdjusted:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        made = adjustments.adjust(
            card_id=card_id,
            amount=amount,
            reason="late_delivery",
            note="Rain",
            staff_id=StaffId(shop.owner.staff_id),
        )
    return BalanceAdjusted(
        business_id=shop.business_id,
        card_id=card_id,
        adjustment_id=made.adjustment_id,
    )


def told(app: Flask, tell: Callable[[Any], None], fact: object) -> None:
    """Tell it twice, as a relay may, and let letters leave."""
    with app.app_context():
        for _ in range(2):
            tell(fact)
        sending.send(app.extensions["tessera_config"])


def words_of(box: Postbox) -> list[str]:
    """The plain text of every letter."""
    found = []
    for sent in box.letters:
        letter = message_from_bytes(sent.content, policy=policy.default)
        body = letter.get_body(("plain",))
        assert body is not None
        assert letter["To"] == EMAIL
        found.append(body.get_content().replace("\xa0", " "))
    return found


def test_the_guest_reads_how_much_and_why(
    world: World,
    anna: Holder,
    make_app: Callable[..., Flask],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    fact = adjust(world, anna.card_id, 150)
    told(make_app(smtp_url=url), tell_adjustment, fact)
    (words,) = words_of(box)
    assert "150 points came onto your card." in words
    assert "late delivery" in words
    assert "Rain" not in words
    assert "https://tessera.test/zerno/n/" in words


def test_a_check_is_told_with_its_day(
    world: World,
    anna: Holder,
    make_app: Callable[..., Flask],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        case_id = cases.open_case(
            card_id=anna.card_id,
            reason="unusual",
            text="Was it you?",
            receipts=[],
            is_blocking=False,
            days=5,
            staff_id=StaffId(shop.owner.staff_id),
        )
    fact = CaseMoved(
        business_id=shop.business_id, card_id=anna.card_id, case_id=case_id
    )
    told(make_app(smtp_url=url), tell_case, fact)
    (words,) = words_of(box)
    assert "March 22, 2026" in words
    assert "Was it you?" in words


def test_who_has_no_address_reads_it_in_the_cabinet(
    world: World, make_app: Callable[..., Flask], postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    holder = world.coffee.member
    fact = adjust(world, holder.card_id, 150)
    told(make_app(smtp_url=url), tell_adjustment, fact)
    assert box.letters == []
    with tenancy.scope(world.coffee.business_id):
        business = businesses.by_id(world.coffee.business_id)
        (notice,) = reading.unread_notices(holder.member_id, business)
        db.session().rollback()
    assert notice.words is not None
    assert "150" in notice.words.paragraphs[0]


def test_what_is_undone_is_told_apart(
    world: World,
    anna: Holder,
    make_app: Callable[..., Flask],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    shop = world.coffee
    fact = adjust(world, anna.card_id, 150)
    app = make_app(smtp_url=url)
    told(app, tell_adjustment, fact)
    with tenancy.scope(shop.business_id), db.writing():
        adjustments.undo(
            adjustment_id=fact.adjustment_id, staff_id=StaffId(shop.owner.staff_id)
        )
    told(app, tell_adjustment, fact)
    first, second = words_of(box)
    assert "150 points came onto your card." in first
    assert "150 points were taken off your card." in second
    assert "taken back" in second


def test_without_a_mail_server_it_stands_in_the_cabinet(
    world: World, anna: Holder, make_app: Callable[..., Flask]
) -> None:
    fact = adjust(world, anna.card_id, 150)
    told(make_app(smtp_url=""), tell_adjustment, fact)
    with tenancy.scope(world.coffee.business_id):
        business = businesses.by_id(world.coffee.business_id)
        (notice,) = reading.unread_notices(anna.member_id, business)
        db.session().rollback()
    assert next((way.channel, way.why) for way in notice.ways) == (
        "email",
        "channel_not_set_up",
    )
