"""Bring a friend: the guest's own link, and how invitations stand on both sides."""

from dataclasses import replace

from app.core import db, tenancy
from app.people import actions as people
from app.programmes.referral import Ambassador
from app.referrals import links
from tests.conftest import Clock
from tests.page import Client
from tests.referrals.bringing import TERMS, bring, buy, give_back, link_of, promise
from tests.world import World

PAGE = "/zerno/card/friends"


def enter(client: Client, world: World) -> Client:
    client.sign_in(world.coffee.member.person_id)
    return client


def test_where_nothing_is_given_there_is_no_page(client: Client, world: World) -> None:
    enter(client, world).get(PAGE, status=404)
    assert "friends" not in client.get("/zerno/card", status=200).markup


def test_row6_the_link_is_opaque_and_lasts(client: Client, world: World) -> None:
    shop = world.coffee
    promise(shop)
    enter(client, world)
    assert PAGE in client.get("/zerno/card", status=200).markup
    first = client.get(PAGE, status=200)
    with tenancy.scope(shop.business_id):
        code = links.known_code(shop.member.member_id)
    assert code is not None
    assert len(code) >= 10
    assert shop.member.number not in first.text
    assert f"/zerno/join?r={code}" in first.text
    assert f"/zerno/join?r={code}" in client.get(PAGE, status=200).text
    for words in ("200 баллов вам", "от 500", "14 дней", "Пока никто не пришёл"):
        assert words in first.text.replace("\N{NO-BREAK SPACE}", " ")


def test_row6_both_sides_see_how_it_stands(
    client: Client, world: World, clock: Clock
) -> None:
    shop = world.coffee
    promise(shop)
    with db.writing():
        people.rename(person_id=shop.member.person_id, name="Анна")
    friend = bring(shop, name="Борис")
    states = {
        "waiting": "ждёт первой покупки",
        "pending": "+200",
        "void": "покупка возвращена",
    }
    shown = enter(client, world).get(PAGE, status=200).text
    assert "Борис" in shown
    assert states["waiting"] in shown
    receipt_id = buy(shop, friend, 600_00)
    assert states["pending"] in client.get(PAGE, status=200).text
    client.sign_in(friend.person_id)
    theirs = client.get(PAGE, status=200).text
    assert "Анна" in theirs
    assert "+100" in theirs
    clock.advance(days=15)
    assert "+100" in client.get(PAGE, status=200).text
    give_back(shop, receipt_id)
    assert states["void"] in client.get(PAGE, status=200).text
    history = client.get("/zerno/card/history", status=200).text
    assert "По приглашению друга" in history


def test_others_friends_and_businesses_are_not_shown(
    client: Client, world: World
) -> None:
    promise(world.coffee)
    promise(world.books)
    bring(world.books, name="Elsewhere")
    other = bring(world.coffee, name="Борис")
    bring(world.coffee, code=link_of(world.coffee, other), name="Чужой")
    shown = enter(client, world).get(PAGE, status=200).text
    assert "Борис" in shown
    assert "Чужой" not in shown
    assert "Elsewhere" not in shown


def test_who_has_no_card_is_shown_how_to_get_one(client: Client, world: World) -> None:
    promise(world.coffee)
    client.sign_in(world.stranger)
    client.get(PAGE, status=303)


def test_a_promise_that_ended_leaves_the_states(client: Client, world: World) -> None:
    promise(world.coffee)
    bring(world.coffee, name="Борис")
    promise(world.coffee, None)
    shown = enter(client, world).get(PAGE, status=200).text
    assert "Борис" in shown
    assert "/join?r=" not in shown


def test_row6_the_link_is_sent_by_the_phone_or_saved_as_a_picture(
    client: Client, world: World
) -> None:
    promise(world.coffee)
    page = enter(client, world).get(PAGE, status=200)
    (button,) = [each for each in page.all("button") if "data-share" in each.attrib]
    assert "hidden" in button.attrib
    assert "/zerno/join?r=" in button.attrib["data-url"]
    picture = client.get(page.link("Сохранить код"), status=200)
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "no-store"


def test_without_a_promise_there_is_no_code(client: Client, world: World) -> None:
    enter(client, world).get(f"{PAGE}/code.png", status=404)


def test_row6_an_ambassador_sees_how_far_it_is(
    client: Client, world: World, clock: Clock
) -> None:
    shop = world.coffee
    own = Ambassador(friends=1, days=90, bringer_points=500, name="Друг дома")
    promise(shop, replace(TERMS, ambassador=own))
    text = enter(client, world).get(PAGE, status=200).text
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Друг дома" in text
    assert "Ещё 1 друг, и каждый следующий принесёт вам 500 баллов" in text
    assert "0 из 1 друга с наградой за последние 90 дн." in text
    buy(shop, bring(shop), 600_00)
    clock.advance(days=15)
    text = client.get(PAGE, status=200).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "это вы" in text
    assert "Каждый следующий друг приносит вам 500 баллов" in text
