"""A business's page at a first visit, and how soon a new look is everywhere.

The page is the demo's, with its cover, posts, outlets and vacancies. The look is
published while another process serves pages; 500 cards are in wallets.
"""

import http.client
import time
from collections.abc import Iterator
from dataclasses import replace

from playwright.sync_api import BrowserContext, sync_playwright
from sqlalchemy import func, select

from app.businesses import looks, queries
from app.businesses.queries import BusinessView
from app.core import db, tenancy
from app.demo.fill import fill_once
from app.wallet import posters
from app.wallet.models import ApplePass
from tests import browser_setup
from tests.bench import figures
from tests.bench.figures import Figure
from tests.bench.servers import granian
from tests.bench.stage import shop, stage
from tests.bench.weight import PHONE, counting
from tests.wallet.apple import phones
from tests.world import Shop, issue_card

MOST_KB, MOST_REQUESTS = 150, 15
PASSES, MOST_SECONDS = 500, 60
COLOUR = "#7a2e22"


def run() -> Iterator[Figure]:
    """The weight of the page, then the way of a look."""
    yield from _weight()
    yield figures.at_most(
        f"look published → page, paper and {PASSES} passes",
        _way(),
        MOST_SECONDS,
        unit="s",
    )


def _weight() -> Iterator[Figure]:
    path = browser_setup.find()
    if path is None:
        raise RuntimeError("no Chromium here; make test installs one")
    with stage("sqlite") as at:
        fill_once(say=lambda _: None)
        with (
            granian("wsgi:app", at.environment, threads=4) as server,
            sync_playwright() as driver,
        ):
            browser = driver.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu"]
            )
            phone = browser.new_context(viewport=PHONE, locale="ru-RU")
            size, requests = _visit(phone, f"http://127.0.0.1:{server.port}/polden/")
            browser.close()
    yield figures.at_most(
        "first visit of a business's page, with cover and fonts",
        size,
        MOST_KB,
        unit="kB",
    )
    yield figures.at_most("… its requests", requests, MOST_REQUESTS, unit="requests")


def _visit(phone: BrowserContext, address: str) -> tuple[float, int]:
    page = phone.new_page()
    counted = counting(phone.new_cdp_session(page))
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise RuntimeError("the page did not open")
    return sum(counted.values()) / 1000, len(counted)


def _way() -> float:
    """Seconds from publishing until nothing shows the old look."""
    with stage("sqlite") as at:
        own = shop()
        for _ in range(PASSES):
            phones.give(own, issue_card(own.business_id, own.programme_id))
        at.app.extensions["tessera_worker"].relay()
        paper = _paper(own)
        with granian("wsgi:app", at.environment, threads=4) as server:
            while not _shows(server.port, own, _business(own).stylesheet_hash):
                time.sleep(0.05)
            old = _newest_tag(own)
            started = time.perf_counter()
            _publish(own)
            at.app.extensions["tessera_worker"].relay()
            while not _shows(server.port, own, _business(own).stylesheet_hash):
                time.sleep(0.05)
            seconds = time.perf_counter() - started
            if _paper(own) == paper or _stamped(own, old) < PASSES:
                raise RuntimeError("paper or passes still show the old look")
    return seconds


def _business(own: Shop) -> BusinessView:
    db.session().rollback()
    return queries.by_id(own.business_id)


def _publish(own: Shop) -> None:
    with tenancy.scope(own.business_id), db.writing():
        look = replace(queries.by_id(own.business_id).look, brand_colour=COLOUR)
        looks.save_draft(look=look, seen_revision=0, staff_id=None)
        looks.publish(staff_id=None)


def _paper(own: Shop) -> bytes:
    with tenancy.scope(own.business_id):
        return posters.join_matter(
            _business(own),
            "poster",
            url="https://x.test/",
            spoken_link="",
            language="ru",
        )


def _shows(port: int, own: Shop, stylesheet_hash: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/{own.slug}/")
    text = connection.getresponse().read().decode()
    connection.close()
    return f"brand-{stylesheet_hash}.css" in text


def _newest_tag(own: Shop) -> int:
    with tenancy.scope(own.business_id):
        found = db.session().execute(select(func.max(ApplePass.tag))).scalar_one()
    return int(found)


def _stamped(own: Shop, after: int) -> int:
    """Passes with a newer tag: phones that ask are given them anew."""
    db.session().rollback()
    with tenancy.scope(own.business_id):
        count = select(func.count(ApplePass.id)).where(ApplePass.tag > after)
        return int(db.session().execute(count).scalar_one())
