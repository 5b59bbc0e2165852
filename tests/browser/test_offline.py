"""A till in a real browser: opens without a network, keeps deals, loses and doubles none."""

import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.core import db, tenancy
from app.ledger.verify import verify
from app.sales.models import Receipt, Refund
from app.sales.offline import queries
from app.sales.offline.models import OfflineDeal
from tests.browser.conftest import CASHIER_MAIL, DESK, PHONE, Windows
from tests.browser.till import Till
from tests.browser.words import ru
from tests.served import Site
from tests.world import Shop, sell

pytestmark = pytest.mark.real_clock
DEALS = 250
ROUNDS = 600
KILLED = {2, 5, 8}
LOST = "Failed to load resource: net::ERR"


@dataclass
class Network:
    """Stands in front of the site: away, or losing requests and answers."""

    wsgi: Callable[..., Iterable[bytes]]
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    is_away: bool = False
    loses: float = 0
    lost: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        """Serve, or hang up before or after the work is done."""
        with self.lock:
            fate = self.chance.random()
        is_deal = environ["PATH_INFO"].endswith("/offline/deals")
        if self.is_away or (is_deal and fate < self.loses):
            return self._hang_up(environ, start, "request")
        if is_deal and fate < 2 * self.loses:
            b"".join(self.wsgi(environ, lambda *_: None))
            return self._hang_up(environ, start, "answer")
        return self.wsgi(environ, start)

    def _hang_up(self, environ: Any, start: Any, what: str) -> Iterable[bytes]:
        self.lost[what] += 1
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("503 Gone", [])
        return []


@pytest.fixture
def network(site: Site, windows: Windows) -> Iterator[Network]:
    """The network of the site; what it loses is no complaint about our pages."""
    made = Network(site.app.wsgi_app)
    site.app.wsgi_app = made  # type: ignore[method-assign]
    yield made
    windows.complaints[:] = [c for c in windows.complaints if not c.startswith(LOST)]


def prepared(windows: Windows, shop: Shop, name: str, **how: Any) -> Till:
    """A till that a cashier has prepared, in a browser of its own."""
    till = Till(windows.open(**how), shop.slug)
    till.sign_in(CASHIER_MAIL)
    till.expect_heading(ru("Scan the card"))
    till.page.get_by_role("link", name=ru("More")).click()
    till.page.get_by_role("link", name=ru("Without a network")).click()
    till.page.get_by_label(ru("Name of this till")).fill(name)
    till.press(ru("Prepare this till"))
    expect(till.page.get_by_text(ru("The till is ready"))).to_be_visible()
    till.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return till


def leave(till: Till, network: Network) -> None:
    """Go where there is no network."""
    network.is_away = True
    till.page.context.set_offline(True)


def come_back(till: Till, network: Network) -> None:
    """The network is there again."""
    network.is_away = False
    till.page.context.set_offline(False)


def rows(page: Page) -> list[str]:
    """The list of the till's deals, newest first."""
    return page.locator("[data-part=list] > li").all_inner_texts()


@pytest.mark.parametrize("desk", [DESK, PHONE], ids=["desk", "phone"])
def test_a_cheque_is_kept_without_a_network_and_sent_later(
    windows: Windows, shop: Shop, network: Network, desk: Any
) -> None:
    sell(shop, shop.member, amount_minor=2000_00)
    till = prepared(windows, shop, "Бар", size=desk)
    leave(till, network)
    # A cold start: the ordinary address, and nobody answers.
    till.page.goto(f"/{shop.slug}/till/")
    till.expect_heading(ru("Till without a network"))
    expect(till.page.get_by_text(ru("No network"), exact=True)).to_be_visible()

    till.page.get_by_label(ru("Number or code of the card")).fill(shop.member.number)
    till.page.get_by_label(ru("Sum of the cheque")).fill("80")
    spend = till.page.locator("[data-take=spend]")
    expect(spend).to_contain_text("80")
    spend.click()
    expect(
        till.page.get_by_role("heading", name=ru("Saved on this device"))
    ).to_be_visible()
    till.page.get_by_label(ru("Number or code of the card")).fill(shop.member.number)
    till.page.get_by_label(ru("Sum of the cheque")).fill("1000")
    till.page.locator("[data-take=plain]").click()
    expect(till.page.locator("[data-part=list] > li")).to_have_count(2)
    assert all(ru("Waits for the network") in row for row in rows(till.page))

    # The window is closed and opened again: what was saved is still there.
    till.page.reload()
    expect(till.page.locator("[data-part=list] > li")).to_have_count(2)
    come_back(till, network)
    till.page.goto(f"/{shop.slug}/till/offline")
    booked = till.page.locator("[data-part=list] .badge-good")
    expect(booked).to_have_count(2)
    with tenancy.scope(shop.business_id):
        assert total(Receipt) == 3
        assert queries.open_count() == 0


