"""The link that a message carries."""

from app.core import clock, db, tenancy
from app.notifications import links
from app.notifications.models import Notice
from tests.notifications.telling import LETTER, addressed, email_of, tell
from tests.page import Client
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


def test_it_leads_where_the_message_speaks_of_and_is_noted(
    world: World, client: Client
) -> None:
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, "anna@example.test"), kind=LETTER)
    row = email_of(shop, notice_id)

    answer = client.get(link(client, shop, row.id), status=303)

    assert answer.location == "/zerno/card/history"
    assert email_of(shop, notice_id).opened_at == clock.now()
    assert read_at(shop, notice_id) == clock.now()


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
