"""The inbox: one list, its filters in the address, who may look, what is taken on."""

from datetime import timedelta

import pytest

from app.core import clock, db, live, tenancy
from app.inbox import queries
from app.space import comments, requests
from tests import html_rules
from tests.people.groups import create_group, limit
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_outlet, create_staff


def test_an_empty_inbox_says_what_comes_here(office: Office) -> None:
    page = office.get("inbox", status=200)
    assert "Nobody waits" in page.text
    assert page.link("See the call-back form") == "/zerno/call-back"


def test_everything_that_waits_is_in_one_list(office: Office, world: World) -> None:
    shop = world.coffee
    talk.application(shop, talk.vacancy(shop))
    talk.comment(shop, talk.publish(shop), world.stranger)
    talk.call_back(shop)
    talk.call_back(world.books)
    page = office.get("inbox", status=200)
    assert "3 wait for an answer" in page.text
    assert page.link("Inbox 3") == "/zerno/office/inbox"
    assert len(page.one("ul", cls="inbox")) == 3
    for kind, word in (
        ("call_back", "call-back"),
        ("application", "Бариста"),
        ("comment", "Новое зерно"),
    ):
        found = office.get(f"inbox?kind={kind}", status=200)
        assert len(found.one("ul", cls="inbox")) == 1
        assert word in found.text


def test_who_wrote_nothing_is_said_in_the_words_of_the_request(
    office: Office, world: World
) -> None:
    shop = world.coffee
    talk.application(shop, talk.vacancy(shop), message="")
    text = office.get("inbox", status=200).text
    assert "no message" in text
    assert "no question written" not in text


def test_what_is_late_says_so_in_words_and_shape(office: Office, world: World) -> None:
    talk.call_back(world.coffee)
    clock.advance(timedelta(hours=2, minutes=1))
    page = office.get("inbox", status=200)
    assert "1 waits for an answer, 1 of them too long" in page.text
    badge = page.one("span", cls="badge-bad")
    assert "overdue" in "".join(badge.itertext())
    assert list(html_rules.elements(badge, "svg"))
    assert "was due today, 14:00" in page.text
    assert len(page.click("Overdue").one("ul", cls="inbox")) == 1


def test_mine_nobodys_and_closed_are_found_by_the_address(
    office: Office, world: World
) -> None:
    shop = world.coffee
    mine, done = talk.call_back(shop), talk.call_back(shop)
    free = talk.call_back(shop)
    with tenancy.scope(shop.business_id), db.writing():
        requests.take(request_id=mine, staff_id=office.staff_id)
        requests.finish(request_id=done, staff_id=office.staff_id, note="")
    page = office.get("inbox").click("Only mine")
    assert [a.attrib["href"] for a in page.all("a", cls="list-link")] == [
        f"/zerno/office/requests/{mine}"
    ]
    page = office.get("inbox").click("Nobody’s")
    assert [a.attrib["href"] for a in page.all("a", cls="list-link")] == [
        f"/zerno/office/requests/{free}"
    ]
    page = office.get("inbox").click("Closed")
    assert len(page.one("ul", cls="inbox")) == 1
    assert "Nothing of this kind" in office.get("inbox?kind=comment&who=me").text


def test_an_outlet_is_chosen_where_there_are_more(office: Office, world: World) -> None:
    shop = world.coffee
    assert not office.get("inbox").all("select", name="outlet")
    create_outlet(shop.business_id, code="B2")
    there = talk.VacancyWords(**(vars(talk.BARISTA) | {"outlet_id": shop.outlet_id}))
    talk.application(shop, talk.vacancy(shop, there))
    talk.call_back(shop)
    form = office.get("inbox?state=new").form(button="Show it")
    page = form.submit(outlet=str(shop.outlet_id))
    assert len(page.one("ul", cls="inbox")) == 1
    assert page.form(button="Show it").values["state"] == ["new"]


