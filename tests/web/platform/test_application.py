"""One application: read, approved or refused, once."""

from flask import Flask
from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.onboarding import queries
from app.onboarding.numbers import Numbers
from tests.onboarding import wishes
from tests.onboarding.wishes import OTHER_INN, OTHER_OGRN
from tests.page import Client
from tests.web.platform.test_applications import wait
from tests.world import create_business


def state_of(application_id: int) -> str:
    found = queries.application(application_id).state
    db.session().rollback()
    return found


def test_it_shows_what_does_not_fit_and_opens_by_one_button(
    app: Flask, desk: Client
) -> None:
    application_id = wait(app)
    page = desk.get("/platform/applications", status=200).click("Полдник")
    assert page.path == f"/platform/applications/{application_id}"
    for words in ("7707083893", "304500116000157", "owner@poldnik.example", "Does not"):
        assert words in page.text
    done = page.form(action="/approve").submit(status=303)
    assert "The business is open" in done.text
    assert state_of(application_id) == "founded"
    business = businesses.by_slug("poldnik")
    with tenancy.scope(business.id):
        entries = db.session().scalars(
            select(AuditEntry).where(AuditEntry.act == "registration.approved")
        )
        (entry,) = entries.all()
        actor = entry.actor
    db.session().rollback()
    assert actor.startswith("operator:")
    shown = desk.get(page.path, status=200)
    assert shown.link("Open its page") == "/poldnik/"


def test_a_refusal_needs_words_and_keeps_them(app: Flask, desk: Client) -> None:
    application_id = wait(app)
    page = desk.get(f"/platform/applications/{application_id}", status=200)
    for reason in ("", "x" * 501):
        wrong = page.form(action="/refuse").submit(reason=reason, status=422)
        assert wrong.all("a", href="#reason")
        assert wrong.form(action="/refuse").values["reason"][0].strip() == reason
        assert state_of(application_id) == "review"
    done = page.form(action="/refuse").submit(reason="Нет в реестре", status=303)
    assert "is refused" in done.text
    assert state_of(application_id) == "refused"
    shown = desk.get(page.path, status=200)
    assert "Нет в реестре" in shown.text
    assert not [form for form in shown.forms() if "/approve" in form.action]


def test_a_colleague_who_was_faster_is_not_overruled(app: Flask, desk: Client) -> None:
    application_id = wait(app)
    page = desk.get(f"/platform/applications/{application_id}", status=200)
    page.form(action="/approve").submit(status=303)
    late = page.form(action="/refuse").submit(reason="Передумали", status=303)
    assert late.path == page.path
    assert state_of(application_id) == "founded"
    again = page.form(action="/approve").submit(status=303)
    assert "The business is open" in again.text


def test_what_was_taken_meanwhile_is_told(app: Flask, desk: Client) -> None:
    application_id = wait(app)
    create_business(slug="poldnik")
    page = desk.get(f"/platform/applications/{application_id}", status=200)
    refused = page.form(action="/approve").submit(status=422)
    assert "This address is taken" in refused.text
    assert state_of(application_id) == "review"


def test_one_from_abroad_opens_with_its_own_money(app: Flask, desk: Client) -> None:
    numbers = Numbers("GB", "SC123456", "SC123456", ("foreign",))
    application_id = wishes.apply(app, numbers=numbers, language="en", trade="shop")
    wishes.confirm(app, wishes.token(app, application_id))
    page = desk.get(f"/platform/applications/{application_id}", status=200)
    assert "United Kingdom" in page.text
    assert "OGRN" not in page.text
    page.form(action="/approve").submit(status=303)
    business = businesses.by_slug("poldnik")
    assert (business.currency, business.zone) == ("GBP", "Europe/London")


def test_an_id_that_is_none_is_not_found(app: Flask, desk: Client) -> None:
    assert desk.get("/platform/applications/999").status == 404
    page = desk.get("/platform/codes", status=200)
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    for act in ("approve", "refuse"):
        path = f"/platform/applications/999/{act}"
        values = {"csrf_token": token, "idempotency_key": "k", "reason": "x"}
        assert desk.post(path, values).status == 404


def test_two_may_not_have_one_number(app: Flask, desk: Client) -> None:
    application_id = wait(app)
    wishes.found(app, slug="drugoy", email="x@x.example")
    page = desk.get(f"/platform/applications/{application_id}", status=200)
    refused = page.form(action="/approve").submit(status=422)
    assert "with this number is here already" in refused.text
    other = Numbers("RU", OTHER_INN, OTHER_OGRN)
    assert wishes.found(app, slug="third-one", numbers=other, email="y@y.example")
