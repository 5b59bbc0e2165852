"""Ten codes, shown once."""

from app.people import factors
from tests.html_rules import words
from tests.page import Page
from tests.web.public.second import Boss, make_boss

HERE = "/second-factor/codes"


def codes_on(page: Page) -> list[str]:
    """The codes that a page shows."""
    return [words(item) for item in page.one("ul", cls="spares")]


def test_ten_codes_are_made_shown_and_open_once(boss: Boss) -> None:
    boss.add_passkey()
    page = boss.browser.get(f"{HERE}?next=/zerno/office/team", status=200)
    made = page.form(button="Make ten codes").submit(status=200)
    codes = codes_on(made)
    assert len(set(codes)) == 10
    assert made.link("I have kept them") == "/zerno/office/team"
    assert codes[0] not in boss.browser.get(HERE).text
    assert "10 codes that you made before" in boss.browser.get(HERE).text
    other = make_boss(boss.browser, boss.shop)
    form = other.browser.get("/second-factor").form(id_="second-factor")
    form.submit(code=codes[3].lower(), status=303, follow=False)
    assert factors.factors(boss.person_id).codes_left == 9


def test_they_are_for_who_has_shown_the_second_step(boss: Boss) -> None:
    boss.set_up_app()
    page = boss.browser.get(HERE, status=303)
    assert page.location == "/second-factor?next=/second-factor/codes"
    assert boss.browser.post(HERE).status == 400
    assert factors.factors(boss.person_id).codes_left == 0


def test_later_leads_on(boss: Boss) -> None:
    boss.add_passkey()
    page = boss.browser.get(f"{HERE}?next=/zerno/office/team", status=200)
    assert page.link("Later") == "/zerno/office/team"
