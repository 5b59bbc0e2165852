"""A guest and the team on two screens: seen within three seconds, and without scripts."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from app.core import db
from app.people import actions as people
from app.worker import Worker
from tests.browser.conftest import DESK, Windows
from tests.browser.guest import Guest, enter_code
from tests.browser.till import ask_code
from tests.browser.words import ru
from tests.chat.talking import picture
from tests.served import Site
from tests.world import Shop, create_staff

TEAM_MAIL = "olga@zerno.example"
PROMISED_SECONDS = 3.0
# A machine that does much else at the same time is no reason to fail.
SLACK_SECONDS = 5.0


@pytest.fixture
def team(windows: Windows, shop: Shop, *, scripts: bool) -> Page:
    """A moderator in the back office, on the list of conversations."""
    colleague = create_staff(shop.business_id, "moderator")
    with db.writing():
        people.claim_address(
            person_id=colleague.person_id, channel="email", address=TEAM_MAIL
        )
    page = windows.open(DESK, scripts=scripts)
    page.goto(f"/{shop.slug}/office/chats")
    page.get_by_role("link", name=ru("Use e-mail instead")).click()
    ask_code(page, TEAM_MAIL)
    enter_code(page)
    expect(page.get_by_role("heading", name=ru("Chats"), level=1)).to_be_visible()
    return page


@pytest.fixture
def worker(site: Site) -> Callable[[], int]:
    """Delivers what was recorded: nothing else does in these tests."""
    made: Worker = site.app.extensions["tessera_worker"]
    return made.relay


def write(page: Page, text: str) -> float:
    """Send a message; when it was sent."""
    page.locator("#_composer textarea").fill(text)
    page.locator("#_composer .composer-send").click()
    expect(said(page, text)).to_be_visible()
    return time.monotonic()


def said(page: Page, text: str) -> Locator:
    """A message on the page."""
    return page.locator(".chat-text", has_text=text)


def open_chat(guest: Guest) -> None:
    """The guest's page of the chat."""
    guest.page.goto(f"/{guest.slug}/card/chat")


def open_first(team: Page) -> None:
    """The conversation at the top of the list."""
    team.locator(".talks a").first.click()
    expect(team.locator("#_composer")).to_be_visible()


def test_a_message_is_seen_on_the_other_side_within_three_seconds(
    guest: Guest, team: Page
) -> None:
    guest.join()
    open_chat(guest)
    write(guest.page, "Есть ли овсяное молоко?")
    # The list of the office hears of it by itself.
    expect(team.locator(".talks a")).to_contain_text("овсяное")
    open_first(team)
    for number in range(3):
        sent = write(team, f"Да, есть, ответ {number}")
        expect(said(guest.page, f"ответ {number}")).to_be_visible()
        assert time.monotonic() - sent < PROMISED_SECONDS + SLACK_SECONDS
    sent = write(guest.page, "Спасибо")
    expect(said(team, "Спасибо")).to_be_visible()
    assert time.monotonic() - sent < PROMISED_SECONDS + SLACK_SECONDS
    expect(guest.page.locator(".chat-seen")).to_have_text(ru("Read"))


def test_what_is_being_written_stays_when_something_comes(
    guest: Guest, team: Page
) -> None:
    guest.join()
    open_chat(guest)
    write(guest.page, "Здравствуйте")
    expect(team.locator(".talks a")).to_be_visible()
    open_first(team)
    field = guest.page.locator("#_composer textarea")
    field.fill("Я ещё пишу")
    write(team, "Добрый день")
    expect(said(guest.page, "Добрый день")).to_be_visible()
    expect(field).to_have_value("Я ещё пишу")
    expect(field).to_be_focused()


def test_other_pages_count_what_waits(guest: Guest, team: Page) -> None:
    guest.join()
    open_chat(guest)
    write(guest.page, "Здравствуйте")
    expect(team.locator(".talks a")).to_be_visible()
    open_first(team)
    guest.open_card()
    write(team, "Добрый день")
    # The page of the card asks four times a minute.
    expect(guest.page.locator("#_dock .count")).to_be_visible()
    expect(guest.page).to_have_title(re.compile(r"^\(1\) "))
    open_chat(guest)
    expect(said(guest.page, "Добрый день")).to_be_visible()
    expect(guest.page.locator("#_dock .count")).to_have_count(0)