def test_a_line_is_taken_on_and_stays_in_the_chosen_list(
    office: Office, world: World
) -> None:
    shop = world.coffee
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    page = office.get("inbox?kind=comment", status=200)
    page = page.form(button="Take it on: Анна").submit()
    assert "It is yours to answer" in page.text
    assert "you answer" in page.text
    assert "kind=comment" in page.path
    assert not page.all("button", cls="inbox-take")
    assert f"comments/{comment}" in page.all("a", cls="list-link")[0].attrib["href"]


def test_two_reach_for_one_line(enter: Enter, office: Office, world: World) -> None:
    talk.call_back(world.coffee)
    mine, theirs = office.get("inbox"), enter("moderator").get("inbox")
    mine.form(button="Take it on: Анна").submit()
    page = theirs.form(button="Take it on: Анна").submit(status=422)
    assert "A colleague took this on a moment ago" in page.text
    assert page.title.startswith("Error:")


@pytest.mark.parametrize(
    "item",
    ["", "x", "call_back", "call_back-", "letter-1", "call_back-²", "comment-1e9"],
)
def test_a_forged_line_is_not_found(office: Office, item: str) -> None:
    page = office.post("inbox/assignments", idempotency_key="k", item=item)
    assert page.status == 404


def test_a_foreign_line_is_not_taken(office: Office, world: World) -> None:
    foreign = talk.call_back(world.books)
    item = f"call_back-{foreign}"
    page = office.post("inbox/assignments", idempotency_key="k", item=item)
    assert page.status == 404
    with tenancy.scope(world.books.business_id):
        assert requests.request(foreign).assigned_to is None


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "state=%00",
        "page=0",
        "page=-5",
        f"page={10**30}",
        "who=them",
        "page=x",
        "outlet=x",
        f"outlet={10**30}",
        "outlet=-1",
        "overdue=yes",
    ],
)
def test_nonsense_in_the_address_shows_what_is_open(
    office: Office, world: World, query: str
) -> None:
    talk.call_back(world.coffee)
    office.get(f"inbox?{query}", status=200)


def test_more_is_a_link_away(office: Office, world: World) -> None:
    for _ in range(queries.PAGE + 1):
        talk.call_back(world.coffee)
    page = office.get("inbox", status=200)
    assert len(page.one("ul", cls="inbox")) == queries.PAGE
    page = page.click("Show more")
    assert len(page.one("ul", cls="inbox")) == 1
    assert len(page.click("To the beginning").one("ul", cls="inbox")) == queries.PAGE


def test_old_bookmarks_lead_here(office: Office) -> None:
    page = office.get("requests?kind=comment&mine=1&junk=1", status=301)
    assert page.headers["Location"] == "/zerno/office/inbox?kind=comment&who=me"
    page = office.get("requests/rules", status=301)
    assert page.headers["Location"] == "/zerno/office/inbox/rules"


def test_keys_are_explained_on_the_page(office: Office) -> None:
    page = office.get("inbox", status=200)
    keys = page.one("dialog", id="keys")
    words = " ".join("".join(keys.itertext()).split())
    for key in ("Jnext line", "Kline before", "Atake it on", "?these keys"):
        assert key in words


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 200), ("administrator", 200), ("moderator", 200), ("cashier", 403)],
)
def test_roles(enter: Enter, world: World, role: str, status: int) -> None:
    shop = world.coffee
    request_id = talk.call_back(shop)
    comment_id = talk.comment(shop, talk.publish(shop), world.stranger)
    browser = enter(role)
    for path in (
        "inbox",
        f"inbox/call_back/{request_id}/assignee",
        f"requests/{request_id}",
        f"comments/{comment_id}",
        "vacancies",
        f"vacancies/{talk.vacancy(shop)}",
        "vacancies/new",
    ):
        browser.get(path, status=status)


