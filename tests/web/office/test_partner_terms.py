"""Other terms: proposed here, in force when the partner agrees."""

from app.coalitions import pacts
from tests.coalitions.pages import partners
from tests.web.office.conftest import Office
from tests.world import World


def test_terms_wait_for_the_partner(office: Office, world: World) -> None:
    made = partners(world)
    form = office.get(f"partners/{made.pact_id}/terms").form(action="terms")
    page = form.submit(ours_price="0.905", status=303)
    assert "They wait for your partner." in page.text
    assert "0.905" in page.text
    found = made.books.ask(pacts.partner, made.pact_id)
    assert found.is_ours_to_decide
    made.books.do(pacts.decide, pact_id=made.pact_id, number=2, is_yes=True)
    (newest, *_) = made.books.ask(pacts.versions, made.pact_id)
    assert newest.is_agreed
    assert newest.terms.first.price == 90_50


def test_the_past_is_not_changed(office: Office, world: World) -> None:
    made = partners(world)
    form = office.get(f"partners/{made.pact_id}/terms").form(action="terms")
    page = form.submit(starts_on="2026-03-01", status=422)
    assert "Choose today or a later day." in page.text
