"""Behind the link in the first letter."""

from app.core import db, tenancy
from app.space import subscriptions
from tests.conftest import Clock
from tests.page import Client
from tests.space import talk
from tests.world import Shop, World


def link(client: Client, shop: Shop, subscription_id: int) -> str:
    """What the letter carries."""
    with tenancy.scope(shop.business_id):
        found = subscriptions.subscription(subscription_id)
        db.session().rollback()
        assert found is not None
        key = client.app.config["SECRET_KEY"]
        return f"/{shop.slug}/subscribe/{subscriptions.confirm_token(found, key)}"


def counted(shop: Shop) -> int:
    with tenancy.scope(shop.business_id):
        count = subscriptions.counts()[0]
        db.session().rollback()
    return count


def test_looking_at_the_link_confirms_nothing(world: World, client: Client) -> None:
    shop = world.coffee
    asked = talk.subscribe(shop, is_confirmed=False)
    page = client.get(link(client, shop, asked), status=200)
    assert counted(shop) == 0
    page = page.form(button="Подтвердить подписку").submit(status=303)
    assert page.h1 == "Вы подписаны"
    assert "an···@example.test" in page.text
    assert counted(shop) == 1


def test_old_forged_and_foreign_links_say_the_same(
    world: World, client: Client, clock: Clock
) -> None:
    shop = world.coffee
    old = link(client, shop, talk.subscribe(shop, is_confirmed=False))
    foreign = old.replace("/zerno/", "/margin/")
    clock.advance(days=3)
    pages = [
        client.get(path, status=404)
        for path in (old, foreign.replace("margin", "zerno"), "/zerno/subscribe/1-a.b")
    ]
    assert {page.h1 for page in pages} == {"Эта ссылка больше не действует"}
    client.another(language="en").get(foreign, status=404)
    page = client.get("/zerno/subscribe", status=200)
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    client.post(old, {"csrf_token": token, "idempotency_key": "k"}, status=404)
    assert counted(shop) == 0


def test_an_ended_one_is_not_confirmed_again(world: World, client: Client) -> None:
    shop = world.coffee
    asked = talk.subscribe(shop)
    address = link(client, shop, asked)
    with tenancy.scope(shop.business_id), db.writing():
        subscriptions.stop(subscription_id=asked)
    assert client.get(address, status=200).h1 == "Вы отписаны"
