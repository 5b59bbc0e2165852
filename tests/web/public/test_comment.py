"""One comment: taken back by its author, reported by others."""

from app.core import db, tenancy
from app.space import threads
from app.space.threads import ModeratedComment
from tests.page import Client
from tests.space import talk
from tests.world import Shop, World


def now(shop: Shop, comment_id: int) -> ModeratedComment:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return threads.moderated(comment_id)


def test_an_author_takes_it_back(world: World, client: Client) -> None:
    shop, who = world.coffee, world.coffee.member.person_id
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, who, is_shown=True)
    client.sign_in(who)
    page = client.get(f"/zerno/news/{post_id}/comments").click("Отозвать")
    assert page.h1 == "Отозвать комментарий?"
    page = page.form(action="/withdrawal").submit(status=303)
    assert "Комментарий отозван" in page.text
    assert "Вкусно." not in page.text
    assert now(shop, comment_id).state == "withdrawn"


def test_others_report_it(world: World, client: Client) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, shop.member.person_id, is_shown=True)
    client.sign_in(world.stranger)
    page = client.get(f"/zerno/news/{post_id}/comments").click("Пожаловаться")
    form = page.form(action="/reports")
    assert "Команда посмотрит" in form.submit(status=303).text
    form.submit(status=303)
    assert now(shop, comment_id).reports == 1


def test_strangers_sign_in_first(world: World, client: Client) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, shop.member.person_id, is_shown=True)
    page = client.get(f"/zerno/news/{post_id}/comments/{comment_id}", status=200)
    assert page.link("Войдите, чтобы пожаловаться").startswith("/sign-in")
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    for act in ("reports", "withdrawal"):
        sent = client.post(
            f"/zerno/news/{post_id}/comments/{comment_id}/{act}", {"csrf_token": token}
        )
        assert sent.status == 303
        assert sent.location.startswith("/sign-in")
    assert now(shop, comment_id).state == "shown"


def test_somebody_else_s_is_not_taken_back(world: World, client: Client) -> None:
    shop = world.coffee
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, shop.member.person_id, is_shown=True)
    client.sign_in(world.stranger)
    page = client.get(f"/zerno/news/{post_id}/comments/{comment_id}")
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    client.post(
        f"/zerno/news/{post_id}/comments/{comment_id}/withdrawal",
        {"csrf_token": token},
        status=404,
    )
    assert now(shop, comment_id).state == "shown"


def test_what_is_not_to_be_read_is_not_found(world: World, client: Client) -> None:
    shop = world.coffee
    here, there = talk.publish(shop), talk.publish(shop)
    waiting = talk.comment(shop, here, shop.member.person_id)
    shown = talk.comment(shop, there, shop.member.person_id, is_shown=True)
    client.sign_in(world.stranger)
    client.get(f"/zerno/news/{here}/comments/{waiting}", status=404)
    client.get(f"/zerno/news/{here}/comments/{shown}", status=404)
    client.get(f"/margin/news/{there}/comments/{shown}", status=404)
    client.get(f"/zerno/news/{there}/comments/{shown}", status=200)
