"""Terms of every business, and the months that were agreed on."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.ids import BusinessId
from app.onboarding import tariffs
from tests.conftest import Clock
from tests.onboarding import wishes
from tests.page import Client, Page
from tests.web.platform.conftest import come_again
from tests.world import create_business


def add(desk: Client, business_id: BusinessId, months: str) -> Page:
    page = desk.get("/platform/tariffs", status=200)
    form = page.form(action=f"/tariffs/{business_id}")
    answer: Page = form.submit(months=months)
    return answer


def test_months_follow_the_present_terms(
    app: Flask, desk: Client, clock: Clock
) -> None:
    business_id = wishes.found(app).business_id
    assert "June 17, 2026" in desk.get("/platform/tariffs", status=200).text
    page = add(desk, business_id, "12")
    assert "The months are added" in page.text
    # The trial ends with 17 June, so the year goes from 18 June to 17 June.
    assert "Free trial, until June 17, 2027" in page.text
    clock.advance(days=120)
    come_again(desk)
    page = desk.get("/platform/tariffs", status=200)
    assert "as agreed, until June 17, 2027" in page.text
    with tenancy.scope(business_id):
        acts = db.session().scalars(
            select(AuditEntry.act).where(AuditEntry.actor.startswith("operator:"))
        )
        assert list(acts) == ["tariff.extended"]


def test_ended_terms_begin_anew_today(app: Flask, desk: Client, clock: Clock) -> None:
    business_id = wishes.found(app).business_id
    clock.advance(days=400)
    come_again(desk)
    assert "ended" in desk.get("/platform/tariffs", status=200).text
    page = add(desk, business_id, "1")
    assert "May 21, 2027" in page.text
    assert "ended" not in page.text


def test_a_business_without_end_may_get_one(app: Flask, desk: Client) -> None:
    business_id = create_business(slug="zerno")
    assert "no end" in desk.get("/platform/tariffs", status=200).text
    assert "until April 17, 2026" in add(desk, business_id, "1").text


@pytest.mark.parametrize("months", ["", "0", "61", "-1", "два", "9" * 50, "\u0000"])
def test_nonsense_is_named_and_adds_nothing(
    app: Flask, desk: Client, months: str
) -> None:
    business_id = wishes.found(app).business_id
    page = add(desk, business_id, months)
    assert page.status == 422
    assert page.all("a", href=f"#months-{business_id}")
    with tenancy.scope(business_id):
        terms = tariffs.in_force()
    assert terms is not None
    assert terms.months == 3
    assert "June 17, 2026" in page.text


def test_sent_twice_they_are_added_once(app: Flask, desk: Client) -> None:
    business_id = wishes.found(app).business_id
    form = desk.get("/platform/tariffs").form(action=f"/tariffs/{business_id}")
    for _ in range(2):
        page = form.submit(months="2", status=303)
    assert "until August 17, 2026" in page.text
    wrong = form.submit(months="3", status=422)
    assert "until August 17, 2026" in wrong.text


def test_a_business_that_is_none_is_not_found(app: Flask, desk: Client) -> None:
    business_id = wishes.found(app).business_id
    form = desk.get("/platform/tariffs").form(action=f"/tariffs/{business_id}")
    values = form.values | {"months": ["1"]}
    assert desk.post("/platform/tariffs/99999", values).status == 404


def test_an_empty_installation_says_so(app: Flask, desk: Client) -> None:
    assert "No businesses yet" in desk.get("/platform/tariffs", status=200).text