def test_who_is_limited_to_groups_sees_nothing_of_strangers(
    enter: Enter, world: World
) -> None:
    """A request hangs on no member: it could be of anybody's guest."""
    shop, browser = world.coffee, enter("moderator")
    call = talk.call_back(shop)
    group = create_group(shop.business_id, "Regulars", shop.member.member_id)
    limit(shop.business_id, browser.staff_id, groups=(group,))
    page = browser.get("inbox", status=200)
    assert "Everybody is answered" in page.text
    assert browser.get(f"inbox/call_back/{call}/assignee").status == 404
    page = browser.post(
        "inbox/assignments", idempotency_key="k", item=f"call_back-{call}"
    )
    assert page.status == 404


def test_a_colleague_is_named_on_the_line(office: Office, world: World) -> None:
    shop = world.coffee
    other = create_staff(shop.business_id, "moderator")
    call = talk.call_back(shop)
    form = office.get(f"inbox/call_back/{call}/assignee").form(id_="assignee")
    assert "Moderator" in form.submit(staff=str(other.staff_id)).text


def test_an_open_list_hears_of_everything_that_comes(
    office: Office, world: World
) -> None:
    shop = world.coffee
    page = office.get("inbox", status=200)
    box = page.one("div", id_="_inbox_rows")
    fresh, asked = box.get("data-live"), box.get("data-word")
    assert office.client.get(f"{fresh}?n={asked}").status == 204

    talk.call_back(shop)

    assert office.client.get(f"{fresh}?n={asked}").status == 200
    rows = office.get("inbox", htmx=True, status=200)
    assert rows.is_fragment
    assert "Есть ли терраса?" in rows.text


def test_a_later_page_stays_fresh_as_itself(
    office: Office, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    for _ in range(2):
        talk.call_back(world.coffee)
    page = office.get("inbox?kind=call_back&page=2", status=200)
    fetch = page.one("div", id_="_inbox_rows").get("data-fetch")
    assert fetch == "/zerno/office/inbox?kind=call_back&page=2"


def test_a_page_that_emptied_leads_to_the_beginning(
    office: Office, world: World
) -> None:
    talk.call_back(world.coffee)
    page = office.get("inbox?page=2", status=200)
    assert "Nobody waits" not in page.text
    assert page.link("To the beginning") == "/zerno/office/inbox"


def test_the_first_line_of_an_open_list_stays_fresh(
    office: Office, world: World
) -> None:
    """The page has it in its head; whatever is fetched brings the new one along."""
    page = office.get("inbox", status=200)
    assert (
        html_rules.words(page.one("span", data_part="waiting"))
        == "Everybody is answered"
    )
    assert page.one("div", cls="page-head").find(".//span[@data-part]") is not None
    talk.call_back(world.coffee)
    rows = office.get("inbox", htmx=True, status=200)
    assert (
        html_rules.words(rows.one("span", data_part="waiting"))
        == "1 waits for an answer"
    )


def test_what_waits_rings_when_it_comes_and_when_it_goes(world: World) -> None:
    shop = world.coffee
    comment_id = request_id = 0

    def decide() -> None:
        with tenancy.scope(shop.business_id), db.writing():
            comments.hide(
                comment_id=comment_id, staff_id=shop.owner.staff_id, reason="Реклама"
            )

    def finish() -> None:
        with tenancy.scope(shop.business_id), db.writing():
            requests.finish(
                request_id=request_id, staff_id=shop.owner.staff_id, note=""
            )

    heard = [live.count(f"inbox:{shop.business_id}")]
    comment_id = talk.comment(shop, talk.publish(shop), world.stranger)
    heard.append(live.count(f"inbox:{shop.business_id}"))
    request_id = talk.call_back(shop)
    heard.append(live.count(f"inbox:{shop.business_id}"))
    decide()
    heard.append(live.count(f"inbox:{shop.business_id}"))
    finish()
    heard.append(live.count(f"inbox:{shop.business_id}"))
    assert heard == list(range(heard[0], heard[0] + 5))
