"""Messages about who somebody is: a changed contact, erased data."""

from dataclasses import replace

import pytest

from app.core import db, tenancy
from app.core.errors import Permanent
from app.notifications import identity, letter, sms
from app.notifications.letter import Letter
from app.people import certificates, contact_changes
from app.people.addresses import Address
from app.people.certificates import ErasureCertificate
from app.people.events import ContactReplaced, ErasureCertified
from tests.world import World


def test_an_old_phone_is_told_with_the_link(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        change_id = contact_changes.change(
            member_id=shop.member.member_id,
            address=Address("phone", "+79160000088"),
            reason="lost",
            actor="staff:1",
        )
    fact = ContactReplaced(business_id=shop.business_id, change_id=change_id)
    with pytest.raises(Permanent):
        identity.tell_change(fact)
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(sms, "send", lambda _url, to, text: told.append((to, text)))
    config = db.settings()
    monkeypatch.setattr(identity.db, "settings", lambda: replace(config, sms_url="x"))
    identity.tell_change(fact)
    ((to, text),) = told
    assert to == "+79161234567"
    assert f"/{shop.slug}/contact-changes/{change_id}/" in text
    assert "+79160000088" not in text


def test_a_certificate_leaves_and_its_address_is_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.writing():
        issued = certificates.issue(
            businesses=[world.coffee.name],
            cards=1,
            points=0,
            is_russian=True,
            address="anna@example.com",
            language="en",
            secret_key="k" * 32,
        )
    sent: list[Letter] = []
    monkeypatch.setattr(letter, "send", lambda _config, each: sent.append(each))
    fact = ErasureCertified(certificate_id=issued.certificate_id)
    identity.send_certificate(fact)
    identity.send_certificate(fact)
    (only,) = sent
    assert only.to == "anna@example.com"
    assert "tessera-erasure-1" in only.paragraphs[-1]
    with db.writing():
        row = db.session().get_one(ErasureCertificate, issued.certificate_id)
        assert row.address == ""
