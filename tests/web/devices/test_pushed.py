"""From a purchase to the lock screen: worker, Apple's stand-in and a phone together."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.core.config import Config
from app.wallet.apple import apns
from app.wallet.models import AppleDevice, ApplePass, AppleRegistration
from app.worker import Worker
from tests.standins import apns as standin
from tests.standins.apns import Apns
from tests.standins.iphone import Held, IPhone
from tests.wallet.apple import apple
from tests.web.devices.conftest import Site
from tests.world import Holder

# TLS goes by the machine's clock.
pytestmark = pytest.mark.real_clock


@dataclass(frozen=True)
class Pushing:
    """A site whose phones are told through the stand-in."""

    site: Site
    apns: Apns
    config: Config

    def deliver(self) -> list[str]:
        """What the worker does after a change; the tokens that were told."""
        before = len(self.apns.taken)
        worker: Worker = self.site.app.extensions["tessera_worker"]
        worker.relay()
        apple.drain(self.config)
        return self.apns.taken[before:]


@pytest.fixture
def pushing(site: Site, held: Held) -> Iterator[Pushing]:
    """The demo's own certificates open the stand-in."""
    root = (site.config.data_dir / "certificates" / "root.pem").read_bytes()
    with standin.serving(root) as there:
        config = apple.with_settings(site.config, apns_url=there.url, apns_ca=there.ca)
        made = Pushing(site, there, config)
        made.deliver()
        yield made
        apns.close()


def test_5_a_purchase_is_on_the_lock_screen(
    pushing: Pushing, phone: IPhone, anna: Holder
) -> None:
    phone.sync()
    pushing.site.buy(anna)
    assert pushing.deliver() == [phone.push_token]
    (sentence,) = phone.sync()
    assert sentence.startswith("Now available")
    assert pushing.deliver() == []


def test_5_each_phone_of_a_changed_card_is_told_once_and_no_other(
    pushing: Pushing, phone: IPhone, anna: Holder
) -> None:
    site = pushing.site
    second, stranger = site.iphone(), site.iphone()
    boris = site.card(name="Boris")
    site.add(second, anna)
    site.add(second, boris)
    site.add(stranger, boris)
    pushing.deliver()
    site.buy(anna)
    told = pushing.deliver()
    assert sorted(told) == sorted([phone.push_token, second.push_token])
    site.buy(anna)
    site.buy(boris)
    told = pushing.deliver()
    everybody = [phone.push_token, second.push_token, stranger.push_token]
    assert sorted(told) == sorted(everybody)


def test_3_a_new_push_token_is_the_only_one_that_is_told(
    pushing: Pushing, phone: IPhone, anna: Holder, held: Held
) -> None:
    phone.push_token = secrets.token_hex(32)
    assert phone.register(held).status == 200
    pushing.site.buy(anna)
    assert pushing.deliver() == [phone.push_token]


def test_12_a_phone_that_took_the_pass_out_is_told_no_more(
    pushing: Pushing, phone: IPhone, anna: Holder, held: Held
) -> None:
    assert phone.remove(held).status == 200
    pushing.site.buy(anna)
    assert pushing.deliver() == []


def test_13_a_phone_that_is_gone_leaves_nothing_behind(
    pushing: Pushing, phone: IPhone, anna: Holder
) -> None:
    pushing.apns.script(phone.push_token, standin.dead())
    pushing.site.buy(anna)
    assert pushing.deliver() == []
    assert pushing.site.rows(AppleDevice) == []
    assert pushing.site.rows(AppleRegistration) == []


def test_6_a_change_that_a_phone_asked_for_first_is_numbered_once(
    pushing: Pushing, phone: IPhone, anna: Holder
) -> None:
    """The phone was faster than the worker: it holds the newest state, and stays told."""
    phone.sync()
    pushing.site.buy(anna)
    assert len(phone.sync()) == 1
    numbered = [row.tag for row in pushing.site.rows(ApplePass)]
    assert pushing.deliver() == [phone.push_token]
    assert [row.tag for row in pushing.site.rows(ApplePass)] == numbered
