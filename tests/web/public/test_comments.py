"""Comments under a post, as guests read and write them."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.core.limits import Limit
from app.space import comments, talk_rules
from app.space.talk_models import Comment
from app.space.talk_rules import Rules
from app.web.public import comments as public_comments
from tests.page import Client, Page
from tests.space import talk
from tests.world import Shop, World, issue_card


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop, which reads comments before others do."""
    return world.coffee


@pytest.fixture
def reader(client: Client, shop: Shop) -> Client:
    """The shop's member, signed in."""
    client.sign_in(shop.member.person_id)
    return client


def at_once(shop: Shop) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        talk_rules.change(rules=Rules(is_premoderated=False))


def rows(shop: Shop) -> list[Comment]:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return list(db.session().scalars(select(Comment).order_by(Comment.id)))


def write(client: Client, post_id: int, text: str, **options: Any) -> Page:
    page = client.get(f"/zerno/news/{post_id}/comments", status=200)
    return page.form(id_="write").submit({"text": text}, **options)


def test_the_page_of_comments_leads_back_to_the_post(
    shop: Shop, reader: Client
) -> None:
    post_id = talk.publish(shop)
    page = reader.get(f"/zerno/news/{post_id}/comments", status=200)
    assert page.link("Вернуться к публикации") == f"/zerno/news/{post_id}"


def test_a_comment_waits_and_only_its_author_sees_it(
    shop: Shop, reader: Client
) -> None:
    post_id = talk.publish(shop)
    page = write(reader, post_id, "Очень вкусно.\n\nСпасибо.")
    assert "когда его прочтёт команда" in page.text
    assert "видите только вы" in page.text
    assert "Очень вкусно." in page.text
    other = reader.another().get(f"/zerno/news/{post_id}/comments", status=200)
    assert "Очень вкусно." not in other.text
    assert "Комментариев пока нет" in other.text


def test_strangers_are_asked_to_sign_in(shop: Shop, client: Client) -> None:
    post_id = talk.publish(shop)
    page = client.get(f"/zerno/news/{post_id}/comments", status=200)
    link = page.link("Войдите, чтобы комментировать")
    assert link.startswith("/sign-in")
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    sent = client.post(
        f"/zerno/news/{post_id}/comments",
        {"csrf_token": token, "text": "x", "idempotency_key": "abc"},
        status=303,
    )
    assert sent.location.startswith("/sign-in")
    assert rows(shop) == []


def test_a_name_is_chosen_or_is_guest(shop: Shop, reader: Client) -> None:
    at_once(shop)
    post_id = talk.publish(shop)
    assert "Гость" in write(reader, post_id, "Раз").text
    page = reader.get(f"/zerno/news/{post_id}/comments")
    page = page.form(id_="write").submit(name="Лев  Т.", text="Два")
    assert "Лев Т." in page.text
    assert [row.name for row in rows(shop)] == ["", "Лев Т."]


def test_an_answer_is_written_by_a_link_and_a_form(
    shop: Shop, reader: Client, world: World
) -> None:
    at_once(shop)
    post_id = talk.publish(shop)
    first = talk.comment(shop, post_id, world.stranger, "Вопрос?")
    page = reader.get(f"/zerno/news/{post_id}/comments").click("Ответить: Анна")
    assert "Ваш ответ: Анна" in page.text
    page = page.form(id_="write").submit(text="Ответ.")
    assert [c.get("class") for c in page.all("li", cls="comment")] == [
        "comment comment-0",
        "comment comment-1",
    ]
    assert rows(shop)[1].parent_id == first


def test_htmx_gets_the_fragment_and_a_refusal_in_it(shop: Shop, reader: Client) -> None:
    post_id = talk.publish(shop)
    page = write(reader, post_id, "", htmx=True)
    assert page.status == 422
    assert page.is_fragment
    assert "Напишите комментарий" in page.text
    done = write(reader, post_id, "Спасибо.", htmx=True, follow=False)
    assert done.status == 303
    shown = reader.get(done.location, htmx=True)
    assert shown.is_fragment
    assert shown.one("section").get("id") == "_comments"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Напишите комментарий"),
        ({"text": "   \n \n"}, "Напишите комментарий"),
        ({"text": "\u202e\u2066\0"}, "Напишите комментарий"),
        ({"text": "x" * 2001}, "Напишите комментарий"),
        ({"text": "http://a.b http://c.d https://e.f"}, "не больше двух ссылок"),
        ({"text": "Хорошо", "name": "x" * 41}, "Слишком длинно"),
        ({"text": "Закрыто", "name": "ЗЕРНО"}, "Это название заведения"),
    ],
)
def test_what_cannot_be_said_is_refused_and_kept(
    shop: Shop, reader: Client, values: dict[str, str], words: str
) -> None:
    post_id = talk.publish(shop)
    page = reader.get(f"/zerno/news/{post_id}/comments")
    page = page.form(id_="write").submit(values, status=422)
    assert words in page.text
    assert page.title.startswith("Ошибка:")
    if values["text"].isprintable():
        assert page.form(id_="write").values["text"] == [values["text"].strip()]
    assert rows(shop) == []


