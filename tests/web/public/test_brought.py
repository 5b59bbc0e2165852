"""Joining by a friend's link (row 6, E25)."""

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.people import actions as people
from app.referrals.models import Referral
from tests.page import Client
from tests.referrals.bringing import link_of, promise
from tests.world import World

JOIN = "/zerno/join"


def rows(world: World) -> list[Referral]:
    with tenancy.scope(world.coffee.business_id):
        found = list(db.session().scalars(select(Referral).order_by(Referral.id)))
        db.session().rollback()
    return found


def join(client: Client, code: str) -> None:
    page = client.get(JOIN, query_string={"r": code}, status=200)
    page.form(action="/join").submit(status=303)


def test_row6_the_page_says_who_invites_and_what_it_gives(
    world: World, guest: Client
) -> None:
    shop = world.coffee
    promise(shop)
    with db.writing():
        people.rename(person_id=shop.member.person_id, name="Анна <b>")
    page = guest.get(JOIN, query_string={"r": link_of(shop)}, status=200)
    assert "Вас приглашает Анна &lt;b&gt;" in page.markup
    assert "100 баллов" in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_row6_without_a_name_a_friend_invites(world: World, guest: Client) -> None:
    page = guest.get(JOIN, query_string={"r": link_of(world.coffee)}, status=200)
    assert "Вас приглашает друг" in page.text


def test_row6_who_joins_by_the_link_is_written_down(
    world: World, guest: Client
) -> None:
    shop = world.coffee
    join(guest, link_of(shop))
    (row,) = rows(world)
    assert row.referrer_id == shop.member.member_id
    assert (row.state, row.signals) == ("waiting", [])


def test_e25_a_browser_that_was_the_bringers_is_noticed(
    world: World, client: Client
) -> None:
    shop = world.coffee
    promise(shop)
    client.sign_in(shop.member.person_id)
    client.get("/zerno/card/friends", status=200)
    client.get("/zerno/card/sign-out", status=200).form(action="/sign-out").submit()
    join(client, link_of(shop))
    assert [row.signals for row in rows(world)] == [["device"]]


def test_e25_a_browser_brings_itself_only_once(world: World, guest: Client) -> None:
    """The second throw-away card of one browser is looked at, too."""
    code = link_of(world.coffee)
    join(guest, code)
    guest.get("/zerno/card/sign-out", status=200).form(action="/sign-out").submit()
    join(guest, code)
    assert [row.signals for row in rows(world)] == [[], ["device"]]


def test_members_are_not_brought(world: World, client: Client) -> None:
    shop = world.coffee
    client.sign_in(shop.member.person_id)
    client.get(JOIN, query_string={"r": link_of(shop)}, status=303)
    assert rows(world) == []


@pytest.mark.parametrize(
    "code",
    ["", "unknown-code", "x" * 500, "\0" * 12, "юникод-код", "\u202eabc", "a\r\nb"],
)
def test_a_code_that_leads_nowhere_gives_the_usual_card(
    world: World, guest: Client, code: str
) -> None:
    join(guest, code)
    assert rows(world) == []


def test_a_code_of_another_business_leads_nowhere(world: World, guest: Client) -> None:
    join(guest, link_of(world.books))
    assert rows(world) == []


def test_a_typed_code_is_checked_again(world: World, guest: Client) -> None:
    page = guest.get(JOIN, query_string={"r": link_of(world.coffee)}, status=200)
    page.form(action="/join").submit({"r": "x" * 5000}, status=303)
    assert rows(world) == []


@pytest.mark.parametrize("code", ["forged", "x" * 500, "код", "%00"])
def test_a_forged_code_is_said_softly(world: World, guest: Client, code: str) -> None:
    page = guest.get(JOIN, query_string={"r": code}, status=200)
    assert "Карту можно взять и без него" in page.text
    assert "Вас приглашает" not in page.text
    assert "Карту можно взять и без него" not in guest.get(JOIN, status=200).text
