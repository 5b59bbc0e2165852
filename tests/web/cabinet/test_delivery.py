"""Keeping the card: the right button first, every way always there (M1)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from app.businesses.models import Business
from app.core import db
from app.people import actions as people
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client, Page
from tests.wallet.test_badges import SVG, png
from tests.web import agents
from tests.web.agents import saying
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import code_in
from tests.world import Holder, World, create_person, issue_card

SAVE = f"{HOME}/save"
APPLE, GOOGLE = f"{HOME}/pass.pkpass", f"{HOME}/google"
BROWSER, PRINT = "Keep it in the browser", "Print the card"


@pytest.fixture
def at(make_app: MakeApp, guest: Holder) -> Callable[..., Client]:
    """The guest's browser on a site with these settings."""

    def make(**options: Any) -> Client:
        client = Client(make_app(**options), address=ADDRESS)
        client.sign_in(guest.person_id)
        return client

    return make


def targets(page: Page) -> list[str]:
    """Where the ways lead, in the order in which they stand on the page."""
    block = page.one("div", cls="save")
    found = []
    for element in block.iter():
        if element.tag == "a" and "btn" in element.get("class", ""):
            found.append(element.attrib["href"])
        elif element.tag == "form":
            found.append(element.attrib["action"])
    return found


def test_an_iphone_is_offered_apple_first_and_everything_else(
    at: Callable[..., Client], settings: dict[str, Any]
) -> None:
    page = at(demo=True, **settings).get(SAVE, headers=saying(agents.IPHONE))
    assert targets(page) == [APPLE, GOOGLE, HOME, f"{HOME}/print.pdf"]
    assert [each.text for each in page.all("p", cls="save-of")] == [
        "For an Android phone"
    ]
    assert page.all("img", cls="stub-code") == []
    assert len(page.data) < 30_000
    assert "Add to Home Screen" in page.text


def test_android_is_offered_google_first(
    at: Callable[..., Client], settings: dict[str, Any]
) -> None:
    page = at(demo=True, **settings).get(SAVE, headers=saying(agents.PIXEL))
    assert targets(page) == [GOOGLE, APPLE, HOME, f"{HOME}/print.pdf"]
    assert len(page.data) < 30_000


def test_a_desk_shows_a_code_that_leads_to_the_same_card(
    at: Callable[..., Client], settings: dict[str, Any], guest: Holder
) -> None:
    browser = at(demo=True, **settings)
    page = browser.get(SAVE, headers=saying(agents.DESK))
    link = code_in(page.one("img", alt="Code that opens the card on a phone"))
    assert link.startswith(f"{ADDRESS}/zerno/take/")
    assert guest.number not in link
    assert targets(page) == [HOME, APPLE, GOOGLE, f"{HOME}/print.pdf"]
    assert len(page.data) < 30_000
    assert browser.another().get(urlsplit(link).path, status=200)


def test_the_card_inside_an_app_shows_the_page_of_ways_only(
    at: Callable[..., Client], settings: dict[str, Any]
) -> None:
    page = at(**settings).get(HOME, headers=saying(agents.TELEGRAM_IOS))
    assert targets(page) == [SAVE, f"{HOME}/print.pdf"]


def test_in_russia_google_is_called_a_phone(
    at: Callable[..., Client], settings: dict[str, Any]
) -> None:
    form = at(**settings).get(SAVE).form(action="/google")
    assert form.has_button("Save to phone")
    abroad = at(country="GB", **settings).get(SAVE).form(action="/google")
    assert abroad.has_button("Add to Google Wallet")


def test_a_foreign_shop_of_a_russian_installation_says_google_wallet(
    world: World, at: Callable[..., Client], settings: dict[str, Any], guest: Holder
) -> None:
    shop = world.books
    issue_card(shop.business_id, shop.programme_id, person_id=guest.person_id)
    page = at(**settings).get("/margin/card/save")
    assert page.form(action="/google").has_button("Add to Google Wallet")


def test_without_any_account_nothing_looks_broken(browser: Client) -> None:
    page = browser.get(SAVE, headers=saying(agents.IPHONE), status=200)
    assert targets(page) == [HOME, f"{HOME}/print.pdf"]
    assert "Wallet" not in page.text
    desk = browser.get(SAVE, headers=saying(agents.DESK), status=200)
    assert "take" not in desk.markup


def test_a_business_may_keep_out_of_google(
    world: World, at: Callable[..., Client], settings: dict[str, Any]
) -> None:
    with db.writing():
        db.session().get(Business, world.coffee.business_id).has_google_wallet = False
    browser = at(**settings)
    assert GOOGLE not in targets(browser.get(SAVE))
    page = browser.get(SAVE)
    answer = browser.post(GOOGLE, data={"csrf_token": token(page)}, status=404)
    assert targets(answer) == [HOME, f"{HOME}/print.pdf"]


def token(page: Page) -> str:
    """The token of any form of a page."""
    (value,) = page.form(action="/language").values["csrf_token"]
    return value


