"""The rules of answers: managers choose them."""

import pytest

from app.core import audit, db, tenancy
from app.space import talk_rules
from app.space.talk_rules import Rules
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World


def rules(world: World) -> Rules:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return talk_rules.rules()


def test_they_are_chosen_and_leave_a_line(office: Office, world: World) -> None:
    assert rules(world) == Rules(is_premoderated=True, call_back_minutes=120)
    form = office.get("inbox/rules", status=200).form(id_="rules")
    assert form.values["minutes"] == ["120"]
    page = form.submit(minutes="45", comments="after")
    assert "The rules are changed" in page.text
    assert rules(world) == Rules(is_premoderated=False, call_back_minutes=45)
    form = office.get("inbox/rules").form(id_="rules")
    terms = {"chat": "5", "applications": "60", "comment_hours": "1"}
    form.submit({**terms, "review_hours": "336", "comments": "before"})
    assert rules(world) == Rules(
        call_back_minutes=45,
        chat_minutes=5,
        application_days=60,
        comment_hours=1,
        review_hours=336,
    )
    with tenancy.scope(world.coffee.business_id):
        (*_, line) = audit.lines(kind="talk")
    assert (line.act, line.actor) == ("talk.rules_changed", f"staff:{office.staff_id}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": "14"},
        {"minutes": "2881"},
        {"minutes": "x"},
        {"comments": "never"},
        {"chat": "4"},
        {"applications": "0"},
        {"comment_hours": "337"},
        {"review_hours": "-1"},
    ],
)
def test_wrong_values_are_refused(
    office: Office, world: World, wrong: dict[str, str]
) -> None:
    form = office.get("inbox/rules").form(id_="rules")
    page = form.submit(wrong, status=422)
    assert page.title.startswith("Error:")
    assert rules(world) == Rules()


def test_subscribers_are_counted(office: Office, world: World) -> None:
    talk.subscribe(world.coffee)
    talk.subscribe(world.coffee, "b@example.test", is_confirmed=False)
    talk.subscribe(world.books)
    assert "1 address gets your news" in office.get("inbox/rules").text


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("moderator", 403), ("cashier", 403)],
)
def test_only_managers_choose(enter: Enter, role: str, status: int) -> None:
    enter(role).get("inbox/rules", status=status)
