"""A PIN is set: the guest's own, or one by chance on a slip."""

import re

import pytest

from app.cards import pins
from app.core import db, tenancy
from tests.page import Page
from tests.web.till.conftest import Till


def set_pin(till: Till, pin: str, again: str, status: int) -> Page:
    till.scan()
    form = till.client.get(till.url("new-pin"), status=200).form(id_="new-pin")
    return form.submit(pin=pin, again=again, status=status)


def is_right(till: Till, pin: str) -> bool:
    key = till.client.app.config["SECRET_KEY"]
    with tenancy.scope(till.shop.business_id), db.writing():
        return pins.check_pin(
            card_id=till.shop.member.card_id, pin=pin, secret_key=key
        ).is_right


def test_the_guests_own(till: Till) -> None:
    done = set_pin(till, "2580", "2580", 303)
    assert "ПИН-код задан" in done.text
    assert is_right(till, "2580")
    set_pin(till, "7913", "7913", 303)
    assert not is_right(till, "2580")


def test_one_by_chance_is_shown_once(till: Till) -> None:
    slip = set_pin(till, "", "", 200)
    (digits,) = re.findall(r"\b\d{4}\b", slip.one("p", cls="slip-figure").text or "")
    assert is_right(till, digits)
    assert digits not in till.client.get(till.url("care"), status=200).text


@pytest.mark.parametrize(
    ("pin", "again"),
    [
        ("123", "123"),
        ("1234", "1234"),
        ("0000", "0000"),
        ("2580", "2581"),
        ("12ab", "12ab"),
    ],
)
def test_what_is_no_pin_is_refused(till: Till, pin: str, again: str) -> None:
    assert set_pin(till, pin, again, 422).title.startswith("Ошибка")
    with tenancy.scope(till.shop.business_id):
        assert not pins.has_pin(till.shop.member.card_id)
