"""Subscribing to news: one field, a consent, the same answer to everybody."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.people import consents
from app.space.talk_models import Subscription
from tests.conftest import MakeApp
from tests.page import Client, Page
from tests.space import talk
from tests.web.public.conftest import ADDRESS
from tests.world import World

GOOD: dict[str, Any] = {"email": "anna@example.com", "consent": True}


def subscribe(client: Client, **values: Any) -> Page:
    form = client.get("/zerno/subscribe", status=200).form(id_="subscribe")
    return form.submit(GOOD | values)


def known(world: World) -> list[Subscription]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return list(db.session().scalars(select(Subscription)))


def test_an_address_is_kept_with_the_consent_and_waits(
    world: World, client: Client
) -> None:
    page = subscribe(client, email="Anna@Example.COM")
    assert page.h1 == "Остался один шаг"
    (row,) = known(world)
    text = consents.text("mailings", "ru", "Зерно")
    assert (row.email, row.confirmed_at) == ("anna@example.com", None)
    assert (row.consent_version, row.consent_digest) == (text.version, text.digest)


def test_nobody_learns_who_is_subscribed(world: World, client: Client) -> None:
    talk.subscribe(world.coffee, "anna@example.com")
    first = subscribe(client)
    second = subscribe(client.another(), email="olga@example.com")
    assert first.text.replace("an···", "") == second.text.replace("ol···", "")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": ""}, "Напишите адрес"),
        ({"email": "anna"}, "anna@example.com"),
        ({"email": "a@example.com\r\nBcc: c@d.test"}, "anna@example.com"),
        ({"email": "x" * 250 + "@example.com"}, "Напишите адрес"),
        ({"consent": False}, "Отметьте согласие"),
    ],
)
def test_wrong_values_are_refused(
    world: World, client: Client, wrong: dict[str, Any], words: str
) -> None:
    page = subscribe(client, **wrong)
    assert page.status == 422
    assert words in page.text
    assert page.title.startswith("Ошибка:")
    assert known(world) == []


def test_a_mailbox_is_not_filled_from_many_places(world: World, client: Client) -> None:
    for _ in range(5):
        assert subscribe(client.another()).status == 200
    page = subscribe(client.another())
    assert page.status == 429
    assert subscribe(client, email="other@example.com").status == 200


def test_without_mail_the_page_says_so(world: World, make_app: MakeApp) -> None:
    page = Client(make_app(smtp_url=""), address=ADDRESS).get(
        "/zerno/subscribe", status=503
    )
    assert "не настроена почта" in page.text
