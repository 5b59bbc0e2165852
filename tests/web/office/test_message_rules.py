"""Rules of messages: quiet hours, the cap, what expiry counts as, SMS."""

import pytest

from app.core import db, tenancy
from app.notifications import rules
from app.notifications.planning import Rules
from tests.web.office.conftest import Enter, Office

PATH = "message-rules"


def known(office: Office) -> Rules:
    db.session().rollback()
    with tenancy.scope(office.shop.business_id):
        found = rules.rules()
        db.session().rollback()
    return found


def test_the_defaults_are_shown_and_changed(office: Office) -> None:
    page = office.get(PATH, status=200)
    form = page.form(id_="rules")
    assert form.values["quiet_from"] == ["21:00"]
    assert form.values["quiet_until"] == ["09:00"]
    assert form.values["weekly_cap"] == ["3"]

    page = form.submit(
        quiet_from="20:30",
        quiet_until="10:00",
        weekly_cap="2",
        expiry="service",
        has_sms=True,
        sms_monthly="300",
        sms_price="4.50",
    )

    assert known(office) == Rules((1230, 600), 2, True, True, 300, 450)
    assert "The limit comes to" in page.text
    assert "0 SMS this month" in page.text


def test_a_change_is_in_the_journal(office: Office) -> None:
    office.get(PATH).form(id_="rules").submit(weekly_cap="1")

    assert "Changed the rules of messages" in office.get("audit").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("quiet_from", "25:00"),
        ("quiet_until", ""),
        ("weekly_cap", "-1"),
        ("weekly_cap", "many"),
        ("weekly_cap", "51"),
        ("sms_monthly", "9" * 30),
        ("sms_price", "a lot"),
        ("expiry", "perhaps"),
    ],
)
def test_wrong_input_is_said_and_kept(office: Office, field: str, typed: str) -> None:
    page = office.get(PATH).form(id_="rules").submit({field: typed}, status=422)

    if field != "expiry":
        assert page.form(id_="rules").values[field] == [typed]
    assert known(office) == Rules()


def test_only_who_sees_all_guests_changes_them(enter: Enter) -> None:
    for role in ("moderator", "cashier"):
        enter(role).get(PATH, status=403)
    enter("administrator").get(PATH, status=200)
