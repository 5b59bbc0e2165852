"""One effect per key: R14 and E31."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.businesses import actions
from app.core import db, idempotency, tenancy
from app.core.errors import Refused
from app.core.idempotency import IdempotencyKey, KeyReused, RefusedBefore, StillRunning
from app.core.ids import BusinessId


class NoLuck(Refused):
    """A refusal of this test."""

    code = "no_luck"
    sentence = "You have %(count)s."


@pytest.fixture
def business(app: Flask) -> Iterator[BusinessId]:
    """A business whose scope stays open."""
    with db.writing():
        business_id = actions.found(slug="first", name="First")
    with tenancy.scope(business_id):
        yield business_id


def _run(effects: list[int], key: str = "k", body: bytes = b"1") -> idempotency.Answer:
    def act() -> dict[str, int]:
        effects.append(1)
        return {"n": len(effects)}

    return idempotency.run(key=key, fingerprint=body, action=act)


def test_e31_the_same_key_gives_the_first_answer_again(business: BusinessId) -> None:
    effects: list[int] = []
    first, second = _run(effects), _run(effects)
    assert (first.body, first.is_replay) == ({"n": 1}, False)
    assert (second.body, second.is_replay) == ({"n": 1}, True)
    assert effects == [1]


def test_e31_the_same_key_with_another_body_is_refused(business: BusinessId) -> None:
    effects: list[int] = []
    _run(effects)
    with pytest.raises(KeyReused):
        _run(effects, body=b"2")
    assert effects == [1]


def test_a_refusal_is_remembered_with_its_words(business: BusinessId) -> None:
    calls: list[int] = []

    def refuse() -> dict[str, int]:
        calls.append(1)
        raise NoLuck(count=7)

    with pytest.raises(NoLuck):
        idempotency.run(key="k", fingerprint=b"1", action=refuse)
    with pytest.raises(RefusedBefore) as again:
        idempotency.run(key="k", fingerprint=b"1", action=refuse)
    assert calls == [1]
    assert again.value.first_body["code"] == "no_luck"
    assert again.value.first_body["params"] == {"count": "7"}


def test_our_own_failure_is_not_remembered(business: BusinessId) -> None:
    def fail() -> dict[str, int]:
        raise LookupError

    with pytest.raises(LookupError):
        idempotency.run(key="k", fingerprint=b"1", action=fail)
    assert not _run([]).is_replay


def test_e31_the_first_still_runs(app: Flask, business: BusinessId) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow() -> dict[str, int]:
        entered.set()
        leave.wait(5)
        return {}

    def first() -> None:
        with app.app_context(), tenancy.scope(business):
            idempotency.run(key="k", fingerprint=b"1", action=slow)

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait(5)
    with pytest.raises(StillRunning):
        _run([])
    leave.set()
    thread.join()
    assert _run([]).is_replay


def test_sixteen_at_once_have_one_effect(app: Flask, business: BusinessId) -> None:
    effects: list[int] = []

    def one() -> None:
        with app.app_context(), tenancy.scope(business):
            try:
                _run(effects)
            except StillRunning:
                return

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert effects == [1]
    rows = db.session().execute(select(func.count(IdempotencyKey.id)))
    assert rows.scalar_one() == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\0b"])
def test_what_cannot_be_a_key(business: BusinessId, key: str) -> None:
    with pytest.raises(idempotency.BadKey):
        _run([], key=key)


def test_two_businesses_do_not_share_keys(business: BusinessId) -> None:
    _run([])
    with db.writing():
        other = actions.found(slug="second", name="Second")
    with tenancy.scope(other):
        assert not _run([]).is_replay
