"""Asking to be called back: a number, a consent, a deadline (row 44)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.core import db, outbox, tenancy
from app.core.limits import LimitCounter
from app.space.talk_models import GuestRequest
from app.web.public import contacting
from tests.page import Client, Page
from tests.world import World

GOOD = {
    "phone": "8 916 555-00-44",
    "name": "Марина",
    "question": "Есть ли терраса?",
    "time": "any",
    "consent": True,
}


def asked(world: World) -> list[GuestRequest]:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return list(db.session().scalars(select(GuestRequest)))


def ask(client: Client, **values: Any) -> Page:
    form = client.get("/zerno/call-back", status=200).form(action="/call-back")
    return form.submit(GOOD | values)


def test_a_number_becomes_a_task_with_a_deadline(world: World, client: Client) -> None:
    page = ask(client)
    assert page.h1 == "Мы вам позвоним"
    assert "14:00" in page.text
    (row,) = asked(world)
    assert (row.kind, row.state, row.phone) == ("call_back", "new", "+79165550044")
    assert row.due_at == datetime(2026, 3, 17, 11, 0, tzinfo=UTC)


def test_who_asked_is_counted_by_a_digest(world: World, client: Client) -> None:
    ask(client)
    wanted = select(LimitCounter.subject).where(
        LimitCounter.name == contacting.PER_HOUR.name
    )
    (subject,) = db.session().scalars(wanted)
    assert len(subject) == 64


def test_a_wished_time_is_kept(world: World, client: Client) -> None:
    page = ask(client, time="evening", name="", question="")
    assert "21:00" in page.text
    assert asked(world)[0].preferred_time == "evening"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_form_in_both_languages(
    world: World, client: Client, language: str
) -> None:
    page = client.another(language=language).get("/zerno/call-back", status=200)
    assert len(page.all("input", type="radio")) == 4
    assert "consent" not in page.form(action="/call-back").values


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": ""}, "Напишите номер, на который перезвонить"),
        ({"phone": "call me"}, "Напишите номер полностью"),
        ({"phone": "9" * 41}, "Напишите номер"),
        ({"consent": False}, "Отметьте согласие"),
        ({"name": "x" * 81}, "Слишком длинно"),
        ({"question": "x" * 1001}, "Слишком длинно"),
        ({"time": "midnight"}, "Выберите один из вариантов"),
    ],
)
def test_wrong_values_are_refused_and_kept(
    world: World, client: Client, wrong: dict[str, Any], words: str
) -> None:
    page = ask(client, **wrong)
    assert page.status == 422
    assert page.title.startswith("Ошибка:")
    summary = "".join(page.one("div", role="alert").itertext())
    assert words in summary, summary
    kept = page.form(action="/call-back").values
    for name, value in (GOOD | wrong).items():
        if name not in {"consent", "time"}:
            assert kept[name] == [value]
    assert asked(world) == []


def test_a_form_sent_twice_asks_once(world: World, client: Client) -> None:
    form = client.get("/zerno/call-back").form(action="/call-back")
    for _ in range(2):
        form.submit(GOOD, status=303)
    assert len(asked(world)) == 1


def test_a_corrected_form_counts(world: World, client: Client) -> None:
    page = ask(client, consent=False)
    assert page.form(action="/call-back").submit(consent=True).status == 200
    assert len(asked(world)) == 1


def test_nothing_personal_is_in_the_outbox_or_the_log(
    world: World, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    ask(client)
    rows = [str(row.payload) for row in db.session().scalars(select(outbox.OutboxRow))]
    for text in (caplog.text, *rows):
        assert "5550044" not in text
        assert "Марина" not in text


def test_whoever_is_signed_in_is_remembered_for_erasure(
    world: World, client: Client
) -> None:
    client.sign_in(world.coffee.member.person_id)
    ask(client)
    assert asked(world)[0].person_id == world.coffee.member.person_id


def test_everything_that_lacks_is_named_at_once(world: World, client: Client) -> None:
    page = ask(client, phone="", consent=False)
    assert page.status == 422
    told = [each.get("href") for each in page.one("div", cls="errors").iter("a")]
    assert told == ["#phone", "#consent"]
