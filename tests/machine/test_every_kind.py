"""A short life of the street; ``make bench ONLY=kinds`` lets it live for long."""

from flask import Flask

from tests.conftest import Database
from tests.machine.life import faults, live
from tests.machine.street import build

STEPS = {"sqlite": 600, "postgresql": 300}
SEED = 20260317


def test_a_short_life_keeps_every_book_whole(app: Flask, database: Database) -> None:
    street = build(SEED)
    live(street, STEPS[database.kind])
    assert list(faults(street)) == []
    assert {"exchange", "merged", "offline", "refund+certificate"} <= set(street.did)
