"""``flask mail bounced``: a mail server hands a message to us."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.core import db, tenancy
from app.notifications import marks, returned
from app.notifications.models import Delivery
from tests.notifications.postmaster import named, report
from tests.notifications.telling import LETTER, addressed, email_of, tell
from tests.world import World

ANNA = "anna@example.test"


def bounced(app: Flask, raw: bytes) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["mail", "bounced"], input=raw)
    return result.exit_code, result.output


def test_a_message_on_standard_input_is_learnt(app: Flask, world: World) -> None:
    shop = world.coffee
    notice_id = tell(shop, addressed(shop, ANNA), kind=LETTER)
    row_id = email_of(shop, notice_id).id
    with tenancy.scope(shop.business_id), db.writing():
        db.session().get_one(Delivery, row_id).state = "sent"
    key = app.extensions["tessera_config"].secret_key
    name = marks.made("message", shop.business_id, row_id, ANNA, key)
    raw = report(named(f"<{name}@tessera.test>")) + b"x" * 600_000
    assert bounced(app, raw) == (0, "a letter that came back, or is unwanted\n")
    assert email_of(shop, notice_id).why == "bounced"
    assert bounced(app, raw) == (0, "a report of what is known already\n")


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"Subject: hi\r\n\r\nhello"])
def test_whatever_else_comes_is_taken_too(app: Flask, raw: bytes) -> None:
    assert bounced(app, raw) == (0, "no report of a mail server\n")


def test_a_database_that_is_away_lets_the_mail_server_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("select", {}, OSError("gone"))

    monkeypatch.setattr(returned, "learn", away)
    code, said = bounced(app, b"x")
    assert code == 75
    assert "the database is away" in said