def test_a_sum_or_a_card_that_is_missing_is_said_in_words(
    windows: Windows, shop: Shop
) -> None:
    till = prepared(windows, shop, "Бар")
    till.page.locator("[data-take=plain]").click()
    expect(
        till.page.get_by_text(ru("Scan the card or type its number."))
    ).to_be_visible()
    till.page.get_by_label(ru("Number or code of the card")).fill(shop.member.number)
    till.page.get_by_label(ru("Sum of the cheque")).fill("сто")
    till.page.locator("[data-take=plain]").click()
    words = ru("Enter the sum in digits, like 1250 or 1250,50.")
    expect(till.page.get_by_text(words)).to_be_visible()
    assert rows(till.page) == []


def test_a_full_device_says_so_and_counts_nothing(windows: Windows, shop: Shop) -> None:
    till = prepared(windows, shop, "Бар")
    till.page.evaluate(
        """() => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (row, ...more) {
            if (this.name === "deals") throw new DOMException("full", "QuotaExceededError");
            return put.call(this, row, ...more);
          };
        }"""
    )
    till.page.get_by_label(ru("Number or code of the card")).fill(shop.member.number)
    till.page.get_by_label(ru("Sum of the cheque")).fill("100")
    till.page.locator("[data-take=plain]").click()
    expect(till.page.get_by_role("heading", name=ru("Not saved"))).to_be_visible()
    full = "This device has no room left. Write the cheque down on paper and free some space."
    expect(till.page.get_by_text(ru(full))).to_be_visible()
    assert rows(till.page) == []


def write(till: Till, shop: Shop, count: int, seed: int) -> None:
    """Save many deals through the page's own queue: sales, spends, returns."""
    till.page.evaluate(
        """async ([slug, card, count, seed]) => {
          const queue = self.tillQueue(slug);
          let state = seed;
          const chance = (most) => (state = (state * 48271) % 2147483647) % most;
          const sold = [];
          for (let n = 0; n < count; n += 1) {
            if (n % 25 === 24) {
              await queue.save({ kind: "refund", of_sequence: sold.splice(chance(sold.length), 1)[0] }, null);
              continue;
            }
            const promised = await queue.promise(card);
            const points = promised && chance(5) === 0 ? Math.min(3, promised.left) : 0;
            const total = 10000 + chance(80000);
            sold.push(await queue.save({ kind: points ? "spend" : "earn", card, lines: [{ amount_minor: total }], points, paid_minor: total - points * 100 }, promised));
          }
        }""",
        [shop.slug, shop.member.number, count, seed],
    )


def unsent(till: Till, shop: Shop) -> int:
    """How many deals the device still keeps."""
    found = till.page.evaluate(
        "async (slug) => (await self.tillQueue(slug).deals())"
        ".filter((row) => row.state !== 'booked').length",
        shop.slug,
    )
    assert isinstance(found, int)
    return found


def test_m8_500_deals_of_two_tills_through_a_bad_network(
    windows: Windows, shop: Shop, network: Network
) -> None:
    """Requests and answers are lost, a window is killed: none lost, none doubled."""
    sell(shop, shop.member, amount_minor=20_000_00)
    tills = [prepared(windows, shop, name) for name in ("Бар", "Зал")]
    for seed, till in enumerate(tills, start=1):
        leave(till, network)
        write(till, shop, DEALS, seed)
        assert unsent(till, shop) == DEALS
    network.loses = 0.25
    for till in tills:
        come_back(till, network)
    for round_ in range(ROUNDS):
        for till in tills:
            # Both at once; a few times a window dies in the middle of it.
            till.page.evaluate(
                "navigator.serviceWorker.ready.then((r) => r.active.postMessage('send'))"
            )
            if round_ in KILLED:
                till.page.goto("about:blank")
                till.page.goto(f"/{shop.slug}/till/offline")
        tills[0].page.wait_for_timeout(300)
        if not sum(unsent(till, shop) for till in tills):
            break
    assert network.lost["request"]
    assert network.lost["answer"]
    returns = 2 * (DEALS // 25)
    with tenancy.scope(shop.business_id):
        assert total(OfflineDeal) == 2 * DEALS
        states = db.session().execute(
            select(OfflineDeal.state, func.count()).group_by(OfflineDeal.state)
        )
        assert [tuple(row) for row in states] == [("booked", 2 * DEALS)]
        assert total(Receipt) == 2 * DEALS - returns + 1
        assert total(Refund) == returns
        assert [device.missing for device in queries.devices()] == [0, 0]
        assert list(verify(shop.business_id)) == []


def total(kind: type[Receipt | Refund | OfflineDeal]) -> int:
    """How many rows there are."""
    found = db.session().execute(select(func.count(kind.id))).scalar_one()
    db.session().rollback()
    return found
