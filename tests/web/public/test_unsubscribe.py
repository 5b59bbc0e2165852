"""Ending a subscription: by a button, and by one POST of a mail program (RFC 8058)."""

import pytest

from app.core import db, tenancy
from app.space import subscriptions
from tests.page import Client
from tests.space import talk
from tests.world import Shop, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(client: Client, shop: Shop, subscription_id: int) -> str:
    """What every letter carries."""
    with tenancy.scope(shop.business_id):
        found = subscriptions.subscription(subscription_id)
        db.session().rollback()
        assert found is not None
        key = client.app.config["SECRET_KEY"]
        return f"/{shop.slug}/unsubscribe/{subscriptions.stop_token(found, key)}"


def is_on(shop: Shop) -> bool:
    with tenancy.scope(shop.business_id):
        count = subscriptions.counts()[0]
        db.session().rollback()
    return count == 1


def test_a_mail_program_ends_it_without_cookie_token_or_redirect(
    world: World, client: Client
) -> None:
    shop = world.coffee
    address = link(client, shop, talk.subscribe(shop))
    headers = {"Origin": "https://mail.test", "Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        page = client.post(address, ONE_CLICK, headers=headers, status=200)
        assert page.h1 == "Вы отписаны"
    assert not is_on(shop)


def test_looking_at_the_link_ends_nothing(world: World, client: Client) -> None:
    shop = world.coffee
    address = link(client, shop, talk.subscribe(shop))
    page = client.get(address, status=200)
    assert is_on(shop)
    assert "an···@example.test" in page.text
    assert "anna@example.test" not in page.markup
    page = page.form(button="Прекратить рассылку").submit(status=200)
    assert page.h1 == "Вы отписаны"
    assert not is_on(shop)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_in_both_languages(
    world: World, client: Client, language: str
) -> None:
    address = link(client, world.coffee, talk.subscribe(world.coffee))
    page = client.another(language=language).get(address, status=200)
    assert "Зерно" in page.text


def test_forged_and_foreign_tokens_end_nothing(world: World, client: Client) -> None:
    shop = world.coffee
    address = link(client, shop, talk.subscribe(shop))
    talk.subscribe(world.books)
    for path in (
        address[:-4],
        address.replace("/zerno/", "/margin/"),
        "/zerno/unsubscribe/%00",
        "/zerno/unsubscribe/" + "x" * 3000,
    ):
        client.get(path, status=404)
        client.post(path, ONE_CLICK, status=404)
    assert is_on(shop)
    assert is_on(world.books)


def test_other_forms_still_need_their_token_and_origin(
    world: World, client: Client
) -> None:
    client.post("/zerno/subscribe", {"email": "a@example.com"}, status=400)
    form = client.get("/zerno/subscribe").form(id_="subscribe")
    values = {name: value[0] for name, value in form.values.items()}
    foreign = {"Origin": "https://mail.test"}
    client.post("/zerno/subscribe", values, headers=foreign, status=403)
