"""The link that a message carries."""

import pytest

from app.core import clock, db, tenancy
from app.core.ids import MemberId, PersonId
from app.notifications import links
from app.notifications.models import Notice
from app.people import queries as people
from tests.notifications.telling import LETTER, addressed, email_of, tell
from tests.page import Client
from tests.reviews.saying import guest
from tests.world import Shop, World


def link(client: Client, shop: Shop, delivery_id: int) -> str:
    with tenancy.scope(shop.business_id):
        token = links.open_token(delivery_id, client.app.config["SECRET_KEY"])
    return f"/{shop.slug}/n/{token}"


def read_at(shop: Shop, notice_id: int) -> object:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        notice = db.session().get(Notice, notice_id)
        assert notice is not None
        found = notice.read_at
        db.session().rollback()
    return found


def person_of(shop: Shop, member_id: MemberId) -> PersonId:
    with tenancy.scope(shop.business_id):
        found = people.persons_of(member_id)
        db.session().rollback()
    return found[0]


def test_it_leads_where_the_message_speaks_of_and_is_noted(
    world: World, client: Client
) -> None:
    shop = world.coffee
    member_id = addressed(shop, "anna@example.test")
    notice_id = tell(shop, member_id, kind=LETTER)
    address = link(client, shop, email_of(shop, notice_id).id)

    client.sign_in(person_of(shop, member_id))
    answer = client.get(address, status=303)

    assert answer.location == "/zerno/card/history"
    assert email_of(shop, notice_id).opened_at == clock.now()
    assert read_at(shop, notice_id) == clock.now()


@pytest.mark.parametrize("is_somebody", [False, True])
def test_who_is_not_told_has_read_nothing(
    world: World, client: Client, *, is_somebody: bool
) -> None:
    """A mail program's scanner, or whom the letter was passed on to."""
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, "anna@example.test"), kind=LETTER)
    address = link(client, shop, email_of(shop, notice_id).id)

    if is_somebody:
        client.sign_in(guest(shop).person_id)
    answer = client.get(address, status=303)

    assert answer.location == "/zerno/card/history"
    assert read_at(shop, notice_id) is None


def test_looking_at_the_address_alone_opens_nothing(
    world: World, client: Client
) -> None:
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, "anna@example.test"), kind=LETTER)
    row = email_of(shop, notice_id)

    client.request("HEAD", link(client, shop, row.id), status=303)

    assert email_of(shop, notice_id).opened_at is None
    assert read_at(shop, notice_id) is None


def test_forged_and_foreign_links_lead_nowhere(world: World, client: Client) -> None:
    shop = world.coffee
    row = email_of(shop, tell(shop, addressed(shop, "anna@example.test")))
    real = link(client, shop, row.id)

    for address in (
        real[:-1],
        real.replace("/zerno/", "/margin/"),
        link(client, shop, row.id + 1000),
        link(client, world.books, row.id),
        "/zerno/n/x",
    ):
        client.get(address, status=404)
