"""What phones complain about is kept a while, without secrets, and never too much."""

import pytest

from app.core import db, tenancy
from app.core.errors import TooMany
from app.wallet.apple import logs
from app.wallet.models import DeviceLog
from tests.conftest import Clock
from tests.standins.iphone import Held, IPhone
from tests.web.devices.conftest import BASE, Site, anna, held, phone, site
from tests.world import create_person, issue_card

__all__ = ["anna", "held", "phone", "site"]


def kept() -> list[DeviceLog]:
    """What is stored, oldest first."""
    db.session().rollback()
    with tenancy.across():
        return list(db.session().query(DeviceLog).order_by(DeviceLog.id))


def test_a_complaint_finds_its_pass(site: Site, phone: IPhone, held: Held) -> None:
    message = f"Unable to fetch {held.serial} (If-Modified-Since …)"
    assert phone.complain(BASE, message, "general trouble").status == 200
    named, general = kept()
    assert (named.message, general.message) == (message, "general trouble")
    assert named.business_id == site.world.coffee.business_id
    assert named.pass_id is not None
    assert general.business_id is general.pass_id is None
    assert named.agent.startswith("passd/")


def test_identifiers_and_tokens_are_struck(
    site: Site, phone: IPhone, held: Held
) -> None:
    token = held.document["authenticationToken"]
    phone.complain(
        BASE, f"device {phone.device} token {token} push {phone.push_token.upper()}"
    )
    (line,) = kept()
    assert line.message == "device … token … push …"


def test_control_characters_and_markup_stay_text(site: Site, phone: IPhone) -> None:
    phone.complain(BASE, "<script>alert(1)</script>\r\nfake\u202eline\x00")
    (line,) = kept()
    assert line.message.startswith("<script>")
    assert line.message.isprintable()


def test_only_the_newest_are_kept(
    site: Site, phone: IPhone, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "KEPT", 8)
    monkeypatch.setattr(logs, "KEPT_PER_PASS", 3)
    phone.complain(BASE, *(f"{held.serial} {n}" for n in range(5)))
    assert [line.message[-1] for line in kept()] == ["2", "3", "4"]
    phone.complain(BASE, *(f"general {n}" for n in range(9)))
    assert [line.message[-1] for line in kept()] == list("12345678")


def test_noise_drives_out_nothing_that_real_phones_said(
    site: Site, phone: IPhone, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "KEPT", 8)
    monkeypatch.setattr(logs, "KEPT_OF_NO_PASS", 4)
    phone.complain(BASE, f"{held.serial} first")
    phone.complain(BASE, *(f"noise {n}" for n in range(9)))
    assert [line.message[-1] for line in kept()] == list("t5678")


def test_no_business_reads_of_another_s_pass(
    site: Site, phone: IPhone, held: Held
) -> None:
    books = site.world.books
    person_id = create_person(name="Ann", language="en")
    theirs = site.add(
        phone,
        issue_card(books.business_id, books.programme_id, person_id=person_id),
        books,
    )
    phone.complain(BASE, f"{held.serial} before {theirs.serial}")
    (line,) = kept()
    assert line.message == f"{held.serial} before …"


def test_one_address_is_heard_so_often(site: Site, phone: IPhone, clock: Clock) -> None:
    for _ in range(logs.LIMIT.count):
        assert phone.complain(BASE, "x").status == 200
    answer = phone.complain(BASE, "x")
    assert answer.status == 429
    assert 0 < int(answer.header("Retry-After")) <= logs.LIMIT.seconds
    assert len(kept()) == logs.LIMIT.count
    clock.advance(seconds=logs.LIMIT.seconds)
    assert phone.complain(BASE, "x").status == 200


def test_the_limit_counts_by_address(app: object) -> None:
    for subject in ("one", "two"):
        for _ in range(logs.LIMIT.count):
            logs.store(["x"], agent="", subject=subject)
    with pytest.raises(TooMany):
        logs.store(["x"], agent="", subject="one")
