"""Every page on a narrow phone: its language, its width, its targets, its console."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from app.core import db, tenancy
from app.people import actions as people
from app.sales import actions as sales
from tests.browser.conftest import Windows
from tests.browser.guest import Guest, enter_code, path_of
from tests.browser.till import ask_code
from tests.browser.words import ru
from tests.world import Shop, sell

NARROW = ViewportSize(width=320, height=640)
OWNER_MAIL = "owner@zerno.example"
GUEST_MAIL = "guest@zerno.example"
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
PUBLIC = (
    "/",
    "/sign-in",
    "/{slug}/",
    "/{slug}/join",
    "/{slug}/consents/mailings",
    "/{slug}/farewell",
)
GUEST = (
    "/",
    "/{slug}/",
    "/{slug}/protect?by=phone",
    "/{slug}/card",
    "/{slug}/card/code",
    "/{slug}/card/save",
    "/{slug}/card/erase",
    "/{slug}/card/history",
    "/{slug}/card/receipts/{second}",
    "/{slug}/card/profile",
    "/{slug}/card/consents/mailings",
    "/{slug}/card/sign-out",
    "/sign-out",
)
TILL = (
    "/",
    "/{slug}/till/",
    "/{slug}/till/outlet",
    "/{slug}/till/receipts",
    "/{slug}/till/offline",
    "/{slug}/till/receipts/{first}",
    "/{slug}/till/receipts/{first}/done",
    "/{slug}/till/receipts/{second}/refund",
)
OFFICE = (
    "/{slug}/office/",
    "/{slug}/office/members",
    "/{slug}/office/members/{member}",
    "/{slug}/office/programmes",
    "/{slug}/office/programmes/{programme}",
    "/{slug}/office/programmes/new",
    "/{slug}/office/look",
    "/{slug}/office/printing",
    "/{slug}/office/printing/cards",
    "/{slug}/office/printing/plastic",
    "/{slug}/office/programmes/{programme}/code",
    "/{slug}/office/outlets",
    "/{slug}/office/outlets/{outlet}",
    "/{slug}/office/public-page",
    "/{slug}/office/team",
    "/{slug}/office/team/{cashier}",
    "/{slug}/office/api-keys",
    "/api/",
)
FAULTS = """() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth || innerWidth > 320) {
    const out = [...document.querySelectorAll("main *")].filter((part) => part.getBoundingClientRect().right > 320);
    faults.push(`${wide} px wide: ${out.pop()?.outerHTML.slice(0, 80)}`);
  }
  const main = ".btn, .input, select, .dock a, .seg span, .check, .chip, .list-link";
  for (const control of document.querySelectorAll(main)) {
    if (!control.checkVisibility({ visibilityProperty: true })) continue;
    const { width, height } = control.getBoundingClientRect();
    const isSmall = width && Math.min(width, height) < 43.5;
    if (isSmall) faults.push(`${control.outerHTML.slice(0, 80)}: ${width}×${height}`);
  }
  return faults;
}"""


@dataclass(frozen=True)
class Busy:
    """A shop at work: its cheques, the first of which was taken back."""

    shop: Shop
    first: int
    second: int

    def path(self, pattern: str) -> str:
        """An address of this shop."""
        return pattern.format(
            slug=self.shop.slug,
            first=self.first,
            second=self.second,
            member=self.shop.member.member_id,
            programme=self.shop.programme_id,
            outlet=self.shop.outlet_id,
            cashier=self.shop.cashier.staff_id,
        )


@pytest.fixture
def busy(shop: Shop) -> Busy:
    """The shop with an owner and a guest who can sign in, cheques and a return."""
    with db.writing():
        for person_id, address in (
            (shop.owner.person_id, OWNER_MAIL),
            (shop.member.person_id, GUEST_MAIL),
        ):
            people.claim_address(person_id=person_id, channel="email", address=address)
    first = sell(shop, shop.member, amount_minor=1_234_567_00)
    second = sell(shop, shop.member, amount_minor=500_00, points=100)
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=first.receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="",
        )
    return Busy(shop=shop, first=first.receipt_id, second=second.receipt_id)


def faults_of(page: Page, busy: Busy, language: str, paths: tuple[str, ...]) -> list:
    """What is wrong with each of these pages."""
    faults = []
    for path in paths:
        answer = page.goto(busy.path(path))
        assert answer is not None
        found = page.evaluate(FAULTS)
        if answer.status >= 300:
            found.append(f"status {answer.status}")
        if page.locator("html").get_attribute("lang") != language:
            found.append("another language")
        faults += [(path, fault) for fault in found]
    return faults


def speak(page: Page, language: str) -> None:
    """Choose the language at the foot of the start page, which stays the same one."""
    page.goto("/")
    if language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert path_of(page) == "/"


@LANGUAGES
def test_public_pages_fit_a_narrow_phone(
    windows: Windows, busy: Busy, language: str
) -> None:
    page = windows.open(NARROW)
    page.goto("/")
    speak(page, language)
    assert faults_of(page, busy, language, PUBLIC) == []


@LANGUAGES
def test_the_cabinet_fits_a_narrow_phone(
    windows: Windows, busy: Busy, language: str
) -> None:
    page = windows.open(NARROW)
    sign_in(page, GUEST_MAIL)
    speak(page, language)
    assert faults_of(page, busy, language, GUEST) == []


@LANGUAGES
def test_the_till_fits_a_narrow_phone(
    windows: Windows, busy: Busy, language: str
) -> None:
    page = windows.open(NARROW)
    sign_in(page, OWNER_MAIL)
    speak(page, language)
    faults = faults_of(page, busy, language, TILL)
    page.goto(f"/{busy.shop.slug}/till/")
    page.locator("#code").fill(busy.shop.member.number)
    page.locator("#scan [type=submit]").click()
    page.locator("#amount").fill("100000")
    expect(page.locator("button[name=spend]").first).to_be_visible()
    assert faults + page.evaluate(FAULTS) == []


@LANGUAGES
def test_the_office_fits_a_narrow_phone(
    windows: Windows, busy: Busy, language: str
) -> None:
    page = windows.open(NARROW)
    sign_in(page, OWNER_MAIL)
    speak(page, language)
    assert faults_of(page, busy, language, OFFICE) == []


def sign_in(page: Page, email: str) -> None:
    """Sign in and wait for the first page behind the door."""
    page.goto("/sign-in?by=email")
    ask_code(page, email)
    enter_code(page)
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
def test_a_long_history_goes_on(windows: Windows, busy: Busy, *, scripts: bool) -> None:
    for _ in range(20):
        sell(busy.shop, busy.shop.member, amount_minor=100_00)
    guest = Guest(windows.open(scripts=scripts), busy.shop.slug)
    sign_in(guest.page, GUEST_MAIL)
    first = guest.history()
    guest.page.locator(".more a").click()
    rows = guest.page.locator(".rows > .row")
    expect(rows).to_have_count(len(first) + 4 if scripts else 4)
    expect(guest.page.get_by_role("heading", level=2)).to_have_count(1)


def test_a_wrong_code_is_told_at_the_field(windows: Windows, busy: Busy) -> None:
    page = windows.open()
    page.goto("/sign-in?by=email")
    ask_code(page, OWNER_MAIL)
    page.get_by_label(ru("Code"), exact=True).fill("12")
    page.get_by_role("button", name=ru("Continue")).click()
    expect(page.locator(".errors")).to_be_focused()
    assert page.title().startswith(ru("Error:"))
    page.locator(".errors a").click()
    code = page.get_by_label(ru("Code"), exact=True)
    expect(code).to_be_focused()
    expect(code).to_have_attribute("aria-invalid", "true")


def test_a_lost_connection_is_said_and_nothing_is_lost(
    windows: Windows, busy: Busy
) -> None:
    page = windows.open()
    # Before anything is loaded: a page that is on its way would not be cut off.
    page.route("**/sale/quote", cut)
    sign_in(page, OWNER_MAIL)
    page.goto(f"/{busy.shop.slug}/till/")
    page.locator("#code").fill(busy.shop.member.number)
    page.locator("#scan [type=submit]").click()
    # What is typed before the scripts are there asks nothing.
    expect(page.locator("#amount")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("#amount").fill("1000")
    expect(page.locator("#live")).to_contain_text(
        ru("No connection: nothing was changed. Try again.")
    )
    expect(page.locator("#amount")).to_have_value("1000")
    assert windows.complaints
    windows.complaints.clear()


def cut(route: Route) -> None:
    """As if the cable were out."""
    route.abort("internetdisconnected")
