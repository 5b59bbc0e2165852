"""A business under its own host name, and forged host names."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.space import talk
from tests.world import World

OWN = "https://loyalty.cafe.test"
FORGED = "evil.example"


@pytest.fixture
def domains(world: World, make_app: Callable[..., Flask]) -> Flask:
    """A site where the coffee shop has a name of its own."""
    return make_app(domains="loyalty.cafe.test=zerno")


@pytest.fixture
def guest(domains: Flask) -> Client:
    """A browser at the shop's own address."""
    return Client(domains, address=OWN)


@pytest.fixture
def visitor(domains: Flask) -> Client:
    """A browser at the site's address."""
    return Client(domains, address=ADDRESS)


def canonical(client: Client, path: str) -> str:
    page = client.get(path, status=200)
    return page.one("link", rel="canonical").attrib["href"]


def test_at_its_own_host_the_business_is_the_start_page(guest: Client) -> None:
    page = guest.get("/", status=200)
    assert page.h1 == "Зерно"
    assert page.all("a", href="/zerno/join")
    assert page.one("meta", property="og:url").attrib["content"] == f"{OWN}/"
    image = page.one("meta", property="og:image").attrib["content"]
    assert image.startswith(f"{OWN}/zerno/share-")
    assert guest.get(image, status=200).headers["Content-Type"] == "image/png"


def test_the_page_is_known_by_one_address_everywhere(
    guest: Client, visitor: Client
) -> None:
    assert canonical(guest, "/?s=poster&utm_source=x") == f"{OWN}/"
    assert canonical(visitor, "/zerno/") == f"{OWN}/"
    assert canonical(visitor, "/zerno/join") == f"{OWN}/zerno/join"
    assert canonical(visitor, "/margin/") == f"{ADDRESS}/margin/"
    answer = guest.get("/zerno/?s=poster", status=301)
    assert answer.location == "/?s=poster"


def test_a_guest_gets_a_card_there(guest: Client) -> None:
    page = guest.get("/zerno/join?utm_source=ig", status=200)
    done = page.form(action="?utm_source=ig").submit(status=303, follow=False)
    cookie = next(
        value for value in done.headers.getlist("Set-Cookie") if "session" in value
    )
    assert cookie.startswith("__Host-")
    assert "domain=" not in cookie.lower()
    guest.get("/zerno/card", status=200)
    assert guest.get("/").all("a", href="/zerno/card")


def test_a_cookie_of_one_host_is_not_sent_to_another(guest: Client) -> None:
    guest.get("/zerno/join").form(action="/join").submit(status=303)
    assert guest.flask.get("/zerno/card", base_url=OWN).status_code == 200
    answer = guest.flask.get("/zerno/card", base_url=ADDRESS)
    assert answer.headers["Location"] == "/zerno/join"


@pytest.mark.parametrize("path", ["/margin/", "/margin/join", "/margin/card"])
def test_no_other_business_is_there(guest: Client, path: str) -> None:
    assert "Margin" not in guest.get(path, status=404).text


@pytest.mark.parametrize(
    "path", ["/zerno/office/", "/zerno/till/", "/platform/", "/api/v1/"]
)
def test_work_goes_on_at_the_sites_address(guest: Client, path: str) -> None:
    answer = guest.get(f"{path}?x=1")
    assert answer.status in {302, 404}
    if answer.status == 302:
        assert answer.headers["Location"] == f"{ADDRESS}{path}?x=1"


def test_nothing_is_sent_to_work_from_there(guest: Client) -> None:
    form = guest.get("/").form(action="/language")
    guest.post("/zerno/office/outlets", data=form.values, status=404)


def test_strict_transport_binds_no_sister_of_the_host(
    guest: Client, visitor: Client
) -> None:
    name = "Strict-Transport-Security"
    assert guest.get("/").headers[name] == "max-age=63072000"
    assert "includeSubDomains" in visitor.get("/").headers[name]


@pytest.mark.parametrize(
    "host",
    [
        FORGED,
        f"{FORGED}:443",
        "loyalty.cafe.test.evil.example",
        "evil.loyalty.cafe.test",
        "loyalty.cafe.test@evil.example",
        "loyalty.cafe.test.",
        "",
        "[::1]",
        "loyalty.cafe.test,evil.example",
    ],
)
def test_every_other_host_is_refused(domains: Flask, host: str) -> None:
    browser = domains.test_client()
    for path in ("/", "/zerno/", "/zerno/join", "/robots.txt", "/sitemap.xml"):
        answer = browser.get(path, base_url=ADDRESS, headers={"Host": host})
        assert answer.status_code in {400, 421}, path
        assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-Host"]
)
@pytest.mark.parametrize("hops", [0, 1])
def test_a_forwarded_host_is_not_believed(
    world: World, make_app: Callable[..., Flask], name: str, hops: int
) -> None:
    app = make_app(domains="loyalty.cafe.test=zerno", proxy_hops=hops)
    value = f"host={FORGED}" if name == "Forwarded" else FORGED
    for address in (ADDRESS, OWN):
        client = Client(app, address=address)
        for path in ("/", "/zerno/join", "/robots.txt", "/sitemap.xml", "/sign-in"):
            page = client.get(path, headers={name: value}, status=200)
            assert FORGED not in page.markup
            assert FORGED not in str(page.headers)


def test_upper_case_and_port_name_the_same_host(domains: Flask) -> None:
    answer = domains.test_client().get(
        "/", base_url=ADDRESS, headers={"Host": "LOYALTY.cafe.test:443"}
    )
    assert answer.status_code == 200
    assert "Зерно" in answer.get_data(as_text=True)


def test_without_the_setting_hosts_are_what_they_were(
    world: World, make_app: Callable[..., Flask]
) -> None:
    app = make_app(base_url="")
    answer = app.test_client().get("/", headers={"Host": "any.example"})
    assert answer.status_code == 200
    page = app.test_client().get("/zerno/", headers={"Host": "any.example"})
    # What the page calls itself never comes from the request.
    assert "any.example" not in page.get_data(as_text=True)


def test_a_name_for_nobody_finds_nobody(
    world: World, make_app: Callable[..., Flask]
) -> None:
    app = make_app(domains="loyalty.cafe.test=nobody")
    Client(app, address=OWN).get("/", status=404)


def test_posts_are_known_by_the_same_address(guest: Client, world: World) -> None:
    """Also where the settings name no host, so that any is answered."""
    post_id = talk.publish(world.coffee)
    path = f"/zerno/news/{post_id}"
    site = Client(guest.app, address=ADDRESS)
    for client in (guest, site):
        for page in (path, "/zerno/news"):
            assert canonical(client, page) == f"{OWN}{page}"
        where = "/sitemap.xml" if client is guest else "/zerno/sitemap.xml"
        assert f"<loc>{OWN}{path}</loc>" in client.get(where, status=200).markup
        feed = client.get("/zerno/news.atom", status=200).markup
        assert f"{OWN}{path}" in feed
        assert ADDRESS not in feed


def test_no_forged_host_gets_into_a_feed(world: World, make_app: MakeApp) -> None:
    post_id = talk.publish(world.coffee)
    client = Client(make_app(base_url=""), address=f"http://{FORGED}")
    for path in ("/zerno/news", f"/zerno/news/{post_id}", "/zerno/news.atom"):
        assert FORGED not in client.get(path, status=200).markup, path
