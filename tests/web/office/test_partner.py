"""One partner's page: decisions of both, the pool, what is owed, nobody else's."""

from app.coalitions.terms import Cover
from tests.coalitions.pages import partners
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_the_terms_in_force_and_the_days(office: Office, world: World) -> None:
    made = partners(world)
    made.coffee.give(100)
    made.books.sell(333_00, partner=100_00)
    page = office.get(f"partners/{made.pact_id}", status=200)
    assert "A point of Зерно pays at Margin Books" in page.text
    assert "we owe it" in page.text
    # The partner's receipt is the partner's own.
    assert "333" not in page.text


def test_a_notice_is_given_once(office: Office, world: World) -> None:
    made = partners(world)
    place = f"partners/{made.pact_id}"
    office.post(f"{place}/steps", do="notice", idempotency_key="n1")
    page = office.get(place)
    assert "Points are taken through" in page.text


def test_the_pool_is_filled_and_confirmed(office: Office, world: World) -> None:
    made = partners(world, cover=Cover.POOL)
    place = f"partners/{made.pact_id}"
    form = office.get(place).form(action="deposits")
    bad = form.submit(amount="-5", number="", paid_on="", status=422)
    assert "Write the number of the payment document" in bad.text
    form = office.get(place).form(action="deposits")
    done = form.submit(amount="80", number="17", paid_on="2026-03-17", status=303)
    assert "not confirmed yet" in done.text


def test_unknown_steps_and_strange_contracts_are_not_found(
    office: Office, world: World
) -> None:
    made = partners(world)
    assert office.post(f"partners/{made.pact_id}/steps", do="burn").status == 404
    office.get("partners/999999", status=404)


def test_administrators_read_and_decide_nothing(enter: Enter, world: World) -> None:
    made = partners(world)
    office = enter("administrator")
    office.get(f"partners/{made.pact_id}", status=200)
    assert office.post(f"partners/{made.pact_id}/steps", do="notice").status == 403
