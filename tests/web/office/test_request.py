"""One request: taken, given back, closed with a note, opened again, deleted."""

from datetime import timedelta

import pytest

from app.core import clock, db, tenancy
from app.space import requests
from app.space.requests import Asker, RequestView
from app.space.talk_errors import RequestNotFound
from tests.page import Page
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World


def now(world: World, request_id: int) -> RequestView:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return requests.request(request_id)


def act(office: Office, request_id: int, button: str, **values: str) -> Page:
    page = office.get(f"requests/{request_id}", status=200)
    return page.form(button=button).submit(values)


def test_it_says_who_what_and_by_when(office: Office, world: World) -> None:
    asker = Asker(
        name="Марина", phone="+79165550011", email="m@example.com", language="ru"
    )
    request_id = talk.call_back(world.coffee, asker, when="evening")
    page = office.get(f"requests/{request_id}", status=200)
    assert page.h1 == "Марина"
    assert "due today, 21:00" in page.text
    assert "in the evening" in page.text
    assert {a.get("href") for a in page.all("a")} >= {
        "tel:+79165550011",
        "mailto:m@example.com",
    }
    assert "+7 916 555-00-11" in page.text


def test_late_is_said(office: Office, world: World) -> None:
    request_id = talk.call_back(world.coffee)
    clock.advance(timedelta(hours=5))
    page = office.get(f"requests/{request_id}", status=200)
    assert "overdue" in page.text
    assert "was due today, 14:00" in page.text


def test_taken_given_back_closed_and_opened_again(office: Office, world: World) -> None:
    request_id = talk.call_back(world.coffee)
    assert "Owner, you" in act(office, request_id, "Assign it to me").text
    assert now(world, request_id).state == "working"
    assert "nobody yet" in act(office, request_id, "Give it back").text
    page = act(office, request_id, "Close the request", note="Стол на 12.\nНа пятницу.")
    assert "The request is closed" in page.text
    assert now(world, request_id).note == "Стол на 12.\nНа пятницу."
    page = office.get(f"requests/{request_id}")
    assert "Стол на 12." in page.text
    act(office, request_id, "Open it again")
    assert now(world, request_id).state == "working"


def test_a_colleague_may_take_it_over(
    office: Office, enter: Enter, world: World
) -> None:
    request_id = talk.call_back(world.coffee)
    act(office, request_id, "Assign it to me")
    other = enter("moderator")
    act(other, request_id, "Take it over")
    assert now(world, request_id).assigned_to == other.staff_id


def test_what_somebody_closed_meanwhile_is_said(office: Office, world: World) -> None:
    request_id = talk.call_back(world.coffee)
    page = office.get(f"requests/{request_id}")
    act(office, request_id, "Close the request")
    late = page.form(button="Close the request").submit(note="Тоже.", status=422)
    assert "This request is closed already" in late.text
    late = page.form(button="Assign it to me").submit(status=422)
    assert "This request is closed already" in late.text
    assert now(world, request_id).note == ""


def test_a_note_that_is_too_long_is_kept(office: Office, world: World) -> None:
    request_id = talk.call_back(world.coffee)
    page = act(office, request_id, "Close the request", note="x" * 1001)
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert page.form(button="Close the request").values["note"] == ["x" * 1001]
    assert now(world, request_id).state == "new"


def test_a_withdrawn_consent_deletes_it(office: Office, world: World) -> None:
    request_id = talk.call_back(world.coffee)
    page = act(office, request_id, "Delete for good")
    assert "is deleted" in page.text
    with pytest.raises(RequestNotFound):
        now(world, request_id)
    office.get(f"requests/{request_id}", status=404)


@pytest.mark.parametrize("step", ["taken", "given-back", "reopened", "done", "erased"])
def test_another_business_s_request_is_not_found(
    office: Office, world: World, step: str
) -> None:
    foreign = talk.call_back(world.books)
    office.get(f"requests/{foreign}", status=404)
    page = office.post(f"requests/{foreign}/{step}", idempotency_key="k", note="x")
    assert page.status == 404
    with tenancy.scope(world.books.business_id):
        assert requests.request(foreign).state == "new"


@pytest.mark.parametrize("step", ["taken", "given-back", "reopened", "done", "erased"])
def test_a_cashier_changes_nothing(enter: Enter, world: World, step: str) -> None:
    request_id = talk.call_back(world.coffee)
    page = enter("cashier").post(f"requests/{request_id}/{step}", idempotency_key="k")
    assert page.status == 403
    assert now(world, request_id).state == "new"
