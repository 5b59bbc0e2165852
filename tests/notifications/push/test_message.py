"""What a browser shows."""

import json
from dataclasses import replace

import pytest

from app.notifications.push.message import Message, payload

MESSAGE = Message(
    sender="Полдень",
    subject="начислено 12 баллов",
    paragraphs=("Спасибо за покупку.", "На карте 240 баллов."),
    path="/polden/card/history",
    stop="Отключить",
    stop_path="/polden/card/push",
    topic="n17",
    unread=3,
)


def test_the_business_stands_first_and_nothing_else_is_told() -> None:
    assert json.loads(payload(MESSAGE)) == {
        "title": "Полдень: начислено 12 баллов",
        "body": "Спасибо за покупку.\nНа карте 240 баллов.",
        "path": "/polden/card/history",
        "stop": ["Отключить", "/polden/card/push"],
        "tag": "n17",
        "unread": 3,
    }


@pytest.mark.parametrize(
    "words", ["ж" * 1_000_000, "😀" * 5000, '"\\' * 5000, "\x01" * 999]
)
def test_it_never_grows_beyond_what_services_take(words: str) -> None:
    text = payload(replace(MESSAGE, sender=words, subject=words, paragraphs=(words,)))
    assert len(text) <= 3000
    assert json.loads(text)["title"].endswith("…")


@pytest.mark.parametrize(
    "path", ["", "https://evil.example", "//evil.example", "/\\evil"]
)
def test_it_leads_to_pages_of_this_site_only(path: str) -> None:
    with pytest.raises(ValueError):
        replace(MESSAGE, path=path)
    with pytest.raises(ValueError):
        replace(MESSAGE, stop_path=path)


@pytest.mark.parametrize("topic", ["", "a b", "x" * 33, "a\r\nX: 1", "ж"])
def test_a_topic_is_what_a_header_takes(topic: str) -> None:
    with pytest.raises(ValueError):
        replace(MESSAGE, topic=topic)