def test_a_lost_connection_is_told_and_goes_away(
    guest: Guest, windows: Windows
) -> None:
    guest.join()
    open_chat(guest)
    page, lost = guest.page, guest.page.locator("[data-lost]")
    expect(lost).to_be_hidden()
    page.route("**/live/**", lambda route: route.abort())
    expect(lost).to_be_visible()
    page.locator("#_composer textarea").fill("Не пропаду")
    page.unroute("**/live/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(lost).to_be_hidden()
    expect(page.locator("#_composer textarea")).to_have_value("Не пропаду")
    # The browser itself complains about what was cut off here.
    windows.complaints[:] = [
        line for line in windows.complaints if "/live/" not in line
    ]


def test_a_message_that_did_not_go_is_sent_once(guest: Guest, windows: Windows) -> None:
    """The answer is lost on its way; sent again, it is the same message."""
    guest.join()
    open_chat(guest)
    page = guest.page

    def swallow(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/card/chat", swallow)
    page.locator("#_composer textarea").fill("Один раз")
    page.locator("#_composer .composer-send").click()
    expect(page.locator("#live")).to_contain_text("Нет связи")
    expect(page.locator("#_composer textarea")).to_have_value("Один раз")
    page.unroute("**/card/chat")
    page.locator("#_composer .composer-send").click()
    expect(page.locator("#_composer textarea")).to_have_value("")
    page.reload()
    expect(said(page, "Один раз")).to_have_count(1)
    windows.complaints[:] = [
        line
        for line in windows.complaints
        if "ERR_FAILED" not in line and "Failed to fetch" not in line
    ]


def test_a_message_that_the_bell_brings_first_is_not_left_in_the_field(
    guest: Guest,
) -> None:
    guest.join()
    open_chat(guest)
    page, late = guest.page, list[tuple[Route, APIResponse]]()

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            late.append((route, route.fetch()))
        else:
            route.continue_()

    write(page, "Здравствуйте")
    page.route("**/card/chat*", hold)
    write(page, "Кто первый")
    ((route, answer),) = late
    route.fulfill(response=answer)
    expect(page.locator("#_composer textarea")).to_have_value("")
    expect(said(page, "Кто первый")).to_have_count(1)


def test_the_bot_answers_on_the_open_page(
    guest: Guest, worker: Callable[[], int]
) -> None:
    guest.join()
    open_chat(guest)
    guest.button(ru("How many points do I have?")).click()
    expect(said(guest.page, ru("How many points do I have?"))).to_be_visible()
    worker()
    expect(said(guest.page, "0 баллов")).to_be_visible()
    guest.button(ru("I want to write to a person")).click()
    expect(said(guest.page, ru("I want to write to a person"))).to_be_visible()
    worker()
    expect(said(guest.page, "Передал ваш вопрос")).to_be_visible()
    expect(guest.page.locator("#_ready")).to_be_hidden()


def test_a_chosen_photo_can_be_taken_back(guest: Guest) -> None:
    guest.join()
    open_chat(guest)
    page = guest.page
    page.locator("#photo").set_input_files(
        {"name": "кот.png", "mimeType": "image/png", "buffer": b"png"}
    )
    expect(page.locator(".composer-chosen")).to_contain_text("кот.png")
    guest.button(ru("Remove the photo")).click()
    expect(page.locator(".composer-chosen")).to_be_hidden()
    write(page, "Без фотографии")


def test_a_chosen_photo_outlives_a_refusal(guest: Guest, team: Page) -> None:
    guest.join()
    open_chat(guest)
    write(guest.page, "Здравствуйте")
    expect(team.locator(".talks a")).to_be_visible()
    open_first(team)
    for page, words in ((guest.page, "Вот кот"), (team, "И вам кот")):
        page.locator("#photo").set_input_files(
            {"name": "кот.png", "mimeType": "image/png", "buffer": picture().data}
        )
        page.locator("#_composer textarea").fill("ж" * 4001)
        page.locator("#_composer .composer-send").click()
        expect(page.locator("#_composer .errors")).to_be_focused()
        expect(page.locator(".composer-chosen")).to_contain_text("кот.png")
        page.locator("#_composer textarea").fill(words)
        page.locator("#_composer .composer-send").click()
        expect(said(page, words)).to_be_visible()
        expect(page.locator(".chat img").last).to_be_visible()
        expect(page.locator(".composer-chosen")).to_be_hidden()
        expect(page.locator("#_composer .errors")).to_have_count(0)
        expect(page).not_to_have_title(re.compile("^Ошибка"))


def test_a_word_without_end_and_what_is_too_long_break_nothing(
    guest: Guest, team: Page
) -> None:
    guest.join()
    open_chat(guest)
    field = guest.page.locator("#_composer textarea")
    # A browser that cuts what is pasted would lose words without a word.
    field.fill("ж" * 4001)
    guest.page.locator("#_composer .composer-send").click()
    expect(guest.page.locator("#_composer .errors")).to_be_visible()
    expect(field).to_have_value("ж" * 4001)
    write(guest.page, "ж" * 900)
    team.set_viewport_size({"width": 320, "height": 640})
    for place in ("chats", "inbox"):
        team.goto(f"/{guest.slug}/office/{place}")
        expect(team.locator(".inbox a").first).to_contain_text("жжж")
        assert team.evaluate("document.documentElement.scrollWidth") == 320


def test_the_inbox_goes_on_by_keys_where_something_was_taken_on(
    guest: Guest, windows: Windows, team: Page
) -> None:
    second = Guest(windows.open(), guest.slug)
    for who, words in ((guest, "Первый"), (second, "Второй")):
        who.join()
        open_chat(who)
        write(who.page, words)
    team.goto(f"/{guest.slug}/office/inbox")
    lines = team.locator(".inbox .list-link")
    expect(lines).to_have_count(2)
    team.keyboard.press("j")
    team.keyboard.press("j")
    expect(lines.nth(1)).to_be_focused()
    team.keyboard.press("a")
    expect(team.get_by_text(ru("It is yours to answer."))).to_be_visible()
    expect(lines.nth(1)).to_be_focused()
    team.keyboard.press("k")
    expect(lines.nth(0)).to_be_focused()


@pytest.mark.parametrize("scripts", [False], ids=["bare"])
def test_it_works_without_scripts(
    guest: Guest, team: Page, worker: Callable[[], int]
) -> None:
    guest.join()
    open_chat(guest)
    guest.button(ru("How many points do I have?")).click()
    worker()
    guest.link(ru("Show new ones")).click()
    expect(said(guest.page, "0 баллов")).to_be_visible()
    write(guest.page, "Позовите человека")
    worker()
    team.reload()
    open_first(team)
    write(team, "Добрый день")
    guest.open_card()
    expect(guest.page.locator("#_dock .count")).to_contain_text("2")
    open_chat(guest)
    expect(said(guest.page, "Добрый день")).to_be_visible()
