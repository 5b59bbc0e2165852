"""The public page before a guest's eyes: what is above the fold, opens and prints."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.businesses import hours_reading, outlets
from app.businesses.hours import Hours
from app.businesses.outlets import Place
from app.core import db, tenancy
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.words import ru
from tests.world import Shop

LATE = "+74951234567"
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture
def told(shop: Shop) -> Shop:
    """The shop with hours and a phone."""
    place = Place(
        name="Corner",
        address="Mira 1",
        zone=shop.zone,
        phone=LATE,
        hours=Hours(hours_reading.week("9-22")),
    )
    with tenancy.scope(shop.business_id), db.writing():
        outlets.change(outlet_id=shop.outlet_id, place=place)
    return shop


def lower_edge(page: Page, words: str) -> float:
    """Where a link ends, in pixels from the top of the window."""
    box = page.get_by_role("link", name=words).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_way_to_a_card_is_above_the_fold(
    windows: Windows, told: Shop, size: ViewportSize
) -> None:
    page = windows.open(size)
    page.goto(f"/{told.slug}/")
    assert lower_edge(page, ru("Get a card")) < size["height"]
    assert page.evaluate(SHIFTS) < 0.05


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
def test_the_week_opens_under_the_sentence_about_now(
    windows: Windows, told: Shop, *, scripts: bool
) -> None:
    page = windows.open(scripts=scripts)
    page.goto(f"/{told.slug}/")
    week = page.locator(".hours")
    expect(week).to_be_hidden()
    page.locator(".place summary").click()
    expect(week).to_contain_text(ru("Every day"))
    expect(page.locator(f"a[href='tel:{LATE}']")).to_be_visible()


def test_on_paper_the_phone_and_the_week_stay(windows: Windows, told: Shop) -> None:
    page = windows.open(DESK)
    page.goto(f"/{told.slug}/")
    page.emulate_media(media="print")
    expect(page.locator(f"a[href='tel:{LATE}']")).to_be_visible()
    expect(page.locator(".hours")).to_be_visible()
    expect(page.get_by_role("link", name=ru("Get a card"))).to_be_hidden()
