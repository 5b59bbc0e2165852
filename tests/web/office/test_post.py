"""Writing a post: kept while it is written, published now or later, taken back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.ids import PostId
from app.space import queries
from app.space.rules import State
from tests.conftest import Clock
from tests.space.conftest import write
from tests.web.office.conftest import Enter, Office
from tests.web.office.writing import (
    EVENT,
    carried,
    form_of,
    new,
    none_at_all,
    only,
    preview,
)
from tests.world import World, create_outlet


def test_an_event_is_written_and_published(office: Office) -> None:
    page = new(office, "event").submit(EVENT, button="Publish now", status=303)
    assert "Guests see it now" in page.text
    post = only(office)
    assert post.state == State.PUBLISHED
    assert post.starts_at == datetime(2026, 3, 20, 16, 0, tzinfo=UTC)
    assert post.place == "Зал"
    assert post.link == EVENT["link"]
    page = page.click("Open as a guest")
    assert page.h1 == "Вечер чтений"
    page = office.get(f"posts/{post.id}", status=200)
    values = form_of(page).values
    assert {name: values[name] for name in EVENT} == {
        name: [value] for name, value in EVENT.items()
    }


def test_a_draft_needs_nothing_but_words(office: Office) -> None:
    page = new(office).submit(text="Notes", button="Save the draft", status=303)
    assert "The post is saved" in page.text
    post = only(office)
    assert (post.state, post.title, post.text) == (State.DRAFT, "", "Notes")
    # Enter in a field presses the first button: it must never publish.
    page = form_of(page).submit(title="A title", status=303)
    assert only(office).state == State.DRAFT


def test_what_guests_need_is_asked_for_before_publishing(office: Office) -> None:
    form = new(office, "event")
    page = form.submit(
        text="Слова", link="https://a.example", button="Publish now", status=422
    )
    shown = form_of(page)
    assert "Write a title" in shown.errors
    assert "Choose a day and a time" in shown.errors
    assert "Say where it is" in shown.errors
    assert shown.values["text"] == ["Слова"]
    assert shown.values["link"] == ["https://a.example"]
    assert page.title.startswith("Error:")
    assert none_at_all(office)
    shown.submit(EVENT, button="Publish now", status=303)
    assert only(office).state == State.PUBLISHED


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        ("news", {"title": "x" * 121}, "too long"),
        ("news", {"text": "x" * 20_001}, "too long"),
        ("news", {"title": "a\0b"}, None),
        ("news", {"text": "a\0b"}, "unprintable"),
        ("news", {"crop_zoom": "99"}, "whole number"),
        ("news", {"crop_x": "x"}, "whole number"),
        ("news", {"picture_alt": "x" * 201}, "too long"),
        ("news", {"outlet": "999"}, "valid choice"),
        ("news", {"ad_label": "advertising"}, "Name the advertiser"),
        ("news", {"ad_token": "2Vtz"}, "belongs to an advertisement"),
        ("news", {"ad_token": "2V tz<", "ad_label": "social"}, "Latin letters"),
        ("news", {"publish_at": "tomorrow"}, "Choose a day and a time"),
        ("event", {"starts": "2026-03-20T19:00+03:00"}, "Choose a day and a time"),
        ("event", {"starts": "0001-01-01T00:00"}, "Choose a day and a time"),
        ("event", {"starts": "9999-12-31T23:59"}, "Choose a day and a time"),
        (
            "event",
            {"starts": "2026-03-20T19:00", "ends": "2026-03-20T19:00"},
            "must come after",
        ),
        ("event", {"link": "http://a.example"}, "beginning with https"),
        ("event", {"link": "javascript:alert(1)"}, "beginning with https"),
        ("event", {"link": "https://user:word@a.example"}, "beginning with https"),
        ("event", {"link": "https://[::1"}, "beginning with https"),
        ("event", {"link": "https://a.example/" + "x" * 500}, "too long"),
        ("event", {"place": "x" * 201}, "too long"),
        ("offer", {"starts": "2026-03-20", "ends": "2026-03-19"}, "must come after"),
        ("offer", {"ends": "31.12.2026"}, "Choose a day"),
        ("offer", {"conditions": "x" * 2_001}, "too long"),
    ],
)
def test_wrong_input_is_named_and_kept(
    office: Office, kind: str, values: dict[str, str], message: str | None
) -> None:
    values = {"title": "A title"} | values
    page = new(office, kind).submit(values, button="Save the draft")
    if message is None:
        # A line has no room for what cannot be printed: it is left out.
        assert only(office).title == "ab"
        return
    assert page.status == 422
    shown = form_of(page)
    assert message in shown.errors
    for name, value in values.items():
        if name != "outlet":
            assert shown.values[name] == [value.replace("\0", "")]
    assert none_at_all(office)


def test_signs_that_turn_the_reading_are_left_out(office: Office) -> None:
    new(office).submit(title="a\u202eb", text="c\u2066d\re", status=303)
    assert (only(office).title, only(office).text) == ("ab", "cd\ne")


def test_a_text_of_a_megabyte_is_too_large(office: Office) -> None:
    form = new(office)
    headers = {"X-CSRFToken": form.values["csrf_token"][0]}
    page = office.client.post(
        form.action,
        b"title=x&text=" + b"x" * 1_000_000,
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
    assert page.status in {413, 422}
    assert "too l" in page.text
    assert none_at_all(office)


def test_a_schedule_is_by_the_clocks_of_the_outlet(
    office: Office, clock: Clock
) -> None:
    outlet_id = create_outlet(office.shop.business_id, code="omsk", zone="Asia/Omsk")
    form = new(office)
    page = form.submit(
        title="Later",
        outlet=outlet_id,
        publish_at="2026-03-18T10:00",
        button="Schedule",
        status=303,
    )
    assert "It will be published by itself: Mar 18, 10:00 (Omsk)" in page.text
    post = only(office)
    assert post.published_at == datetime(2026, 3, 18, 4, 0, tzinfo=UTC)
    assert "By the clocks of: Omsk" in page.text
    assert form_of(page).values["publish_at"] == ["2026-03-18T10:00"]
    page = form_of(page).submit(
        title="Even later",
        publish_at="2026-03-19T10:00",
        button="Save the changes",
        status=303,
    )
    post = only(office)
    assert (post.title, post.published_at) == (
        "Even later",
        datetime(2026, 3, 19, 4, 0, tzinfo=UTC),
    )
    clock.set(datetime(2026, 3, 19, 4, 0, tzinfo=UTC))
    assert "published" in office.get(f"posts/{post.id}").text


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("", "Choose a day and a time"),
        ("2026-03-17T11:59", "lies ahead"),
    ],
)
def test_a_schedule_must_lie_ahead(office: Office, at: str, message: str) -> None:
    page = new(office).submit(
        title="Late", publish_at=at, button="Schedule", status=422
    )
    assert message in form_of(page).errors
    assert none_at_all(office)


def test_what_would_be_over_is_not_published(office: Office) -> None:
    values = {"title": "Old", "starts": "2026-03-16T10:00", "place": "Hall"}
    page = new(office, "event").submit(values, button="Publish now", status=422)
    assert "over before guests see it" in form_of(page).errors
    assert only(office).state == State.DRAFT
    values = {"starts": "2026-03-18T10:00"}
    form_of(page).submit(values, button="Publish now", status=303)
    assert only(office).state == State.PUBLISHED


def test_an_offer_is_valid_for_whole_days(office: Office) -> None:
    values = {
        "title": "Half price",
        "starts": "2026-03-18",
        "ends": "2026-03-18",
        "conditions": "Once\nper guest",
    }
    page = new(office, "offer").submit(values, button="Publish now", status=303)
    post = only(office)
    assert post.starts_at == datetime(2026, 3, 17, 21, 0, tzinfo=UTC)
    assert post.ends_at == post.archives_at
    assert post.ends_at == datetime(2026, 3, 18, 21, 0, tzinfo=UTC)
    assert form_of(page).values["ends"] == ["2026-03-18"]


def test_a_post_is_withdrawn_and_published_again(office: Office) -> None:
    page = new(office).submit(title="On and off", button="Publish now", status=303)
    page = page.form(action="/withdraw").submit(status=303)
    assert "do not see it any more" in page.text
    assert only(office).state == State.WITHDRAWN
    page = form_of(page).submit(button="Publish again", status=303)
    assert only(office).state == State.PUBLISHED
    with tenancy.scope(office.shop.business_id):
        asked = select(AuditEntry).where(AuditEntry.act.startswith("post."))
        lines = list(db.session().scalars(asked.order_by(AuditEntry.id)))
    assert [line.act for line in lines] == [
        "post.published",
        "post.withdrawn",
        "post.published",
    ]
    assert {line.actor for line in lines} == {f"staff:{office.staff_id}"}


def test_a_form_sent_twice_writes_once(office: Office) -> None:
    form = new(office)
    for _ in range(2):
        form.submit(title="Once", button="Publish now", status=303)
    assert only(office).title == "Once"
    # Back, and sent with other words: the page says so and keeps them.
    page = form.submit(title="Twice", button="Publish now", status=422)
    assert "with other values" in form_of(page).errors
    assert only(office).title == "Once"


def test_two_windows_are_told_apart(office: Office) -> None:
    new(office).submit(title="First", button="Save the draft", status=303)
    post_id = only(office).id
    one, two = (form_of(office.get(f"posts/{post_id}")) for _ in range(2))
    one.submit(title="Second", button="Save the draft", status=303)
    page = two.submit(title="Third", button="Save the draft", status=422)
    assert "changed meanwhile in another window" in form_of(page).errors
    assert form_of(page).values["title"] == ["Third"]
    assert only(office).title == "Second"


def test_posts_of_others_are_not_found(office: Office, world: World) -> None:
    with tenancy.scope(world.books.business_id):
        foreign = write(title="Margin news", is_public=False)
    for path in (f"posts/{foreign}", f"posts/{foreign}/discard"):
        office.get(path, status=404)
    form = new(office)
    data = {n: v[0] for n, v in form.values.items()}
    for path in (f"posts/{foreign}", f"posts/{foreign}/withdraw"):
        office.client.post(office.url(path), data, status=404)
    for post_id in (str(foreign), "x", "9" * 30):
        office.client.post(form.action, data | {"post_id": post_id}, status=404)
    with tenancy.scope(world.books.business_id):
        assert queries.post(foreign).title == "Margin news"


def test_an_outlet_of_another_business_is_no_choice(
    office: Office, world: World
) -> None:
    form = new(office)
    data = {n: v[0] for n, v in form.values.items()}
    data |= {"title": "Sly", "outlet": str(world.books.outlet_id), "do": "save"}
    page = office.client.post(form.action, data, status=422)
    assert "Margin" not in page.text
    assert none_at_all(office)


def test_a_kind_that_is_none_and_a_draft_of_another_kind(office: Office) -> None:
    office.get("posts/new?kind=poem", status=404)
    page = preview(new(office), title="News")
    form = new(office, "event")
    data = {n: v[0] for n, v in form.values.items()}
    data |= {"post_id": carried(page, "post_id"), "title": "Event"}
    office.client.post(form.action, data, status=404)
    assert only(office).title == "News"


def test_moderators_publish(enter: Enter) -> None:
    office = enter("moderator")
    new(office).submit(title="By a moderator", button="Publish now", status=303)
    assert only(office).state == State.PUBLISHED


def test_the_page_speaks_russian(office: Office) -> None:
    page = office.get("posts/new?kind=offer", status=200)
    page = page.form(action="/language").submit(status=303)
    assert page.h1 == "Новое предложение"
    assert form_of(page).has_button("Опубликовать сейчас")
    assert "часовой пояс: Москва" in page.text


def test_an_unknown_post(office: Office) -> None:
    office.get(f"posts/{PostId(10**9)}", status=404)
