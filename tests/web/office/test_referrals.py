"""Friends that guests have brought, and decisions about those that are held (E25)."""

import pytest

from app.core import audit, db, tenancy
from app.people import actions as people
from tests.page import Client
from tests.referrals.bringing import balance, bring, buy, of, promise
from tests.web.office.conftest import Enter
from tests.world import Holder, World

PAGE = "/zerno/office/referrals"


def held(world: World) -> Holder:
    """A friend whose reward waits for a look."""
    promise(world.coffee)
    friend = bring(world.coffee, name="Борис <i>", signals=("device",))
    buy(world.coffee, friend, 600_00)
    return friend


def test_an_empty_list_says_where_to_begin(world: World, enter: Enter) -> None:
    page = enter("owner").client.get(PAGE, status=200)
    assert "No friends have come yet" in page.text


def test_row6_the_list_counts_and_names_both_sides(world: World, enter: Enter) -> None:
    promise(world.coffee)
    with db.writing():
        people.rename(person_id=world.coffee.member.person_id, name="Анна")
    bring(world.coffee, name="Борис")
    bring(world.books, name="Elsewhere")
    client = enter("owner").client
    assert PAGE in client.get("/zerno/office/sources", status=200).markup
    page = client.get(PAGE, status=200)
    assert "Анна" in page.text
    assert "Борис" in page.text
    assert "waits for the first purchase" in page.text
    assert "Elsewhere" not in page.text


@pytest.mark.parametrize(
    ("words", "state", "pending", "act"),
    [
        ("Let it count", "given", 200, "referral.released"),
        ("Decline", "declined", 0, "referral.declined"),
    ],
)
def test_e25_staff_decide(
    world: World, enter: Enter, words: str, state: str, pending: int, act: str
) -> None:
    friend = held(world)
    page = enter("owner").client.get(PAGE, status=200)
    assert "Борис &lt;i&gt;" in page.markup
    assert "another guest's before" in page.text
    page.form(action="/decisions").submit(button=words, status=303)
    assert of(world.coffee, friend).state == state
    assert balance(world.coffee, world.coffee.member).pending == pending
    with tenancy.scope(world.coffee.business_id):
        assert act in {line.act for line in audit.lines(limit=5)}


def test_a_decision_counts_once(world: World, enter: Enter) -> None:
    friend = held(world)
    client = enter("owner").client
    first = client.get(PAGE, status=200).form(action="/decisions")
    late = client.get(PAGE, status=200).form(action="/decisions")
    first.submit(button="Decline", status=303)
    answer = late.submit(button="Let it count", status=422)
    assert "does not wait for a decision" in answer.text
    assert of(world.coffee, friend).state == "declined"


def test_others_and_unknown_ones_are_not_found(world: World, enter: Enter) -> None:
    promise(world.books)
    friend = bring(world.books, signals=("device",))
    buy(world.books, friend, 600_00)
    theirs = of(world.books, friend).id
    held(world)
    office: Client = enter("owner").client
    form = office.get(PAGE, status=200).form(action="/decisions")
    for number in (theirs, 999_999):
        data = {**form.values, "do": "release"}
        office.post(f"{PAGE}/{number}/decisions", data=data, status=404)
    assert of(world.books, friend).state == "held"


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_roles_without_the_right_are_refused(
    world: World, enter: Enter, role: str
) -> None:
    enter(role).client.get(PAGE, status=403)
