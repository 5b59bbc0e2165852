"""What a phone shows after it synced; numbers as in the acceptance list."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.cards import actions as cards
from app.cards import erasing
from app.cards.models import Card
from app.core import db, tenancy
from app.wallet.models import AppleDevice, ApplePass
from passes.testing import demo_identity, open_pkpass
from tests.conftest import NOW, Clock, MakeApp
from tests.standins.iphone import Held, IPhone
from tests.standins.transports import InProcess
from tests.warned import warn
from tests.web.cabinet.tools import set_rules
from tests.web.devices.conftest import BASE, Site
from tests.world import Holder, issue_card

NOTHING_SECRET = ("serialNumber", "authenticationToken", "passTypeIdentifier")


def newest(phone: IPhone, held: Held) -> Held:
    """The pass as the phone holds it now."""
    return phone.wallet[held.pass_type, held.serial]


def plain(text: str) -> str:
    """With ordinary spaces."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Now available: 50 points"), ("ru", "Теперь доступно: 50 баллов")],
)
def test_9_the_lock_screen_says_what_changed(
    site: Site, anna: Holder, language: str, sentence: str
) -> None:
    phone = site.iphone(language=language)
    held = site.add(phone, anna)
    site.buy(anna)
    assert [plain(said) for said in phone.sync()] == [sentence]
    before, after = held.fields(language), newest(phone, held).fields(language)
    changed = {key for key in before if key in after and before[key] != after[key]}
    # The sale came in the very second of the first state, so only its time stepped.
    assert changed == {"points", "as_of"}
    assert set(after) - set(before) == {"expiry", "expiring", "expires-1", "movement-1"}
    for name in NOTHING_SECRET:
        assert newest(phone, held).document[name] == held.document[name]
    assert phone.sync() == []


