"""Letters to those who work: what they say, and when they are dropped."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from flask import Flask

from app.core import db, tenancy
from app.core.errors import Permanent
from app.core.ids import StaffId
from app.notifications.team import send_invitation, tell_reset
from app.people import actions, invitations
from app.people.events import SecondFactorReset, StaffInvited
from tests.notifications.test_handlers import Postbox
from tests.world import World, create_person

EMAIL = "new@example.com"


def invite(world: World) -> StaffInvited:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        invitation_id = invitations.invite(
            email=EMAIL,
            name="Nina",
            role="moderator",
            language="ru",
            invited_by=StaffId(shop.owner.staff_id),
        )
    return StaffInvited(shop.business_id, invitation_id)


def test_the_letter_names_the_business_and_carries_the_link(
    world: World,
    make_app: Callable[..., Flask],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    site = make_app(smtp_url=url)
    fact = invite(world)
    with site.app_context():
        send_invitation(fact)
    (sent,) = box.letters
    letter = message_from_bytes(sent.content, policy=policy.default)
    assert letter["To"] == EMAIL
    assert letter["Subject"].startswith("Зерно: ")
    with tenancy.scope(world.coffee.business_id):
        found = invitations.invitation(fact.invitation_id, site.config["SECRET_KEY"])
    assert found is not None
    link = "https://tessera.test" + invitations.path("zerno", found)
    for kind in ("plain", "html"):
        body = letter.get_body((kind,))
        assert body is not None
        assert link in body.get_content()
        assert "приглашает вас" in body.get_content()


def test_a_withdrawn_one_is_not_sent(
    world: World,
    make_app: Callable[..., Flask],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    fact = invite(world)
    with tenancy.scope(world.coffee.business_id), db.writing():
        invitations.withdraw(invitation_id=fact.invitation_id)
    with make_app(smtp_url=url).app_context():
        send_invitation(fact)
    assert box.letters == []


def test_a_reset_is_told_by_mail(
    world: World,
    make_app: Callable[..., Flask],
    postbox: tuple[Postbox, str],
) -> None:
    box, url = postbox
    person_id = world.coffee.cashier.person_id
    with db.writing():
        actions.claim_address(person_id=person_id, channel="email", address=EMAIL)
    with make_app(smtp_url=url).app_context():
        tell_reset(SecondFactorReset(person_id))
    (sent,) = box.letters
    assert sent.rcpt_tos == [EMAIL]


def test_who_has_a_phone_only_is_told_by_it(
    world: World, make_app: Callable[..., Flask]
) -> None:
    person_id = create_person(phone="+79260000009")
    with make_app(sms_url="").app_context(), pytest.raises(Permanent):
        tell_reset(SecondFactorReset(person_id))


def test_who_is_gone_or_has_no_contact_is_not_told(
    world: World, make_app: Callable[..., Flask]
) -> None:
    with make_app(smtp_url="smtp://127.0.0.1:1").app_context():
        tell_reset(SecondFactorReset(10**9))
        tell_reset(SecondFactorReset(create_person(name="Anna")))
