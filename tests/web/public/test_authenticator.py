"""Setting up an authenticator app, without JavaScript."""

from base64 import b32decode
from urllib.parse import parse_qs, urlsplit

import pytest

from app.core import clock
from app.people import factors, totp
from tests.conftest import Clock
from tests.page import Page
from tests.web.public.second import Boss, make_boss

HERE = "/second-factor/app"


def shown(page: Page) -> str:
    """What an app that read the page's link shows."""
    address = urlsplit(page.link("Open in the app"))
    secret = b32decode(parse_qs(address.query)["secret"][0])
    return totp.digits(secret, totp.step_at(clock.now()))


def test_the_link_the_picture_and_the_words_are_one_secret(boss: Boss) -> None:
    page = boss.browser.get(HERE, status=200)
    secret = parse_qs(urlsplit(page.link("Open in the app")).query)["secret"][0]
    spelled = "".join((page.one("code").text or "").split())
    assert spelled == secret
    assert page.one("img").attrib["src"].startswith("data:image/svg+xml,")
    # Looking again, in another tab or after a mistake, shows the same.
    assert secret in boss.browser.get(HERE).link("Open in the app")


def test_the_first_code_turns_it_on_and_opens_the_office(
    boss: Boss, clock: Clock
) -> None:
    page = boss.browser.get(f"{HERE}?next=/zerno/office/team", status=200)
    done = page.form(id_="app-form").submit(code=shown(page), follow=False)
    assert done.location == "/second-factor/codes?next=/zerno/office/team"
    assert factors.factors(boss.person_id).app_since == clock.now
    boss.browser.get("/zerno/office/team", status=200)


def test_a_wrong_code_keeps_the_secret_and_turns_nothing_on(boss: Boss) -> None:
    page = boss.browser.get(HERE, status=200)
    refused = page.form(id_="app-form").submit(code="123", status=422)
    assert refused.link("Open in the app") == page.link("Open in the app")
    assert refused.title.startswith("Error:")
    assert not factors.factors(boss.person_id).has_any


def test_whoever_has_a_second_step_shows_it_first(boss: Boss) -> None:
    boss.set_up_app()
    page = boss.browser.get(HERE, status=303)
    assert page.location == "/second-factor?next=/second-factor/app"


@pytest.mark.parametrize("code", ["", "\0", "🎁", "1" * 300])
def test_nonsense_is_refused(boss: Boss, code: str) -> None:
    boss.browser.get(HERE).form(id_="app-form").submit(code=code, status=422)


def test_another_browser_has_another_secret(boss: Boss) -> None:
    other = make_boss(boss.browser, boss.shop)
    links = {each.browser.get(HERE).link("Open in the app") for each in (boss, other)}
    assert len(links) == 2
