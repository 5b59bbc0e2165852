"""Both sides and several windows at once: one conversation, nothing doubled or lost."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from app.chat.errors import AnsweredMeanwhile
from app.core import db
from app.core.ids import StaffId
from tests.chat.talking import (
    conversation,
    guest_writes,
    said,
    staff_answers,
    texts,
)
from tests.world import World, create_staff

pytestmark = pytest.mark.database


def at_once(app: Flask, jobs: list[Callable[[], object]]) -> list[object]:
    """Run every job in a thread of its own, all let go together; answers or refusals."""
    gate = threading.Barrier(len(jobs))
    answers: list[object] = [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                answers[place] = job()
            except AnsweredMeanwhile as refused:
                answers[place] = refused
            finally:
                db.db.session.remove()

    threads = [
        threading.Thread(target=run, args=(place, job))
        for place, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_form_sent_eight_times_at_once_is_one_message(
    app: Flask, world: World
) -> None:
    found = at_once(app, [lambda: guest_writes(world.coffee, "Да", key="form")] * 8)
    assert len(set(found)) == 1
    assert texts(world.coffee) == ["Да"]


def test_eight_first_messages_stand_in_one_conversation(
    app: Flask, world: World
) -> None:
    at_once(
        app,
        [lambda n=n: guest_writes(world.coffee, f"{n}") for n in range(8)],  # type: ignore[misc]
    )
    assert sorted(texts(world.coffee)) == [str(number) for number in range(8)]
    known = conversation(world.coffee)
    assert (known.unread, known.last_id) == (8, said(world.coffee)[-1].id)


def test_of_two_answers_at_once_the_second_is_asked_back(
    app: Flask, world: World
) -> None:
    shop = world.coffee
    guest_writes(shop, "Есть кто?")
    seen_id = conversation(shop).last_id
    colleague = StaffId(create_staff(shop.business_id, "moderator").staff_id)
    found = at_once(
        app,
        [
            lambda: staff_answers(shop, "Да", seen_id=seen_id),
            lambda: staff_answers(shop, "Да-да", seen_id=seen_id, staff_id=colleague),
        ],
    )
    assert sum(isinstance(each, AnsweredMeanwhile) for each in found) == 1
    assert len(texts(shop)) == 2
