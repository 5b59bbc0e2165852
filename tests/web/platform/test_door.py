"""Who may enter the platform's screens: an operator who has shown both steps."""

import pytest

from app.core import db, tenancy
from app.core.ids import StaffId
from app.people import actions as people
from app.people import factors
from app.people.errors import ElsewhereNeeded
from tests.page import Client
from tests.test_routes import methods, rules
from tests.web.platform.conftest import CONTACT
from tests.world import create_business, create_staff


def by_code_only(desk: Client) -> Client:
    """The operator in another browser, signed in by a code and nothing else."""
    person_id = people.owner_of("phone", CONTACT)
    db.session().rollback()
    assert person_id is not None
    browser = desk.another()
    browser.sign_in(person_id, is_staff_sign_in=True, has_second_factor=False)
    return browser


def test_a_code_alone_opens_no_screen(desk: Client) -> None:
    browser, tried = by_code_only(desk), 0
    for rule in rules(desk.app):
        if not rule.endpoint.startswith("platform.") or "GET" not in methods(rule):
            continue
        path = rule.rule.replace("<int:application_id>", "1")
        page = browser.get(path, status=303)
        assert page.location.startswith("/second-factor?next=/platform/"), path
        tried += 1
    assert tried >= 5


def test_a_code_alone_changes_nothing(desk: Client) -> None:
    browser = by_code_only(desk)
    form = browser.get("/second-factor", status=200).form(action="/language")
    token = form.values["csrf_token"][0]
    answer = browser.post("/platform/queues/apple/resume", {"csrf_token": token})
    assert answer.location.startswith("/second-factor?next=")


def test_an_operator_keeps_a_second_factor(desk: Client) -> None:
    person_id = people.owner_of("phone", CONTACT)
    assert person_id is not None
    with desk.app.app_context():
        assert factors.is_needed_by(person_id)
        db.session().rollback()


def test_no_business_lowers_the_operator_s_guard(desk: Client) -> None:
    """An owner who takes an operator's number into the team cannot reset them."""
    person_id = people.owner_of("phone", CONTACT)
    business_id = create_business(slug="trap")
    hired = create_staff(business_id, "cashier", person_id=person_id)
    with (
        desk.app.app_context(),
        tenancy.scope(business_id),
        pytest.raises(ElsewhereNeeded),
        db.writing(),
    ):
        factors.reset(staff_id=StaffId(hired.staff_id))