def test_words_are_never_markup(shop: Shop, reader: Client) -> None:
    at_once(shop)
    page = write(reader, talk.publish(shop), "<img src=x onerror=alert(1)> & <b>x</b>")
    assert "<img src=x onerror=alert(1)> & <b>x</b>" in page.text
    assert not page.all("img", src="x")


def test_tricks_of_direction_are_taken_out(shop: Shop, reader: Client) -> None:
    write(reader, talk.publish(shop), "счёт \u202e001\u202c ₽\u0007")
    assert rows(shop)[0].text == "счёт 001 ₽"


def test_a_megabyte_is_refused(shop: Shop, reader: Client) -> None:
    page = write(reader, talk.publish(shop), "ы" * 500_000)
    assert page.status in {413, 422}
    assert rows(shop) == []


def test_a_comment_sent_twice_is_one(shop: Shop, reader: Client) -> None:
    post_id = talk.publish(shop)
    form = reader.get(f"/zerno/news/{post_id}/comments").form(id_="write")
    for _ in range(2):
        form.submit(text="Один раз.", status=303)
    assert len(rows(shop)) == 1


def test_a_flood_is_answered_with_a_wait(shop: Shop, reader: Client) -> None:
    post_id = talk.publish(shop)
    for number in range(comments.PER_HOUR.count):
        write(reader, post_id, f"Раз {number}", status=303)
    page = write(reader, post_id, "Ещё", status=429)
    assert int(page.headers["Retry-After"]) > 0
    assert page.form(id_="write").values["text"] == ["Ещё"]


def test_posts_that_are_not_there_are_not_found(
    shop: Shop, world: World, reader: Client
) -> None:
    gone = talk.publish(shop)
    page = reader.get(f"/zerno/news/{gone}/comments", status=200)
    talk.withdraw_post(shop, gone)
    page.form(id_="write").submit(text="Поздно", status=404)
    other = talk.publish(world.books)
    for post_id in (gone, other, 10**9):
        reader.get(f"/zerno/news/{post_id}/comments", status=404)


def test_closed_comments_can_be_read(shop: Shop, reader: Client) -> None:
    post_id = talk.publish(shop, has_comments=False)
    page = reader.get(f"/zerno/news/{post_id}/comments", status=200)
    assert "Комментарии к этой записи закрыты" in page.text
    assert "write" not in [form.element.get("id") for form in page.forms()]


@pytest.mark.parametrize("query", ["reply=x", "reply=-1", f"reply={10**30}", "after=x"])
def test_nonsense_in_the_address_is_left_out(
    shop: Shop, reader: Client, query: str
) -> None:
    reader.get(f"/zerno/news/{talk.publish(shop)}/comments?{query}", status=200)


def test_a_hidden_one_shows_its_author_the_reason(shop: Shop, reader: Client) -> None:
    post_id, who = talk.publish(shop), shop.member.person_id
    comment_id = talk.comment(shop, post_id, who, "Грубость", is_shown=True)
    with tenancy.scope(shop.business_id), db.writing():
        comments.hide(
            comment_id=comment_id, staff_id=shop.owner.staff_id, reason="Это грубо."
        )
    page = reader.get(f"/zerno/news/{post_id}/comments", status=200)
    assert "Это грубо." in page.text
    assert "Это грубо." not in (
        reader.another().get(f"/zerno/news/{post_id}/comments").text
    )


def test_staff_speak_in_the_business_s_name_and_find_the_office(
    shop: Shop, client: Client, world: World
) -> None:
    post_id = talk.publish(shop)
    comment_id = talk.comment(shop, post_id, world.stranger)
    with tenancy.scope(shop.business_id), db.writing():
        comments.answer(
            comment_id=comment_id, staff_id=shop.owner.staff_id, text="Рады."
        )
    page = client.get(f"/zerno/news/{post_id}/comments", status=200)
    assert "Зерно ответ заведения" in page.text
    client.sign_in(shop.owner.person_id)
    page = client.get(f"/zerno/news/{post_id}/comments", status=200)
    links = {a.get("href") for a in page.all("a")}
    assert f"/zerno/office/comments/{comment_id}" in links


def test_many_cards_of_one_sender_do_not_flood_a_post(
    shop: Shop, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_comments, "PER_ADDRESS", Limit("few", 1, 3600))
    post_id = talk.publish(shop)
    write(reader, post_id, "Раз", status=303, follow=False)
    other = reader.another()
    other.sign_in(issue_card(shop.business_id, shop.programme_id).person_id)
    refused = write(other, post_id, "Два", status=429)
    assert int(refused.headers["Retry-After"]) > 0
    assert [row.text for row in rows(shop)] == ["Раз"]
