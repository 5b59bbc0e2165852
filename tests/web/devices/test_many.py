"""Many changes, many phones: in the end every phone holds what the server has."""

import itertools
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import insert

from app.core import clock, db, tenancy
from app.wallet.apple import packages, registrations, updates
from app.wallet.models import AppleDevice, ApplePass, DeviceLog
from passes.apple.protocol import Scheme
from passes.testing import open_pkpass
from tests.conftest import NOW, Database
from tests.standins.iphone import Held, IPhone
from tests.web.devices.conftest import BASE, Site
from tests.world import Holder

PASS_TYPE = "pass.demo.tessera"
OPERATIONS = 1_000


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """More registrations than a phone ever makes."""
    wide = registrations.Limit("pass_registrations", count=10**6, seconds=3600)
    monkeypatch.setattr(registrations, "LIMIT", wide)


def assert_current(site: Site, phone: IPhone) -> None:
    """Nothing is left to fetch, and what is held is what the server builds anew."""
    phone.sync()
    site.app.extensions["tessera_packages"].cache_clear()
    for place, tag in phone.tags.items():
        assert phone.updates(*place, tag).status == 204
    for held in phone.wallet.values():
        fresh = open_pkpass(phone.fetch(replace(held, modified="")).body)
        assert fresh.document == held.document
        assert fresh.strings == held.opened.strings


class Life:
    """Everything that phones, shops and workers do, by chance."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.chance = random.Random(seed)
        self.phones = [site.iphone() for _ in range(3)]
        self.holders = [site.card() for _ in range(4)]
        self.packages = {h.card_id: site.download(h).body for h in self.holders}
        self.highest = {phone.device: 0 for phone in self.phones}

    def step(self) -> None:
        """Something happens."""
        steps = [self.add, self.remove, self.rotate, self.sync, self.sync, self.ask]
        changes = [self.buy, self.buy, self.buy, self.tell]
        self.chance.choice(steps + changes)(self.chance.choice(self.phones))

    def add(self, phone: IPhone) -> None:
        """A pass is opened; sometimes one that was downloaded long ago."""
        holder = self.chance.choice(self.holders)
        if self.chance.random() < 0.5:
            self.packages[holder.card_id] = self.site.download(holder).body
        phone.add(self.packages[holder.card_id])

    def remove(self, phone: IPhone) -> None:
        """A pass is thrown away."""
        if phone.wallet:
            held = self.chance.choice([*phone.wallet.values()])
            assert phone.remove(held).status == 200

    def rotate(self, phone: IPhone) -> None:
        """The phone gets another push token."""
        phone.push_token = self.chance.randbytes(32).hex()
        for held in phone.wallet.values():
            assert phone.register(held).status == 200

    def sync(self, phone: IPhone) -> None:
        """The phone brings itself up to date."""
        phone.sync()
        for tag in phone.tags.values():
            assert int(tag) >= self.highest[phone.device]
            self.highest[phone.device] = int(tag)

    def ask(self, phone: IPhone) -> None:
        """Somebody asks with whatever tag."""
        highest = str(self.highest[phone.device])
        tag = self.chance.choice([None, "0", "x", highest])
        assert phone.updates(BASE, PASS_TYPE, tag).status in {200, 204}

    def buy(self, _: IPhone) -> None:
        """A card changes."""
        self.site.buy(self.chance.choice(self.holders), 2_000)

    def tell(self, _: IPhone) -> None:
        """The worker numbers a change."""
        told(self.site, self.chance.choice(self.holders))


def test_6_a_thousand_random_operations(site: Site) -> None:
    """The tag never decreases, and phones end up with the server's state."""
    life = Life(site, 20261122)
    for _ in range(OPERATIONS):
        life.step()
    assert max(life.highest.values()) > 100
    for phone in life.phones:
        assert_current(site, phone)


def told(site: Site, holder: Holder) -> None:
    """Let the worker hear of a card."""
    with tenancy.scope(site.world.coffee.business_id):
        updates.cards_changed([holder.card_id])


