"""The terms: which, until when, and that nothing ends by itself."""

from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.onboarding import wishes
from tests.onboarding.test_tariffs import make as make_code
from tests.page import Client
from tests.web.public.test_start import ADDRESS
from tests.world import create_staff

PATH = "/poldnik/office/tariff"


def owner_of(app: Flask, language: str = "en", **changes: Any) -> Client:
    """The owner of a business that has just opened."""
    founded = wishes.found(app, language=language, **changes)
    browser = Client(app, address=ADDRESS, language=language)
    browser.sign_in(founded.person_id)
    return browser


def test_the_usual_trial_is_told_to_the_day(app: Flask) -> None:
    page = owner_of(app).get(PATH, status=200)
    assert "Free trial" in page.text
    # Begun on 17 March 2026 in Moscow.
    assert "June 17, 2026" in page.text
    assert "93 days" in page.text
    assert "7707083893" in page.text


def test_a_year_by_code_names_the_code(app: Flask) -> None:
    make_code()
    page = owner_of(app, "ru", promo_code="loyalen2022").get(PATH, status=200)
    assert "Бесплатно" in page.text
    assert "loyalen2022" in page.text
    assert "17 марта 2027" in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("days", "notice"),
    [(10, ""), (80, "present terms end soon"), (100, "terms have ended")],
)
def test_the_office_says_when_the_end_comes_near(
    app: Flask, clock: Clock, days: int, notice: str
) -> None:
    founded = wishes.found(app, language="en")
    clock.advance(days=days)
    owner = Client(app, address=ADDRESS, language="en")
    owner.sign_in(founded.person_id)
    page = owner.get("/poldnik/office/members", status=200)
    assert (notice in page.text) if notice else ("terms" not in page.text)
    assert page.all("a", href=PATH)


def test_after_the_end_everything_works_and_it_says_so(
    app: Flask, clock: Clock
) -> None:
    founded = wishes.found(app, language="en")
    clock.advance(days=400)
    owner = Client(app, address=ADDRESS, language="en")
    owner.sign_in(founded.person_id)
    page = owner.get(PATH, status=200)
    assert "Your terms have ended" in page.text
    assert "Nothing is switched off" in page.text
    assert "Left" not in page.text
    start = owner.get("/poldnik/office/start", status=200)
    assert "Nothing is switched off" in start.text
    for path in ("office/", "office/printing/poster.pdf", "join", "till/"):
        assert owner.get(f"/poldnik/{path}", follow=True).status == 200


def test_who_manages_nothing_sees_no_terms(app: Flask, clock: Clock) -> None:
    founded = wishes.found(app, language="en")
    clock.advance(days=400)
    moderator = create_staff(founded.business_id, "moderator")
    browser = Client(app, address=ADDRESS, language="en")
    browser.sign_in(moderator.person_id)
    assert browser.get(PATH).status == 403
    assert "terms" not in browser.get("/poldnik/office/members", status=200).text
