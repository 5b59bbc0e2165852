"""Who answers a line: chosen on a page of its own, for every kind alike."""

import pytest

from app.core import db, tenancy
from app.core.ids import StaffId
from app.inbox.sources import registry
from app.people.rights import Right
from tests.space import talk
from tests.web.office.conftest import Office
from tests.world import World, create_staff


@pytest.fixture(params=["call_back", "application", "comment"])
def line(request: pytest.FixtureRequest, world: World) -> tuple[str, int]:
    """A line of each kind."""
    shop = world.coffee
    made = {
        "call_back": lambda: talk.call_back(shop),
        "application": lambda: talk.application(shop, talk.vacancy(shop)),
        "comment": lambda: talk.comment(shop, talk.publish(shop), world.stranger),
    }
    return request.param, made[request.param]()


def whose(world: World, line: tuple[str, int]) -> StaffId | None:
    db.session().rollback()
    sources = registry.open_to(frozenset(Right))
    with tenancy.scope(world.coffee.business_id):
        return registry.source_of(line[0], sources).assignee(*line)


def path(line: tuple[str, int]) -> str:
    return f"inbox/{line[0]}/{line[1]}/assignee"


def test_a_colleague_answers_then_nobody(
    office: Office, world: World, line: tuple[str, int]
) -> None:
    other = create_staff(world.coffee.business_id, "moderator")
    form = office.get(path(line), status=200).form(id_="assignee")
    assert form.values["staff"] == ["0"]
    page = form.submit(staff=str(other.staff_id))
    assert "Who answers is changed" in page.text
    assert whose(world, line) == other.staff_id
    form = office.get(path(line)).form(id_="assignee")
    assert form.values["staff"] == [str(other.staff_id)]
    form.submit(staff="0")
    assert whose(world, line) is None


@pytest.mark.parametrize("staff", ["", "x", "999999", "\0"])
def test_nobody_else_is_chosen(
    office: Office, world: World, line: tuple[str, int], staff: str
) -> None:
    page = office.post(path(line), idempotency_key="k", staff=staff)
    assert page.status == 422
    assert page.title.startswith("Error:")
    assert whose(world, line) is None


def test_cashiers_and_others_are_not_offered(
    office: Office, world: World, line: tuple[str, int]
) -> None:
    for staff in (world.coffee.cashier, world.books.owner):
        page = office.post(path(line), idempotency_key="k", staff=str(staff.staff_id))
        assert page.status == 422
    assert whose(world, line) is None


def test_a_closed_request_is_nobody_s_to_hand_over(
    office: Office, world: World
) -> None:
    call = talk.call_back(world.coffee)
    form = office.get(f"inbox/call_back/{call}/assignee").form(id_="assignee")
    office.get(f"requests/{call}").form(id_="finish").submit()
    page = form.submit(staff=str(office.staff_id), status=422)
    assert "closed already" in page.text


@pytest.mark.parametrize("kind", ["call_back", "comment", "letter"])
def test_a_foreign_line_is_not_found(office: Office, world: World, kind: str) -> None:
    shop = world.books
    foreign = {
        "call_back": lambda: talk.call_back(shop),
        "comment": lambda: talk.comment(shop, talk.publish(shop), world.stranger),
    }.get(kind, lambda: 1)()
    assert office.get(f"inbox/{kind}/{foreign}/assignee").status == 404
    page = office.post(
        f"inbox/{kind}/{foreign}/assignee", idempotency_key="k", staff="0"
    )
    assert page.status == 404
