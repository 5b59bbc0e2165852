"""Stopping letters of a kind: by a button, and by one POST of a mail program (RFC 8058)."""

import pytest

from app.cards.merging import merge
from app.core import db, tenancy
from app.core.ids import MemberId
from app.notifications import choices, links
from tests.notifications.telling import (
    LETTER,
    NEWS,
    OWED,
    addressed,
    email_of,
    person_of,
    tell,
)
from tests.page import Client
from tests.world import Shop, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(client: Client, shop: Shop, member_id: MemberId, kind: str) -> str:
    """What every letter of the kind carries."""
    with tenancy.scope(shop.business_id):
        token = links.stop_token(member_id, kind, client.app.config["SECRET_KEY"])
    return f"/{shop.slug}/stop/{token}"


def is_agreed(shop: Shop, member_id: MemberId) -> bool:
    with tenancy.scope(shop.business_id):
        found = choices.agreed(member_id)
        db.session().rollback()
    return found


def test_a_mail_program_stops_a_kind_without_cookie_or_token(
    world: World, client: Client
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    address = link(client, shop, anna, NEWS.code)
    headers = {"Origin": "https://mail.test", "Sec-Fetch-Site": "cross-site"}

    for _ in range(2):
        page = client.post(address, ONE_CLICK, headers=headers, status=200)
        assert page.h1 == "Эти письма больше не придут"

    assert email_of(shop, tell(shop, anna)).why == "switched_off"
    assert email_of(shop, tell(shop, anna, kind=LETTER)).state == "due"
    assert is_agreed(shop, anna)


def test_looking_at_the_link_stops_nothing(world: World, client: Client) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")

    page = client.get(link(client, shop, anna, NEWS.code), status=200)

    assert "an···@example.test" in page.text
    assert "anna@example.test" not in page.markup
    assert email_of(shop, tell(shop, anna)).state == "due"


def test_the_button_stops_it_and_shows_what_else_there_is(
    world: World, client: Client
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")

    page = client.get(link(client, shop, anna, LETTER.code), status=200)
    page = page.form(button="Прекратить рассылку").submit(status=200)

    assert email_of(shop, tell(shop, anna, kind=LETTER)).why == "switched_off"
    assert "/zerno/card/profile/messages" in page.markup


def test_everything_that_advertises_can_be_stopped(
    world: World, client: Client
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")

    address = link(client, shop, anna, NEWS.code)
    page = client.post(address, {"all": "1"}, status=200)

    assert "Реклама отключена во всех каналах" in page.text
    assert not is_agreed(shop, anna)
    assert email_of(shop, tell(shop, anna)).why == "no_consent"


def test_a_letter_of_before_two_cards_were_joined_stops_those_of_now(
    world: World, client: Client
) -> None:
    shop = world.coffee
    before = addressed(shop, "anna@example.test")
    now = addressed(shop, "anna@work.test")
    address = link(client, shop, before, NEWS.code)
    with tenancy.scope(shop.business_id), db.writing():
        merge(source_id=before, target_id=now, proof="manager", actor="staff:1")

    client.post(address, ONE_CLICK, status=200)
    assert email_of(shop, tell(shop, now)).why == "switched_off"

    client.post(address, {"all": "1"}, status=200)
    assert not is_agreed(shop, now)


def test_the_letter_of_the_day_stops_all_that_advertises_by_mail(
    world: World, client: Client
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")

    client.post(link(client, shop, anna, "advertising"), ONE_CLICK, status=200)

    assert email_of(shop, tell(shop, anna)).why == "switched_off"
    assert email_of(shop, tell(shop, anna, kind=LETTER)).state == "due"


@pytest.mark.parametrize("kind", [OWED.code, "nothing"])
def test_what_is_owed_cannot_be_stopped(
    world: World, client: Client, kind: str
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")

    address = link(client, shop, anna, kind)
    client.get(address, status=404)
    client.post(address, ONE_CLICK, status=404)

    assert email_of(shop, tell(shop, anna, kind=OWED)).state == "due"


def test_forged_links_and_those_of_others_stop_nothing(
    world: World, client: Client
) -> None:
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")
    real = link(client, shop, anna, NEWS.code)

    for address in (
        real[:-1],
        real.replace(f"/{anna}-", f"/{anna + 1}-"),
        real.replace("/zerno/", "/margin/"),
        "/zerno/stop/x",
        "/zerno/stop/" + "9" * 400,
    ):
        page = client.post(address, ONE_CLICK, status=404)
        assert page.h1 in {
            "Эта ссылка больше не действует",
            "This link does not work any more",
        }
    assert email_of(shop, tell(shop, anna)).state == "due"


def test_who_left_has_nothing_to_stop(world: World, client: Client) -> None:
    """A link lives as long as the letter; the membership may not."""
    shop = world.coffee
    anna = addressed(shop, "anna@example.test")

    client.get(link(client, shop, MemberId(anna + 1000), NEWS.code), status=404)

    assert person_of(shop, anna)
