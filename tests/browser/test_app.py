"""The card as an app in a real browser: without a network, for one person, kept new."""

import re
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from app.core import db, tenancy
from app.notifications.push import queries
from app.notifications.push.message import Message, payload
from app.people import actions as people
from tests.browser.conftest import Windows
from tests.browser.guest import Guest, enter_code
from tests.browser.till import ask_code
from tests.browser.words import ru
from tests.served import Site
from tests.standins.push import Browser
from tests.world import Holder, Shop, create_person, issue_card, sell

pytestmark = pytest.mark.real_clock
LOST = "Failed to load resource: net::ERR"
MAIL, OTHER_MAIL = "anna@example.com", "boris@example.com"
# A browser without a screen forbids before it is asked.
UNDECIDED = """Object.defineProperty(Notification, "permission", { get: () => "default", configurable: true });"""
ENDPOINT = "https://push.example.com/send/abc"


@dataclass
class Network:
    """Stands in front of the site; answers nobody while it is away."""

    wsgi: Callable[..., Iterable[bytes]]
    is_away: bool = False
    addition: bytes = b""

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        """Serve or hang up."""
        if self.addition and environ["PATH_INFO"].endswith("/card/worker.js"):
            return self._newer(environ, start)
        if not self.is_away:
            return self.wsgi(environ, start)
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("503 Gone", [])
        return []

    def _newer(self, environ: Any, start: Any) -> Iterable[bytes]:
        """The worker of another release."""
        told: list[Any] = []
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        body = b"".join(self.wsgi(environ, lambda *said: told.extend(said)))
        headers = [each for each in told[1] if each[0] != "Content-Length"]
        start(told[0], headers)
        return [body + self.addition]


@pytest.fixture
def network(site: Site, windows: Windows) -> Iterator[Network]:
    """The network of the site; what it loses is no complaint about our pages."""
    made = Network(site.app.wsgi_app)
    site.app.wsgi_app = made  # type: ignore[method-assign]
    yield made
    windows.complaints[:] = [c for c in windows.complaints if LOST not in c]


def kept(page: Page) -> list[str]:
    """What the browser keeps of people: caches named after who is signed in."""
    found = page.evaluate(
        "async () => (await caches.keys()).filter((name) => name.startsWith('card-'))"
    )
    assert isinstance(found, list)
    return found


def wait_for_card(page: Page, but: str = "") -> str:
    """Until the card is kept; the name of its cache, which is not ``but``."""
    for _ in range(200):
        names = kept(page)
        if len(names) == 1 and names[0] != but and _is_whole(page, names[0]):
            return names[0]
        page.wait_for_timeout(100)
    raise AssertionError(f"no card is kept: {names}")


def _is_whole(page: Page, name: str) -> bool:
    """Whether both pages are in the cache."""
    count = page.evaluate(
        """async (name) => {
          const paths = (await (await caches.open(name)).keys()).map((kept) => kept.url);
          return paths.filter((path) => /offline$|no-network$/.test(path)).length;
        }""",
        name,
    )
    return bool(count == 2)


