"""How many bytes a phone loads for the card page: the first visit and the next."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests import browser_setup
from tests.bench import figures
from tests.bench.card import PAGES, dress
from tests.bench.figures import Figure
from tests.bench.servers import granian
from tests.bench.stage import buy, cookie, shop, stage, weeks_ago

MOST_FIRST_KB, MOST_REPEAT_KB = 100, 10
PHONE = {"width": 390, "height": 844}


def run() -> Iterator[Figure]:
    """Bytes over the wire, headers and all, as Chromium counts them."""
    path = browser_setup.find()
    if path is None:
        raise RuntimeError("no Chromium here; make test installs one")
    with stage("sqlite") as at:
        own = shop()
        dress(own)
        buy(own, own.member, count=30, first_at=weeks_ago(6))
        name, _, value = cookie(at, own.member.person_id).partition("=")
        with granian("wsgi:app", at.environment, threads=4) as server:
            address = f"http://127.0.0.1:{server.port}{PAGES['card page']}"
            with sync_playwright() as driver:
                browser = driver.chromium.launch(
                    executable_path=path, args=["--no-sandbox", "--disable-gpu"]
                )
                phone = browser.new_context(viewport=PHONE, locale="ru-RU")
                phone.add_cookies([{"name": name, "value": value, "url": address}])
                first, repeat = _visit(phone, address), _visit(phone, address)
                browser.close()
    yield figures.at_most(
        "first visit of the card page, with fonts", first, MOST_FIRST_KB, unit="kB"
    )
    yield figures.at_most("… its next visit", repeat, MOST_REPEAT_KB, unit="kB")


def _visit(phone: BrowserContext, address: str) -> float:
    """Open the page in a new tab; kB that came over the wire."""
    page = phone.new_page()
    session = phone.new_cdp_session(page)
    counted = counting(session)
    page.goto(address, wait_until="networkidle")
    _check(page, address)
    page.close()
    return sum(counted.values()) / 1000


def counting(session: CDPSession) -> dict[str, float]:
    """Bytes per request, filled as they come; caches keep nothing back."""
    session.send("Network.enable")
    counted: dict[str, float] = {}

    def finished(event: dict[str, object]) -> None:
        counted[str(event["requestId"])] = float(str(event["encodedDataLength"]))

    session.on("Network.loadingFinished", finished)
    return counted


def _check(page: Page, address: str) -> None:
    """It must be the card and not a door to it."""
    if urlsplit(page.url).path != urlsplit(address).path:
        raise RuntimeError(f"the card led to {page.url}")
