"""One way to write: atomic, shared commits, refused anywhere else."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.core import clock, db
from app.core.limits import LimitCounter

PLENTY = 1_000_000


def _row(name: str, subject: str = "s") -> None:
    values = {"name": name, "subject": subject, "window": 1, "hits": 1}
    db.connection().execute(insert(LimitCounter), values | {"ends_at": clock.now()})


def _names() -> list[str]:
    return list(db.connection().execute(select(LimitCounter.name)).scalars())


def test_an_error_takes_everything_back(app: Flask) -> None:
    def fail() -> None:
        with db.writing():
            _row("lost")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert _names() == []


def test_writing_does_not_nest(app: Flask) -> None:
    with (
        db.writing(),
        pytest.raises(RuntimeError, match="nest"),
        db.writing(),
    ):
        pass


def test_a_reader_cannot_write(app: Flask) -> None:
    if not db.is_sqlite():
        pytest.skip("PostgreSQL's reader commits by itself; the house test guards it")
    with pytest.raises(DBAPIError):
        _row("sneaked")


def test_reactions_run_after_the_commit_and_once(app: Flask) -> None:
    seen: list[int] = []

    def reaction() -> None:
        seen.append(len(_names()))

    with db.writing():
        _row("told")
        db.after_commit(reaction)
        db.after_commit(reaction)
        assert seen == []
    assert seen == [1]


def test_reactions_of_a_failed_transaction_never_run(app: Flask) -> None:
    seen: list[str] = []

    def fail() -> None:
        with db.writing():
            db.after_commit(lambda: seen.append("ran"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with db.writing():
        _row("next")
    assert seen == []


def test_one_failing_writer_spares_those_who_share_its_commit(app: Flask) -> None:
    failures: list[str] = []

    def write(number: int) -> None:
        try:
            with app.app_context(), db.writing():
                _row(f"w{number}")
                if number % 4 == 0:
                    raise LookupError
        except LookupError:
            failures.append(f"w{number}")

    _together([lambda n=n: write(n) for n in range(32)])
    assert len(failures) == 8
    assert sorted(_names()) == sorted(
        f"w{number}" for number in range(32) if number % 4
    )


def test_what_is_acknowledged_is_visible_to_others(app: Flask) -> None:
    missing: list[int] = []

    def write_and_look(number: int) -> None:
        with app.app_context():
            with db.writing():
                _row(f"v{number}")
            with db.db.engine.connect() as other:
                found = other.execute(
                    select(func.count()).where(LimitCounter.name == f"v{number}")
                )
                if found.scalar_one() != 1:
                    missing.append(number)

    _together([lambda n=n: write_and_look(n) for n in range(24)])
    assert missing == []


def test_a_full_disk_is_told_to_all_who_share_the_commit(app: Flask) -> None:
    if not db.is_sqlite():
        pytest.skip("SQLite only: it rolls back what others wrote before")
    told: list[str] = []
    refused: list[str] = []
    is_first, all_wait = threading.Event(), threading.Event()

    def write(name: str, size: int, most_pages: int) -> None:
        try:
            with app.app_context(), db.writing():
                is_first.set()
                all_wait.wait(5)
                _allow_pages(most_pages)
                _row(name, "s" * size)
            told.append(name)
        except OperationalError:
            refused.append(name)

    with db.writing():
        pages = db.connection().execute(text("PRAGMA page_count")).scalar_one()
    first = threading.Thread(target=write, args=("first", 1, PLENTY))
    first.start()
    is_first.wait(5)
    others = [("large", 500_000, pages + 2), ("last", 1, PLENTY)]
    waiting = [threading.Thread(target=write, args=other) for other in others]
    for number, thread in enumerate(waiting, start=1):
        thread.start()
        _until(lambda number=number: _gate()._waiting == number)
    all_wait.set()
    for thread in (first, *waiting):
        thread.join()
    assert sorted(_names()) == sorted(told)
    assert "large" in refused


def _gate() -> db.WriterGate:
    gate = db._binds().gate
    assert gate is not None
    return gate


def _allow_pages(most: int) -> None:
    db.connection().execute(text(f"PRAGMA max_page_count={most}"))


def _until(is_so: Callable[[], bool]) -> None:
    deadline = clock.seconds() + 5
    while not is_so():
        assert clock.seconds() < deadline
        threading.Event().wait(0.001)


def test_sqlite_is_new_enough_and_durable(app: Flask) -> None:
    if not db.is_sqlite():
        pytest.skip("SQLite only")
    version = tuple(map(int, db.library_version().split()[1].split(".")))
    assert version >= (3, 51, 3)
    pragma = {
        name: db.connection().execute(text(f"PRAGMA {name}")).scalar_one()
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def _together(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