def test_9_two_purchases_cost_one_fetch(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    site.buy(anna)
    site.buy(anna, 200_000)
    assert [plain(said) for said in phone.sync()] == ["Now available: 150 points"]
    assert phone.fetches == 1


def test_9_a_change_of_the_programme_reaches_every_phone_in_silence(
    site: Site, phone: IPhone, held: Held
) -> None:
    phone.sync()
    set_rules(site.world, rate_basis_points=1000)
    site.app.extensions["tessera_worker"].relay()
    assert phone.sync() == []
    before, after = held.fields(), newest(phone, held).fields()
    assert {key for key in before if before[key] != after[key]} == {"rules", "as_of"}


def test_9_points_that_run_out_leave_the_phone(
    site: Site, phone: IPhone, anna: Holder, held: Held, clock: Clock
) -> None:
    set_rules(site.world, life_days=1)
    site.buy(anna)
    phone.sync()
    warn(site.world.coffee.business_id, anna.card_id)
    clock.advance(days=2)
    site.app.extensions["tessera_worker"].expire()
    assert [plain(said) for said in phone.sync()] == ["Now available: 0 points"]


def test_10_of_two_joined_cards_the_old_one_is_voided_with_the_same_balance(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    shop = site.world.coffee
    other = site.card()
    second = site.add(phone, other)
    site.buy(anna)
    site.buy(other)
    with tenancy.scope(shop.business_id), db.writing():
        cards.join_cards(
            source_id=anna.card_id, target_id=other.card_id, actor="system"
        )
    phone.sync()
    old, new = newest(phone, held), newest(phone, second)
    assert old.document["voided"] is True
    assert "voided" not in new.document
    balances = [plain(each.fields()["points"][1]) for each in (old, new)]
    assert balances == ["100 points", "100 points"]
    site.buy(other)
    phone.sync()
    assert plain(newest(phone, held).fields()["points"][1]) == "150 points"
    assert phone.fetch(held).status == 200


def test_10_a_closed_card_is_voided_for_ever(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    site.buy(anna)
    with tenancy.scope(site.world.coffee.business_id), db.writing():
        cards.show_change(anna.card_id)
        db.session().get_one(Card, anna.card_id).state = "closed"
    phone.sync()
    after = newest(phone, held)
    assert after.document["voided"] is True
    assert set(after.fields()) == {"points", "as_of", "tessera-link-1"} & set(
        after.fields()
    )
    assert phone.fetch(held).status == 200


def test_10_an_erased_person_leaves_nothing_on_the_pass(
    site: Site, phone: IPhone, anna: Holder, held: Held
) -> None:
    site.buy(anna)
    phone.sync()
    assert anna.number in str(newest(phone, held).document)
    with db.writing():
        erasing.erase(person_id=anna.person_id, actor="system")
    assert [plain(said) for said in phone.sync()] == []
    after = newest(phone, held)
    assert after.document["voided"] is True
    words = plain(str(after.document) + str(after.opened.strings))
    spoken = f"{anna.number[:4]} {anna.number[4:7]} {anna.number[7:]}"
    for personal in (anna.number, spoken, "Anna", "50 points", "receipt"):
        assert personal not in words
    assert {each["message"] for each in after.document["barcodes"]} == {"-"}
    assert phone.fetch(held).status == 200


Own = Callable[..., Site]


@pytest.fixture
def own(site: Site, tmp_path: Path, make_app: MakeApp) -> Own:
    """Makes the same site, with certificates in files."""

    def make(**options: int) -> Site:
        pem = demo_identity("pass.demo.tessera", "DEMO000000", now=NOW, **options)
        names = ("certificate", "key", "intermediate")
        paths = {f"apple_{name}": str(tmp_path / f"{name}.pem") for name in names}
        for path, content in zip(paths.values(), pem[:3], strict=True):
            Path(path).write_bytes(content)
        return Site(make_app(**paths), site.world)

    return make


@pytest.fixture
def expired(own: Own) -> Site:
    """The same site, whose certificate has run out."""
    return own(valid_days=-1)


def test_11_a_certificate_that_ran_out_sends_no_broken_pass(
    site: Site, expired: Site, phone: IPhone, held: Held
) -> None:
    assert phone.fetch(held).status == 200
    phone.transport = expired.transport
    with capture_logs() as logged:
        answer = phone.fetch(held)
    assert (answer.status, answer.body) == (503, b"")
    assert int(answer.header("Retry-After")) > 0
    (line,) = logged
    assert line["event"] == "pass_refused"
    assert "the certificate expired on" in line["reason"]
    phone.transport = site.transport
    assert phone.fetch(held).status == 200


def test_11_another_intermediate_is_in_every_pass_from_then_on(
    own: Own, anna: Holder, signatures: list[str]
) -> None:
    """The certificate of the pass may stay the same."""
    mine = own()
    for _ in range(2):
        mine.download(anna)
    assert len(signatures) == 1
    os.utime(mine.config.apple_intermediate, (0, 0))
    mine.download(anna)
    assert len(signatures) == 2


def test_11_without_any_certificate_phones_are_told_to_wait(
    site: Site, phone: IPhone, held: Held, make_app: MakeApp
) -> None:
    phone.transport = Site(make_app(), site.world).transport
    assert phone.fetch(held).status == 503
    assert phone.updates(BASE, held.pass_type).status == 200


def test_14_what_a_phone_complains_about(site: Site, phone: IPhone, held: Held) -> None:
    assert phone.complain(BASE, "all is well").status == 200
    for body in (b"[]", b"{}", b'{"logs": "x"}', b'{"logs": [1]}', b"", b"[" * 9999):
        answer = phone.transport("POST", f"{BASE}/v1/log", headers={}, content=body)
        assert answer.status == 400, body[:20]
    huge = b'{"logs": ["' + b"x" * 1_000_000 + b'"]}'
    answer = phone.transport("POST", f"{BASE}/v1/log", headers={}, content=huge)
    assert answer.status == 413


def test_17_a_restart_between_any_two_steps_changes_nothing(
    site: Site, phone: IPhone, anna: Holder, make_app: MakeApp
) -> None:
    def restart() -> None:
        phone.transport = InProcess(make_app(demo=True), site.transport.address)

    held = phone.keep(site.download(anna).body)
    restart()
    assert phone.register(held).status == 201
    restart()
    assert phone.register(held).status == 200
    phone.sync()
    tag = dict(phone.tags)
    restart()
    assert phone.sync() == []
    assert phone.tags == tag
    site.buy(anna)
    restart()
    assert [plain(said) for said in phone.sync()] == ["Now available: 50 points"]
    restart()
    assert phone.fetch(newest(phone, held)).status == 304
    restart()
    assert phone.remove(held).status == 200
    assert site.rows(AppleDevice) == []


def test_an_unchanged_card_costs_no_signature(
    site: Site, phone: IPhone, anna: Holder, held: Held, signatures: list[str]
) -> None:
    for _ in range(3):
        site.iphone().fetch(held)
        site.download(anna)
    assert signatures == []
    site.buy(anna)
    phone.sync()
    site.iphone().fetch(held)
    assert signatures == [held.serial]


def test_one_number_always_gives_one_document(
    site: Site, phone: IPhone, anna: Holder, held: Held, clock: Clock
) -> None:
    """Built anew a month later, nothing but the signing time has changed."""
    site.buy(anna)
    phone.sync()
    clock.advance(days=20)
    site.app.extensions["tessera_packages"].cache_clear()
    again = open_pkpass(site.iphone().fetch(held).body)
    assert again.document == newest(phone, held).document
    assert again.strings == newest(phone, held).opened.strings
    assert again.signed_at != newest(phone, held).opened.signed_at


def test_what_was_taken_is_written_down(
    site: Site, phone: IPhone, anna: Holder, held: Held, clock: Clock
) -> None:
    phone.sync()
    site.buy(anna)
    clock.advance(minutes=1)
    phone.sync()
    phone.sync()
    (row,) = site.rows(ApplePass)
    assert (row.served_tag, row.served_at) == (row.tag, clock.now)
    (device,) = site.rows(AppleDevice)
    assert device.brought_tag == int(next(iter(phone.tags.values()))) >= row.tag
    assert device.listed_at == clock.now


def test_a_card_of_the_other_business_has_its_own_pass(
    site: Site, phone: IPhone, anna: Holder
) -> None:
    books = site.world.books
    twin = issue_card(books.business_id, books.programme_id, person_id=anna.person_id)
    first, second = site.add(phone, anna), site.add(phone, twin, books)
    assert first.serial != second.serial
    site.buy(anna)
    phone.sync()
    assert newest(phone, second).package == second.package
    assert "Margin Books" in str(second.document)