@pytest.mark.parametrize(
    ("agent", "name", "outside", "words"),
    [
        (agents.TELEGRAM_IOS, "Telegram", "Safari", "Open in Safari"),
        (agents.VK_ANDROID, "VK", "Chrome", "Open in browser"),
    ],
)
def test_inside_an_app_the_way_out_carries_the_card_along(
    at: Callable[..., Client], agent: str, name: str, outside: str, words: str
) -> None:
    window = at(demo=True)
    page = window.get(SAVE, headers=saying(agent), status=200)
    assert f"You are inside {name}" in page.text
    assert words in page.text
    link = "".join(page.one("b", id="address").itertext())
    # The other browser has no session: the link alone opens the card there.
    assert window.another().get(urlsplit(link).path, status=200)
    intents = [a for a in page.all("a") if a.get("href", "").startswith("intent:")]
    assert bool(intents) == (outside == "Chrome")
    for intent in intents:
        assert unquote(intent.attrib["href"]).endswith(f"{link};end")
    assert targets(page)[0 if outside == "Safari" else 1] == HOME
    assert len(page.data) < 30_000


def test_a_real_browser_is_not_talked_out_of(at: Callable[..., Client]) -> None:
    page = at(demo=True).get(SAVE, headers=saying(agents.IPHONE))
    assert "You are inside" not in page.text


def test_an_expired_certificate_leaves_the_other_ways(
    at: Callable[..., Client], tmp_path: Path
) -> None:
    for name in ("certificate.pem", "key.pem", "wwdr.pem"):
        (tmp_path / name).write_text("no certificate")
    broken = at(
        apple_certificate=str(tmp_path / "certificate.pem"),
        apple_key=str(tmp_path / "key.pem"),
        apple_intermediate=str(tmp_path / "wwdr.pem"),
    )
    assert APPLE in targets(broken.get(SAVE))
    page = broken.get(APPLE, headers=saying(agents.IPHONE), status=503)
    assert page.title.startswith("Error:")
    assert "cannot be made now" in page.text
    assert targets(page) == [HOME, f"{HOME}/print.pdf"]


def test_official_buttons_are_shown_as_they_are(
    at: Callable[..., Client], settings: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "apple-en.svg").write_text(SVG)
    (tmp_path / "google-en.png").write_bytes(png())
    browser = at(demo=True, badges_dir=str(tmp_path), **settings)
    page = browser.get(SAVE, headers=saying(agents.IPHONE))
    apple = page.one("img", alt="Add to Apple Wallet")
    assert (apple.get("width"), apple.get("height")) == ("120", "40")
    google = page.one("img", alt="Save to phone")
    drawn = browser.get(apple.attrib["src"], status=200)
    assert drawn.data == SVG.encode()
    assert drawn.headers["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in drawn.headers["Content-Security-Policy"]
    painted = browser.get(google.attrib["src"], status=200)
    assert painted.headers["Content-Type"] == "image/png"
    russian = browser.another(language="ru")
    assert russian.get("/badges/apple-ru", status=404)
    for name in ("apple-", "-en", "apple-en.svg", "samsung-en", "apple-%2e%2e"):
        assert russian.get(f"/badges/{name}").status == 404


def test_a_new_card_is_greeted_and_may_be_protected(
    client: Client, world: World
) -> None:
    shop = world.coffee
    person_id = create_person(language="en")
    issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    client.sign_in(person_id)
    page = client.get(f"{SAVE}?new=1", status=200)
    assert page.h1 == "The card is yours"
    assert page.link("Add a phone or an e-mail") == "/zerno/protect"


def test_a_protected_card_is_not_nagged(browser: Client) -> None:
    assert "/zerno/protect" not in browser.get(SAVE).markup


def test_cards_of_several_shops_come_in_one_tap(
    world: World, at: Callable[..., Client], guest: Holder
) -> None:
    browser = at(demo=True)
    assert "All my cards" not in browser.get(SAVE).text
    shop = world.books
    issue_card(shop.business_id, shop.programme_id, person_id=guest.person_id)
    assert browser.get(SAVE).link("All my cards at once") == "/me/cards.pkpasses"


def test_the_card_page_leads_here(at: Callable[..., Client]) -> None:
    browser = at(demo=True)
    page = browser.get(HOME, headers=saying(agents.IPHONE))
    assert page.link("All ways to keep it") == SAVE
    assert page.link("Add to Apple Wallet") == APPLE
    tag = page.headers["ETag"]
    same = {"If-None-Match": tag} | saying(agents.IPHONE)
    assert browser.get(HOME, headers=same).status == 304


def test_a_stranger_is_sent_to_the_poster(client: Client, world: World) -> None:
    client.sign_in(world.stranger)
    assert client.get(SAVE, status=303).location == "/zerno/join"


def test_who_is_renamed_is_still_themselves(
    at: Callable[..., Client], guest: Holder
) -> None:
    with db.writing():
        people.rename(person_id=guest.person_id, name="<b>Zoe</b>")
    page = at(demo=True).get(SAVE, status=200)
    assert "Zoe" not in page.markup