def until(page: Page, expression: str) -> None:
    """Until something asynchronous is so."""
    for _ in range(200):
        if page.evaluate(f"async () => Boolean({expression})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


def signed_in(page: Page, shop: Shop, email: str) -> Guest:
    """The owner of an address signs in and looks at their card until it is kept."""
    page.goto(f"/sign-in?next=/{shop.slug}/card")
    page.get_by_role("link", name=ru("Use e-mail instead")).click()
    ask_code(page, email)
    enter_code(page)
    guest = Guest(page, shop.slug)
    guest.open_card()
    return guest


@pytest.fixture
def anna(windows: Windows, shop: Shop) -> Guest:
    """A member whose browser keeps her card."""
    with db.writing():
        people.claim_address(
            person_id=shop.member.person_id, channel="email", address=MAIL
        )
    guest = signed_in(windows.open(), shop, MAIL)
    wait_for_card(guest.page)
    return guest


def test_the_card_opens_from_a_cold_tab_without_a_network(
    anna: Guest, network: Network
) -> None:
    number = anna.number()
    network.is_away = True
    page = anna.page.context.new_page()
    page.goto(f"/{anna.slug}/card?app=1")
    cold = Guest(page, anna.slug)
    expect(page.get_by_text(ru("No network"), exact=True)).to_be_visible()
    assert cold.number() == number
    assert re.search(r"Карта на \d\d:\d\d, \d+ \w+\.", page.inner_text("main"))
    assert number in cold.shown_code()
    # Styled, with its own type: every file was kept.
    assert page.evaluate("document.fonts.check('16px Onest')")

    page.goto(f"/{anna.slug}/card/history")
    expect(page.get_by_role("heading", name=ru("No network"))).to_be_visible()
    page.get_by_role("link", name=ru("Open the card")).click()
    assert Guest(page, anna.slug).number() == number

    network.is_away = False
    page.get_by_role("link", name=ru("Try again")).click()
    expect(page.get_by_role("link", name=ru("Profile"))).to_be_visible()


def test_a_change_of_the_card_is_kept_too(
    anna: Guest, network: Network, shop: Shop
) -> None:
    sell(shop, shop.member, amount_minor=2000_00)
    anna.open_card()
    assert anna.points() == 100
    page = anna.page
    until(
        page,
        "(await (await caches.match(location.pathname + '/offline',"
        " { ignoreVary: true }))?.text())?.includes('100')",
    )
    network.is_away = True
    page.reload()
    assert anna.points() == 100


def another(shop: Shop) -> Holder:
    """A second member of the same business."""
    person_id = create_person(name="Борис")
    with db.writing():
        people.claim_address(person_id=person_id, channel="email", address=OTHER_MAIL)
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def test_signing_out_leaves_no_card_behind(
    anna: Guest, network: Network, shop: Shop
) -> None:
    page = anna.page
    page.goto(f"/{anna.slug}/card/sign-out")
    page.get_by_role("button", name=ru("Sign out here")).click()
    page.wait_for_url(f"**/{anna.slug}/join")
    until(page, "(await caches.keys()).every((name) => !name.startsWith('card-'))")
    network.is_away = True
    with pytest.raises(Error, match="ERR_"):
        page.goto(f"/{anna.slug}/card")


def test_on_a_till_s_browser_signing_out_drops_the_card_too(
    anna: Guest, network: Network, shop: Shop
) -> None:
    """There the storage stays for the cheques in it; cards go all the same."""
    page = anna.page
    page.context.add_cookies([{"name": "keeps-deals", "value": "1", "url": page.url}])
    page.goto("/sign-out")
    page.get_by_role("button", name=ru("Sign out"), exact=True).click()
    page.wait_for_url("**/")
    until(page, "(await caches.keys()).every((name) => !name.startsWith('card-'))")


def test_who_was_signed_out_elsewhere_leaves_nothing(
    anna: Guest, network: Network, shop: Shop
) -> None:
    with db.writing():
        people.close_all_sessions(person_id=shop.member.person_id)
    anna.page.goto(f"/{anna.slug}/card")
    anna.page.wait_for_url(f"**/{anna.slug}/join")
    assert kept(anna.page) == []


def test_the_next_person_never_sees_the_first_one_s_card(
    anna: Guest, network: Network, shop: Shop
) -> None:
    """Without any sign-out: somebody signs in over them, and the network goes."""
    first, number = kept(anna.page), anna.number()
    boris = another(shop)
    page = anna.page
    guest = signed_in(page, shop, OTHER_MAIL)
    assert guest.number() == boris.number
    assert wait_for_card(page, but=first[0]) != first[0]
    network.is_away = True
    page.goto(f"/{anna.slug}/card")
    expect(page.get_by_text(ru("No network"), exact=True)).to_be_visible()
    assert guest.number() == boris.number
    assert number not in re.sub(r"\D", "", page.content())


def test_only_our_files_and_one_card_are_kept(anna: Guest) -> None:
    page = anna.page
    for path in ("history", "profile", "offers", "code"):
        page.goto(f"/{anna.slug}/card/{path}")
    anna.open_card()
    found = page.evaluate(
        """async () => {
          const paths = [];
          for (const name of await caches.keys())
            for (const kept of await (await caches.open(name)).keys())
              paths.push(new URL(kept.url).pathname);
          return paths;
        }"""
    )
    pages = {path for path in found if not path.startswith("/static/")}
    home = f"/{anna.slug}/card"
    assert {path for path in pages if "/brand-" not in path} == {
        f"{home}/offline",
        f"{home}/no-network",
    }


def test_a_new_version_waits_until_it_is_wanted(
    anna: Guest, network: Network, shop: Shop
) -> None:
    page = anna.page
    bar = page.get_by_text(ru("A new version is here."))
    expect(bar).to_be_hidden()
    network.addition = b"\n// newer"
    anna.open_card()
    page.evaluate("navigator.serviceWorker.ready.then((own) => own.update())")
    expect(bar).to_be_visible()
    first = page.evaluate("performance.timeOrigin")
    page.get_by_role("button", name=ru("Update")).click()
    page.wait_for_function("(first) => performance.timeOrigin !== first", arg=first)
    expect(page.get_by_role("heading", name=ru("My card"))).to_be_visible()
    expect(bar).to_be_hidden()


def test_notifications_are_asked_for_by_a_button_alone(
    windows: Windows, anna: Guest, shop: Shop
) -> None:
    page = anna.page
    page.add_init_script(UNDECIDED)
    page.goto(f"/{anna.slug}/card/push")
    button = page.get_by_role("button", name=ru("Turn notifications on"))
    expect(button).to_be_visible()
    # A push service of this browser, without the network that it would need.
    page.evaluate(
        """([endpoint, p256dh, auth]) => {
          Notification.requestPermission = async () => "granted";
          PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint, keys: { p256dh, auth } }) });
        }""",
        [ENDPOINT, Browser("").p256dh, Browser("").auth],
    )
    button.click()
    expect(
        page.get_by_text(ru("Notifications come to this device.")).first
    ).to_be_visible()
    with tenancy.scope(shop.business_id):
        (way,) = queries.ways(shop.member.member_id)
    db.session().rollback()
    assert way.endpoint == ENDPOINT
    page.get_by_role("button", name=ru("Turn off")).click()
    expect(page.get_by_text(ru("Nowhere yet."))).to_be_visible()


def test_who_forbids_notifications_is_told_where_to_allow_them(
    anna: Guest, shop: Shop
) -> None:
    page = anna.page
    page.add_init_script(UNDECIDED)
    page.goto(f"/{anna.slug}/card/push")
    page.evaluate(
        """() => {
          Notification.requestPermission = async () => "denied";
          Object.defineProperty(Notification, "permission", { get: () => "denied" });
        }"""
    )
    page.get_by_role("button", name=ru("Turn notifications on")).click()
    expect(page.locator("[data-state=denied]")).to_be_visible()
    expect(page.get_by_role("button", name=ru("Turn notifications on"))).to_be_hidden()


def test_what_is_pushed_is_shown_and_leads_to_its_page(anna: Guest, shop: Shop) -> None:
    page = anna.page
    page.context.grant_permissions(["notifications"])
    devtools = page.context.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(
            each["registrationId"]
            for each in told["registrations"]
            if each["scopeURL"].endswith(f"/{anna.slug}/card")
        ),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    said = Message(
        sender="Зерно",
        subject="ответ в чате",
        paragraphs=("Мы открыты до 22:00",),
        path=f"/{anna.slug}/card/history",
        stop="Что получать",
        stop_path=f"/{anna.slug}/card/profile/messages",
        topic="n7",
        unread=2,
    )
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": found[-1],
            "data": payload(said).decode(),
        },
    )
    own = "(await (await navigator.serviceWorker.ready).getNotifications())"
    until(page, f"{own}.length === 1")
    shown = page.evaluate(
        f"""async () => {{
          const [{{ title, body, tag, data, actions }}] = {own};
          return {{ title, body, tag, data, actions: actions.map((each) => each.title) }};
        }}"""
    )
    assert shown == {
        "title": "Зерно: ответ в чате",
        "body": "Мы открыты до 22:00",
        "tag": "n7",
        "data": {"path": said.path, "stop": said.stop_path},
        "actions": ["Что получать"],
    }


def test_opening_from_the_home_screen_is_told_once(anna: Guest, shop: Shop) -> None:
    page = anna.page
    told: list[int] = []
    page.on(
        "response",
        lambda answer: (
            told.append(answer.status) if answer.url.endswith("/card/opened") else None
        ),
    )
    page.goto(f"/{anna.slug}/card?app=1")
    page.wait_for_timeout(1000)
    assert told == []
    page.add_init_script(
        """const asked = matchMedia;
        window.matchMedia = (query) => (query.includes("standalone") ? { matches: true } : asked.call(window, query));"""
    )
    for _ in range(2):
        page.goto(f"/{anna.slug}/card?app=1")
        page.wait_for_timeout(1000)
    assert told == [204]
