"""Service letters of a card: a change by hand, a check; to verified addresses only."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from flask import Flask

from app.core import db, tenancy
from app.core.ids import CardId, StaffId
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
    with make_app(smtp_url=url).app_context():
        tell_adjustment(fact)
    (words,) = words_of(box)
    assert "150 points came onto your card." in words
    assert "late delivery" in words
    assert "Rain" not in words
    assert "https://tessera.test/zerno/card/checks" in words


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
    with make_app(smtp_url=url).app_context():
        tell_case(fact)
    (words,) = words_of(box)
    assert "March 22, 2026" in words
    assert "Was it you?" in words


def test_who_has_no_address_gets_no_letter(
    world: World, make_app: Callable[..., Flask], postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    fact = adjust(world, world.coffee.member.card_id, 150)
    with make_app(smtp_url=url).app_context():
        tell_adjustment(fact)
    assert box.letters == []


def test_without_a_mail_server_nothing_is_owed(
    world: World, anna: Holder, make_app: Callable[..., Flask]
) -> None:
    fact = adjust(world, anna.card_id, 150)
    with make_app(smtp_url="").app_context():
        tell_adjustment(fact)
