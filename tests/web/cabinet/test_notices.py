"""What a guest was told stands in their cabinet, whatever else happened to it."""

import pytest

from app.core import db, tenancy
from app.notifications.kinds.talk import CHAT_REPLY
from app.people.models import Member
from tests.chat.talking import guest_writes, staff_answers
from tests.conftest import Clock
from tests.notifications.telling import LETTER, NEWS, tell
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

PAGE = f"{HOME}/notices"


def unread(world: World, guest: Holder) -> int:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        found = db.session().get(Member, guest.member_id)
        assert found is not None
        count = found.unread_notices
        db.session().rollback()
    return count


def bell(page: Page) -> str:
    return "".join(page.one("a", cls="bell").itertext())


def test_the_empty_list_says_what_comes_here(browser: Client) -> None:
    page = browser.get(PAGE, status=200)
    assert "Nothing was told yet" in page.text


def test_unread_ones_come_first_and_say_why_they_came_only_here(
    browser: Client, world: World, guest: Holder
) -> None:
    tell(world.coffee, guest.member_id, kind=NEWS)

    page = browser.get(PAGE, status=200)

    assert "Новый сорт" in page.text
    assert "Пробуйте завтра." in page.text
    assert "There is no consent to mailings." in page.text
    assert "1 new" in bell(page)


def test_all_are_read_at_once(browser: Client, world: World, guest: Holder) -> None:
    for number in range(3):
        tell(world.coffee, guest.member_id, str(number), LETTER)
    assert "3 new" in bell(browser.get(PAGE))

    page = browser.get(PAGE).form(button="Mark all as read").submit()

    assert unread(world, guest) == 0
    assert "new" not in bell(page)
    assert "Today" in page.text


def test_one_is_read_and_leads_where_it_speaks_of(
    browser: Client, world: World, guest: Holder
) -> None:
    first = tell(world.coffee, guest.member_id, "1", LETTER)
    tell(world.coffee, guest.member_id, "2", LETTER)
    form = browser.get(PAGE).form(action=f"{first}/read")

    answer = form.submit(button="Открыть", follow=False, status=303)

    assert answer.location == "/zerno/card/history"
    assert unread(world, guest) == 1


def test_notices_of_others_are_not_there(
    browser: Client, world: World, guest: Holder
) -> None:
    own = tell(world.coffee, guest.member_id, kind=LETTER)
    others = tell(world.coffee, world.coffee.member.member_id, kind=LETTER)
    foreign = tell(world.books, world.books.member.member_id, kind=LETTER)
    data = browser.get(PAGE).form(action="notices/read").values

    for notice_id in (others, foreign, 99999):
        browser.post(f"{PAGE}/{notice_id}/read", data, status=404)

    assert unread(world, guest) == 1
    assert own


def test_older_ones_follow_by_their_own_address(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    for number in range(35):
        tell(world.coffee, guest.member_id, str(number), LETTER, subject=f"n{number}.")
    browser.get(PAGE).form(action="notices/read").submit()
    clock.advance(days=2)

    page = browser.get(PAGE)
    assert "N34." in page.text
    assert "N4." not in page.text
    more = page.link("Show more")
    older = browser.get(more, status=200)
    assert "N4." in older.text
    assert "March 17" in older.text


def test_text_of_the_business_stays_text(
    browser: Client, world: World, guest: Holder
) -> None:
    evil = "<script>alert(1)</script>\u202eabc"
    tell(world.coffee, guest.member_id, kind=LETTER, subject=evil, text=evil)

    page = browser.get(PAGE, status=200)

    assert "<script>alert" not in page.markup


def test_no_extra_statement_for_the_bell(
    browser: Client, world: World, guest: Holder, statements: list[str]
) -> None:
    browser.get(HOME)
    statements.clear()
    browser.get(HOME)
    quiet = len(statements)
    tell(world.coffee, guest.member_id, kind=LETTER)
    statements.clear()
    page = browser.get(HOME)
    assert "1 new" in bell(page)
    assert len(statements) == quiet


@pytest.mark.parametrize("before", ["9" * 30, "9223372036854775808", "-1", "²", "\0"])
def test_no_number_in_the_address_breaks_the_list(browser: Client, before: str) -> None:
    browser.get(f"{HOME}/notices", query_string={"before": before}, status=200)


def test_what_several_have_in_common_is_said_once(
    browser: Client, world: World, guest: Holder
) -> None:
    why = "There is no consent to mailings."
    tell(world.coffee, guest.member_id, "1", NEWS)
    once = browser.get(PAGE, status=200).text.count(why)
    assert once > 0
    for number in range(2, 4):
        tell(world.coffee, guest.member_id, str(number), NEWS)
    tell(world.coffee, guest.member_id, "4", LETTER)

    page = browser.get(PAGE, status=200)

    assert page.text.count(why) == once
    assert page.text.count("Why only here") == 1
    assert "Why some did not come by other ways" in page.text


def test_an_answer_that_is_seen_in_the_chat_is_no_news(
    browser: Client, world: World, guest: Holder
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    staff_answers(world.coffee, "Good day", holder=guest)
    tell(world.coffee, guest.member_id, "1", LETTER)
    tell(world.coffee, guest.member_id, "2", CHAT_REPLY)
    assert "2 new" in bell(browser.get(PAGE))

    page = browser.get(f"{HOME}/chat", status=200)

    assert "1 new" in bell(page)
    assert unread(world, guest) == 1
