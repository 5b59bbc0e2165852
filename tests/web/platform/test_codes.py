"""Promo codes at the operator's desk."""

from typing import Any

import pytest
from flask import Flask

from app.core import clock as app_clock
from app.core import db
from app.onboarding import tariffs
from tests.page import Client, Page

GOOD = {
    "code": "Loyalen2022",
    "trial_months": "3",
    "free_months": "12",
    "cap": "15",
    "first_day": "2026-03-17",
    "last_day": "2026-12-31",
}


def make(desk: Client, **values: Any) -> Page:
    form = desk.get("/platform/codes", status=200).form(id_="make-code")
    answer: Page = form.submit(GOOD | values)
    return answer


def kept() -> list[tariffs.CodeView]:
    found = tariffs.codes()
    db.session().rollback()
    return found


def test_a_code_is_made_and_shown_with_its_terms(app: Flask, desk: Client) -> None:
    page = make(desk)
    assert "The code works from its first day on" in page.text
    for words in ("loyalen2022", "3 months of trial", "12 months free", "0 of 15"):
        assert words in page.text
    (code,) = kept()
    assert (code.trial_months, code.free_months, code.cap) == (3, 12, 15)
    # The last day counts whole.
    assert code.ends_at is not None
    assert app_clock.local_date(code.ends_at, "UTC").isoformat() == "2027-01-01"
    assert "December 31, 2026" in page.text


def test_a_code_without_end_or_cap(app: Flask, desk: Client) -> None:
    page = make(desk, free_months="", cap="", last_day="")
    assert "no end" in page.text
    assert "taken 0 times" in page.text
    (code,) = kept()
    assert (code.free_months, code.cap, code.ends_at) == (0, None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "abc"),
        ("code", "код-2022"),
        ("code", "\u0000\u0000\u0000\u0000"),
        ("trial_months", ""),
        ("trial_months", "0"),
        ("trial_months", "61"),
        ("trial_months", "три"),
        ("free_months", "-1"),
        ("free_months", "9" * 40),
        ("cap", "0"),
        ("cap", "1.5"),
        ("cap", "²"),
        ("first_day", "31.12.2026"),
        ("last_day", "2026-02-30"),
        ("last_day", "2026-03-16"),
    ],
)
def test_nonsense_is_named_and_kept(
    app: Flask, desk: Client, field: str, value: str
) -> None:
    page = make(desk, **{field: value})
    assert page.status == 422
    assert page.all("a", href=f"#{field}")
    values = page.form(id_="make-code").values
    for name, good in GOOD.items():
        if name != field:
            assert values[name] == [good]
    assert kept() == []


def test_the_same_code_twice_is_refused(app: Flask, desk: Client) -> None:
    make(desk)
    page = make(desk, code="LOYALEN 2022")
    assert page.status == 422
    assert "There is already such a code" in page.text


def test_a_code_is_ended_and_stays_in_the_list(app: Flask, desk: Client) -> None:
    page = make(desk)
    done = page.form(action="/end").submit(status=303)
    assert "The code works no longer" in done.text
    assert kept()[0].state == "over"
    assert not [form for form in done.forms() if form.action.endswith("/end")]
    again = desk.post(page.form(action="/end").action, page.form(action="/end").values)
    assert again.status == 303
    path = f"/platform/codes/{kept()[0].id + 1}/end"
    assert desk.post(path, page.form(action="/end").values).status == 404