def at_once(site: Site, *jobs: Callable[[], None]) -> None:
    """Run jobs in threads of their own, let go together; raises what they raise."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        gate.wait()
        with site.app.app_context():
            try:
                job()
            finally:
                db.db.session.remove()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result()


@pytest.mark.real_clock
def test_6_phones_that_sync_while_cards_change_miss_nothing(site: Site) -> None:
    """Eight threads change cards while four phones sync."""
    holders = [site.card() for _ in range(6)]
    phones = [site.iphone() for _ in range(4)]
    for phone, holder in itertools.product(phones, holders):
        site.add(phone, holder)
    left = [8]

    def change(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(12):
            holder = chance.choice(holders)
            site.buy(holder, 2_000)
            if chance.random() < 0.7:
                told(site, holder)
        left[0] -= 1

    def sync(phone: IPhone) -> None:
        while left[0]:
            phone.sync()

    at_once(
        site,
        *(partial(change, seed) for seed in range(8)),
        *(partial(sync, phone) for phone in phones),
    )
    assert sum(phone.fetches for phone in phones) > len(phones)
    for phone in phones:
        assert_current(site, phone)
        assert len(phone.wallet) == len(holders)
        balances = [held.fields()["points"][1] for held in phone.wallet.values()]
        assert sum(int(balance.split("\xa0")[0]) for balance in balances) == 8 * 12


def test_6_a_change_while_a_phone_registers_is_told(site: Site) -> None:
    """Between the look at the pass and the registration the worker was faster."""
    phone, holder = site.iphone(), site.card()
    held = phone.keep(site.download(holder).body)
    seen = packages.by_serial(held.serial)
    assert seen is not None
    site.buy(holder)
    told(site, holder)
    late = registrations.Phone(
        digest=b"late", scheme=Scheme.APPLE, push_token=phone.push_token, agent=""
    )
    assert registrations.register(seen, late)
    (device,) = site.rows(AppleDevice)
    assert device.push_due_at == NOW


@pytest.mark.real_clock
def test_6_a_complaint_under_way_holds_up_no_change(
    site: Site, database: Database
) -> None:
    """A line of the log only refers to its pass, which may change meanwhile."""
    if database.kind == "sqlite":
        pytest.skip("there writers take turns")
    site.add(site.iphone(), site.card())
    (row,) = site.rows(ApplePass)
    is_written, is_told = threading.Event(), threading.Event()

    def complain() -> None:
        line = {"agent": "", "message": "", "logged_at": clock.now()}
        with db.writing():
            db.session().execute(insert(DeviceLog), [{"pass_id": row.id} | line])
            is_written.set()
            assert is_told.wait(5)

    def change() -> None:
        assert is_written.wait(5)
        with tenancy.across(), db.writing():
            updates.stamp([row.id])
        is_told.set()

    at_once(site, complain, change)


@pytest.mark.real_clock
def test_3_registering_at_once_makes_one_registration(site: Site) -> None:
    phone = site.iphone()
    held = phone.keep(site.download(site.card()).body)
    statuses: list[int] = []
    register = lambda: statuses.append(phone.register(held).status)  # noqa: E731
    at_once(site, *[register] * 8)
    assert sorted(statuses) == [200] * 7 + [201]


@pytest.mark.real_clock
def test_12_leaving_and_registering_at_once_never_fails(site: Site) -> None:
    phone = site.iphone()
    mine = [site.add(phone, site.card()) for _ in range(2)]
    statuses: list[int] = []

    def flap(held: Held) -> None:
        for _ in range(15):
            statuses.append(phone.remove(held).status)
            statuses.append(phone.register(held).status)

    at_once(site, *(partial(flap, held) for held in mine))
    assert set(statuses) <= {200, 201}
    listed = phone.updates(BASE, PASS_TYPE).body.decode()
    assert all(held.serial in listed for held in mine)
