"""Open pages ask whether anything is new, and Flask sleeps on."""

import base64
import contextlib
from collections.abc import Iterator

import pytest
from flask import Flask, request_started

from app.core import db, live
from app.web import live as bells
from app.web.live import Bell
from tests.conftest import Clock, MakeApp
from tests.page import Client, Page
from tests.world import World

TOPIC = "chat:7"


def make(app: Flask, *topics: str) -> Bell:
    with app.test_request_context("/"):
        return bells.bell(*topics)


def ring(topic: str) -> None:
    with db.writing():
        live.ring(topic)


@pytest.fixture
def bell(app: Flask) -> Bell:
    return make(app, TOPIC, "member:3")


@pytest.fixture
def woken(app: Flask) -> Iterator[list[str]]:
    """The requests that reached Flask."""
    seen: list[str] = []

    def note(sender: Flask, **_: object) -> None:
        seen.append(sender.name)

    with request_started.connected_to(note, app):
        yield seen


def ask(client: Client, bell: Bell, word: str | None = None) -> Page:
    return client.get(f"{bell.url}?n={bell.word if word is None else word}")


def test_nothing_new_is_told_without_flask_and_database(
    client: Client, bell: Bell, woken: list[str]
) -> None:
    answer = ask(client, bell)
    assert (answer.status, answer.data) == (204, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Strict-Transport-Security" in answer.headers
    assert woken == []


def test_each_topic_of_the_token_is_heard(client: Client, bell: Bell) -> None:
    word = bell.word
    for topic in (TOPIC, "member:3"):
        ring(topic)
        answer = ask(client, bell, word)
        assert answer.status == 200
        assert answer.text != word
        word = answer.text
        assert ask(client, bell, word).status == 204


def test_other_topics_are_not_heard(client: Client, bell: Bell) -> None:
    ring("chat:70")
    ring("chat:8")
    assert ask(client, bell).status == 204


def test_what_was_rolled_back_is_not_heard(client: Client, bell: Bell) -> None:
    with contextlib.suppress(LookupError), db.writing():
        live.ring(TOPIC)
        raise LookupError
    assert ask(client, bell).status == 204


def test_a_page_without_numbers_gets_them(client: Client, bell: Bell) -> None:
    for question in ("", "?n=", "?n=x&n=y", "?n=" + "0" * 5000):
        answer = client.get(bell.url + question)
        assert (answer.status, answer.text) == (200, bell.word)


def test_a_token_ends(client: Client, bell: Bell, clock: Clock) -> None:
    clock.advance(seconds=bells.LIFE_SECONDS - 1)
    assert ask(client, bell).status == 204
    clock.advance(seconds=62)
    assert ask(client, bell).status == 404
    assert ask(client, bell).status == 404


def forged(bell: Bell) -> Iterator[str]:
    """Tokens that nobody signed."""
    token = bell.url.removeprefix(bells.PREFIX)
    content, signature = token[:-22], token[-22:]
    until = base64.urlsafe_b64encode(b"99999999999 0 chat:8").decode().rstrip("=")
    yield from ("", "x", "é" * 40, "%00", "../etc/passwd", "A" * 4000)
    yield content
    yield signature
    yield until + signature
    yield content[:-1] + ("A" if content[-1] != "A" else "B") + signature
    yield content + signature[:-1] + ("A" if signature[-1] != "A" else "B")


def test_a_forged_token_opens_nothing(
    client: Client, bell: Bell, woken: list[str]
) -> None:
    for token in forged(bell):
        answer = client.get(bells.PREFIX + token)
        assert (answer.status, answer.data) == (404, b""), token
    assert woken == []


def test_a_token_of_another_installation_opens_nothing(
    client: Client, make_app: MakeApp, app: Flask
) -> None:
    other = make_app(secret_key="k" * 40)
    assert ask(client, make(other, TOPIC)).status == 404


def test_nothing_is_sent_there(client: Client, bell: Bell) -> None:
    assert client.post(bell.url).status == 405


def test_a_page_that_asks_too_often_is_told_to_wait(client: Client, bell: Bell) -> None:
    statuses = [ask(client, bell).status for _ in range(bells._MOST_ASKED + 1)]
    assert set(statuses[:-1]) == {204}
    assert statuses[-1] == 429
    assert ask(client, bell).headers["Retry-After"] == "20"


def test_the_memory_is_bounded(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bells, "_MOST_KNOWN", 3)
    for number in range(9):
        assert ask(client, make(app, f"chat:{number}")).status == 204
    assert len(app.wsgi_app._known) <= 3  # type: ignore[attr-defined]


def test_a_restart_makes_every_page_fetch_once(
    client: Client, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app.wsgi_app, "_bells", live.Memory())
    answer = ask(client, bell)
    assert answer.status == 200
    assert ask(client, bell, answer.text).status == 204


def test_the_same_page_has_the_same_token_for_a_minute(
    app: Flask, clock: Clock
) -> None:
    first = make(app, TOPIC)
    clock.advance(seconds=59)
    assert make(app, TOPIC) == first
    clock.advance(seconds=60)
    assert make(app, TOPIC).url != first.url


def test_no_business_can_be_found_there(client: Client, world: World) -> None:
    assert client.get("/live/card").status == 404
