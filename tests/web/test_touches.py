"""What brings a browser here: remembered, counted once a day, told to nobody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.core import db, tenancy
from app.core.limits import Limit
from app.insights import actions, sources
from app.insights.models import Arrival, SourceDay
from app.people.models import Member
from app.space.models import Post
from app.web import touches
from app.web.public.business import business
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client, Page
from tests.web.agents import DESK, IPHONE, saying
from tests.world import Shop, World

TODAY = date(2026, 3, 17)
Visit = Callable[..., Page]


@pytest.fixture
def visit(client: Client) -> Visit:
    """Open a page as a browser that comes from elsewhere."""

    def open_page(path: str, *, browser: Client = client, **headers: str) -> Page:
        sent = saying(DESK) | {"Sec-Fetch-Site": "cross-site"} | headers
        return browser.get(path, headers=sent, status=200)

    return open_page


def views(shop: Shop) -> dict[tuple[str, date], int]:
    """Everything that was counted."""
    with tenancy.scope(shop.business_id):
        rows = db.session().execute(
            select(SourceDay.code, SourceDay.day, SourceDay.views)
        )
        found = {(row[0], row[1]): row[2] for row in rows}
        db.session().rollback()
    return found


def test_a_browser_is_counted_once_a_day_for_a_source(
    world: World, visit: Visit, clock: Clock
) -> None:
    for path in ("/zerno/?s=poster", "/zerno/join?s=poster", "/zerno/"):
        visit(path)
    assert views(world.coffee) == {("poster", TODAY): 1}
    clock.advance(days=1)
    visit("/zerno/?s=poster")
    tomorrow = TODAY + timedelta(days=1)
    assert views(world.coffee) == {("poster", TODAY): 1, ("poster", tomorrow): 1}


def test_each_browser_and_each_source_counts(
    world: World, visit: Visit, client: Client
) -> None:
    visit("/zerno/?s=poster")
    visit("/zerno/?s=till")
    visit("/zerno/?s=till", browser=client.another())
    assert views(world.coffee) == {("poster", TODAY): 1, ("till", TODAY): 2}


def test_who_comes_without_a_code_is_counted_as_such(
    world: World, visit: Visit
) -> None:
    visit("/zerno/")
    visit("/zerno/")
    assert views(world.coffee) == {("", TODAY): 1}


def test_going_on_inside_is_no_visit_without_a_code(
    world: World, client: Client, visit: Visit
) -> None:
    client.get("/zerno/", headers=saying(DESK))
    assert views(world.coffee) == {}
    old = {"Sec-Fetch-Site": "", "Referer": "https://tessera.test/"}
    client.another().get("/zerno/", headers=saying(DESK) | old)
    assert views(world.coffee) == {}


@pytest.mark.parametrize("code", ["x" * 500, "<script>", "\u202eretsop", "no-such"])
def test_codes_of_nobody_are_counted_together(
    world: World, visit: Visit, code: str
) -> None:
    visit(f"/zerno/?s={code}")
    assert views(world.coffee) == {("other", TODAY): 1}


def test_one_browser_cannot_run_the_figures_up(world: World, visit: Visit) -> None:
    for number in range(30):
        visit(f"/zerno/?s=made-up-{number}")
    assert views(world.coffee) == {("other", TODAY): touches.MOST_COUNTED}


def test_one_address_cannot_run_the_figures_up(
    world: World, visit: Visit, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touches, "VIEWS", Limit("views_test", 3, 3600))
    for _ in range(6):
        visit("/zerno/?s=poster", browser=client.another())
    assert views(world.coffee) == {("poster", TODAY): 3}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "WhatsApp/2.23.20.0"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
    ],
)
def test_machines_and_guesses_are_not_counted(
    world: World, visit: Visit, headers: dict[str, str]
) -> None:
    answer = visit("/zerno/?s=poster", **headers)
    assert views(world.coffee) == {}
    assert touches.COOKIE not in str(answer.headers.getlist("Set-Cookie"))


def test_people_inside_apps_are_counted(
    world: World, visit: Visit, client: Client
) -> None:
    agents = (f"{IPHONE} Telegram-iOS/11.2", f"{IPHONE} WhatsApp", f"{IPHONE} VK/8.9")
    for agent in agents:
        visit("/zerno/?s=poster", browser=client.another(), **{"User-Agent": agent})
    assert views(world.coffee) == {("poster", TODAY): 3}


def test_who_works_here_is_no_viewer(
    world: World, visit: Visit, client: Client
) -> None:
    client.sign_in(world.coffee.owner.person_id)
    visit("/zerno/?s=poster")
    guest = client.another()
    guest.sign_in(world.books.member.person_id)
    visit("/zerno/?s=poster", browser=guest)
    assert views(world.coffee) == {("poster", TODAY): 1}


def test_browsers_that_come_at_once_are_all_counted(
    world: World, visit: Visit, client: Client
) -> None:
    browsers = [client.another() for _ in range(8)]
    start = threading.Barrier(len(browsers))

    def come(browser: Client) -> None:
        start.wait()
        visit("/zerno/?s=poster", browser=browser)

    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(come, browsers))
    assert views(world.coffee) == {("poster", TODAY): 8}


def test_neither_a_head_request_nor_a_missing_page_is_a_view(
    world: World, client: Client
) -> None:
    sent = saying(DESK)
    client.request("HEAD", "/zerno/?s=poster", headers=sent)
    client.get("/zerno/consents/nothing?s=poster", headers=sent, status=404)
    client.get("/?s=poster", headers=sent)
    assert views(world.coffee) == {}


def test_the_cookie_belongs_to_the_business_and_to_no_script(
    world: World, visit: Visit
) -> None:
    answer = visit("/zerno/?s=poster")
    (cookie,) = [
        each
        for each in answer.headers.getlist("Set-Cookie")
        if each.startswith("came=")
    ]
    for word in (
        "Path=/zerno/",
        "HttpOnly",
        "Secure",
        "SameSite=Lax",
        "Max-Age=2592000",
    ):
        assert word in cookie
    assert "Domain" not in cookie


def test_the_longest_words_fit_into_the_cookie(world: World, visit: Visit) -> None:
    names = ("source", "medium", "campaign", "content", "term")
    for sign in ("🎁", "ж", "x"):
        query = "&".join(f"utm_{name}={sign * 300}" for name in names)
        answer = visit(f"/zerno/?s={sign * 300}&{query}")
        sizes = [len(each) for each in answer.headers.getlist("Set-Cookie")]
        assert max(sizes) < 4000


def test_a_mangled_cookie_is_none(world: World, visit: Visit, client: Client) -> None:
    for value in ("", "x", "e30.x", "\\000", "🎁"):
        client.flask.set_cookie("came", value, domain="tessera.test", path="/zerno/")
        visit("/zerno/join")


def test_a_page_is_shown_when_nothing_can_be_counted(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise OperationalError("disk full", None, Exception())

    monkeypatch.setattr(actions, "count_view", fail)
    visit("/zerno/?s=poster")
    assert views(world.coffee) == {}


@pytest.fixture
def posts(make_app: MakeApp) -> Client:
    """A browser before a site where posts have pages."""

    def a_post(post_id: int) -> Response:
        assert post_id
        return business()

    site = make_app()
    site.add_url_rule("/<business>/posts/<int:post_id>", "public.a_post", a_post)
    return Client(site, address=ADDRESS)


@pytest.fixture
def post(world: World, clock: Clock) -> int:
    """A post of the coffee shop."""
    with tenancy.scope(world.coffee.business_id), db.writing():
        row = Post(
            business_id=world.coffee.business_id,
            kind="news",
            title="News",
            created_at=clock.now,
            changed_at=clock.now,
        )
        db.session().add(row)
        db.session().flush()
        return row.id


def test_a_post_that_is_opened_from_outside_is_the_source(
    world: World, visit: Visit, posts: Client, post: int
) -> None:
    visit(f"/zerno/posts/{post}", browser=posts)
    visit(f"/zerno/posts/{post + 1}", browser=posts)
    join(posts)
    assert newest(world.coffee)[0] == f"post-{post + 1}"
    assert views(world.coffee) == {(f"post-{post}", TODAY): 1, ("other", TODAY): 1}


def test_a_post_that_is_read_on_the_way_is_seen_but_takes_no_credit(
    world: World, visit: Visit, posts: Client, post: int
) -> None:
    visit("/zerno/?s=poster", browser=posts)
    inside = {"Sec-Fetch-Site": "same-origin"}
    visit(f"/zerno/posts/{post}", browser=posts, **inside)
    join(posts)
    assert newest(world.coffee)[0] == "poster"
    assert views(world.coffee) == {("poster", TODAY): 1, (f"post-{post}", TODAY): 1}


# --- From a visit to a membership -------------------------------------------------------


def join(browser: Client, path: str = "/zerno/join") -> None:
    """Get a card."""
    page = browser.get(path, headers=saying(DESK), status=200)
    page.form(action="/join").submit(status=303)


def newest(shop: Shop) -> tuple[str, list[tuple[str, str, str, str]]]:
    """Source of the newest member, and the touches that are kept."""
    with tenancy.scope(shop.business_id):
        member = db.session().scalars(select(Member).order_by(Member.id.desc())).first()
        rows = db.session().execute(
            select(Arrival.touch, Arrival.code, Arrival.source, Arrival.campaign)
            .where(Arrival.member_id == member.id)
            .order_by(Arrival.touch)
        )
        found = member.source, [tuple(row) for row in rows]
        db.session().rollback()
    return found


@pytest.fixture
def guest(client: Client) -> Client:
    """Who is here for the first time."""
    return client.another()


def test_first_and_last_touch_are_kept_with_the_new_member(
    world: World, visit: Visit, guest: Client, clock: Clock
) -> None:
    visit("/zerno/?utm_source=vk&utm_campaign=Весна+%26+кофе", browser=guest)
    clock.advance(days=3)
    visit("/zerno/?s=poster&utm_campaign=vitrina", browser=guest)
    join(guest)
    source, kept = newest(world.coffee)
    assert source == "poster"
    assert kept == [
        ("first", "vk", "vk", "Весна & кофе"),
        ("last", "poster", "", "vitrina"),
    ]


def test_the_code_of_the_join_page_itself_counts(world: World, guest: Client) -> None:
    join(guest, "/zerno/join?s=table")
    assert newest(world.coffee) == (
        "table",
        [("first", "table", "", ""), ("last", "table", "", "")],
    )


def test_a_touch_is_forgotten_after_thirty_days(
    world: World, visit: Visit, guest: Client, clock: Clock
) -> None:
    visit("/zerno/?s=poster", browser=guest)
    clock.advance(days=31)
    join(guest)
    assert newest(world.coffee) == ("", [])


def test_one_business_learns_nothing_of_visits_to_another(
    world: World, visit: Visit, guest: Client
) -> None:
    visit("/margin/?s=poster&utm_campaign=theirs", browser=guest)
    join(guest)
    assert newest(world.coffee) == ("", [])
    assert views(world.books) == {("poster", TODAY): 1}


def test_who_came_by_nothing_leaves_no_row(world: World, guest: Client) -> None:
    join(guest)
    assert newest(world.coffee) == ("", [])


def test_a_link_of_the_business_counts_to_the_end(
    world: World, visit: Visit, guest: Client, app: Flask
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        code = sources.add(kind="social", title="VK")
    visit(f"/zerno/?s={code}", browser=guest)
    join(guest)
    app.extensions["tessera_worker"].relay()
    with tenancy.scope(shop.business_id):
        row = (
            db.session().scalars(select(SourceDay).where(SourceDay.code == code)).one()
        )
    assert (row.views, row.joins) == (1, 1)
