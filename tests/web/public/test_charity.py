"""The public page of donations: it reconciles with the books, to the kopeck."""

from app.charity import actions
from app.core import clock, db, tenancy
from app.ledger import donating
from tests.charity.drives import PDF, give, start
from tests.page import Client
from tests.world import World


def test_the_page_says_what_the_books_say(client: Client, world: World) -> None:
    shop = world.coffee
    client.get(f"/{shop.slug}/charity", status=404)
    charity_id = start(shop)
    give(shop)
    give(shop)
    with tenancy.scope(shop.business_id), db.writing():
        batch_id = actions.close_batch(charity_id=charity_id)
        actions.send(
            batch_id=batch_id,
            document_number="П-7",
            document_on=clock.now().date(),
            document=PDF,
        )
    give(shop)
    with tenancy.scope(shop.business_id):
        given, owed = donating.standing()
    assert (given, owed) == (3_00, 1_00)
    text = client.get(f"/{shop.slug}/charity", status=200).text
    assert "П-7" in text
    for minor in (given, owed, given - owed):
        assert f"{minor // 100}" in text
    assert client.get(f"/{shop.slug}/charity/documents/{batch_id}").data == PDF
    client.get(f"/{world.books.slug}/charity/documents/{batch_id}", status=404)


def test_a_guest_sees_their_part(client: Client, world: World) -> None:
    start(world.coffee, amount=37_00)
    give(world.coffee)
    browser = client.another()
    browser.sign_in(world.coffee.member.person_id)
    text = browser.get(f"/{world.coffee.slug}/charity", status=200).text
    assert "37" in text
