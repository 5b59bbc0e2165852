"""Shared contacts: only under a consent that names us, every file on the record."""

from app.coalitions import consents
from tests.coalitions.alliance import allow
from tests.coalitions.pages import partners
from tests.web.office.conftest import Office
from tests.world import World

PHONE = "+79161234567"


def test_nobody_is_shown_without_a_consent(office: Office, world: World) -> None:
    made = partners(world)
    page = office.get(f"partners/{made.pact_id}/contacts", status=200)
    assert "Nobody has agreed yet" in page.text
    # The other way round is another consent.
    allow(made.coffee, made.books, "contacts")
    assert "Nobody has agreed yet" in office.get(page_of(made.pact_id)).text


def page_of(pact_id: int) -> str:
    return f"partners/{pact_id}/contacts"


def test_the_file_is_written_down_for_each_guest(office: Office, world: World) -> None:
    made = partners(world)
    allow(made.books, made.coffee, "contacts")
    page = office.get(page_of(made.pact_id), status=200)
    assert PHONE not in page.text
    assert "4567" in page.text
    answer = page.form(action="contacts.csv").submit(status=200)
    assert PHONE in answer.data.decode()
    times = made.books.ask(
        consents.shares, made.books.person_id, made.coffee.business_id
    )
    assert len(times) == 1
    made.books.do(
        consents.withdraw,
        person_id=made.books.person_id,
        recipient_id=made.coffee.business_id,
        purpose="contacts",
    )
    assert "Nobody has agreed yet" in office.get(page_of(made.pact_id)).text
