"""The list of posts: states, kinds, pages, and nothing of anybody else."""

from datetime import UTC, datetime

import pytest

from app.core import db, tenancy
from app.space import actions
from tests.conftest import Clock
from tests.html_rules import words
from tests.space.conftest import write
from tests.web.office.conftest import Enter, Office
from tests.world import World

TOMORROW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


def fill(office: Office) -> None:
    """One post in every state."""
    with tenancy.scope(office.shop.business_id):
        write(title="A draft", is_public=False)
        write(title="A schedule", at=TOMORROW)
        write(title="A piece of news", is_pinned=True)
        write("event", title="A past event", starts_at=TOMORROW, place="Hall")
        gone = write("offer", title="A withdrawn offer")
        with db.writing():
            actions.withdraw(post_id=gone)


def test_an_empty_list_has_one_next_step(office: Office) -> None:
    page = office.get("posts", status=200)
    assert "Your news will be here" in page.text
    assert page.all("ul", cls="list") == []
    page = page.click("Write the first news")
    assert page.h1 == "New piece of news"


def test_every_state_is_shown_in_words(office: Office, clock: Clock) -> None:
    fill(office)
    clock.advance(days=0, hours=1)
    page = office.get("posts", status=200)
    for state in ("draft", "scheduled", "published", "withdrawn"):
        assert state in page.text
    assert "appears March 18, 12:00" not in page.text
    assert "appears Mar 18, 12:00" in page.text
    clock.set(datetime(2026, 3, 18, 22, 0, tzinfo=UTC))
    page = office.get("posts", status=200)
    assert "in the archive" in page.text
    assert "scheduled" not in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 5),
        ("?state=draft", 1),
        ("?state=published", 2),
        ("?state=withdrawn&kind=offer", 1),
        ("?kind=event", 1),
        ("?kind=poem&state=nowhere", 5),
    ],
)
def test_filters_live_in_the_address(office: Office, query: str, shown: int) -> None:
    fill(office)
    page = office.get(f"posts{query}", status=200)
    assert len(page.all("li", cls="post-row")) == shown
    for chip in page.all("a", cls="chip"):
        office.client.get(chip.attrib["href"], status=200)


def test_a_choice_without_posts_leads_back(office: Office) -> None:
    fill(office)
    page = office.get("posts?state=draft&kind=event", status=200)
    assert "No post fits this choice" in page.text
    assert len(page.click("Show all posts").all("li", cls="post-row")) == 5


def test_a_long_list_goes_on(office: Office) -> None:
    with tenancy.scope(office.shop.business_id):
        for number in range(27):
            write(title=f"News {number}", is_public=False)
    page = office.get("posts", status=200)
    assert len(page.all("li", cls="post-row")) == 25
    page = page.click("Earlier posts")
    assert [words(b) for b in page.all("b") if "News" in words(b)] == [
        "News 1",
        "News 0",
    ]
    assert len(page.click("To the beginning").all("li", cls="post-row")) == 25


@pytest.mark.parametrize("after", ["x", "-1", "999999", "1" * 40, "%00", "²"])
def test_a_list_goes_on_after_its_own_posts_only(office: Office, after: str) -> None:
    office.get(f"posts?after={after}", status=404)


def test_titles_are_words(office: Office) -> None:
    with tenancy.scope(office.shop.business_id):
        write(title='<b>"&amp; \u0416')
    page = office.get("posts", status=200)
    assert '<b>"&amp; \u0416' in page.text


@pytest.mark.parametrize("role", ["owner", "administrator", "moderator"])
def test_those_who_read_may_publish(enter: Enter, role: str) -> None:
    office = enter(role)
    page = office.get("posts", status=200)
    assert page.link("Posts") == office.url("posts")


def test_cashiers_do_not_enter(enter: Enter) -> None:
    for path in ("posts", "posts/new", "posts/1", "posts/1/discard"):
        enter("cashier").client.get(f"/zerno/office/{path}", status=403)


def test_posts_of_others_are_not_listed(office: Office, world: World) -> None:
    with tenancy.scope(world.books.business_id):
        write(title="Margin news")
    assert "Margin news" not in office.get("posts").text
