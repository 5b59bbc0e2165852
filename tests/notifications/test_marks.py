"""The name of a letter: known again, and by nobody else's hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import BusinessId
from app.notifications import marks
from app.notifications.marks import Mark

KEY = "k" * 32
SHOP = BusinessId(3)
ANNA = "anna@example.test"


def made() -> str:
    return marks.made("message", SHOP, 77, ANNA, KEY)


def test_a_letter_is_known_again() -> None:
    found = marks.read(f"<{made()}@tessera.test>", KEY)
    assert found is not None
    assert (found.kind, found.business_id, found.row_id) == ("message", 3, 77)
    assert marks.is_address(found, ANNA, KEY)
    assert not marks.is_address(found, "anna@new.test", KEY)
    assert not marks.is_address(found, None, KEY)
    news = marks.read(marks.made("news", SHOP, 77, ANNA, KEY), KEY)
    assert news == Mark("news", SHOP, 77, found.address_tag)


def test_servers_may_change_its_case_and_domain() -> None:
    assert marks.read(f" <{made().upper()}@OTHER.TEST> ", KEY) == marks.read(
        made(), KEY
    )


def test_nothing_of_the_addressee_is_in_it() -> None:
    assert "anna" not in made()
    other = marks.made("message", SHOP, 78, ANNA, KEY)
    assert other.split("-")[3] != made().split("-")[3]


@pytest.mark.parametrize(
    ("old", "new"), [("m-3-77", "m-3-78"), ("m-3-77", "m-4-77"), ("m-", "n-")]
)
def test_another_letter_s_signature_is_worth_nothing(old: str, new: str) -> None:
    forged = made().replace(old, new, 1)
    assert forged != made()
    assert marks.read(forged, KEY) is None


def test_another_key_s_signature_is_worth_nothing() -> None:
    assert marks.read(made(), "x" * 32) is None
    tag = made().split("-")[3]
    assert marks.read(made().replace(tag, "0" * 8), KEY) is None


@given(st.text(max_size=60))
def test_nonsense_is_nobody_s(text: str) -> None:
    assert marks.read(text, KEY) is None
    assert marks.read(made() + text, KEY) in (None, marks.read(made(), KEY))


def test_numbers_of_other_alphabets_are_none() -> None:
    assert marks.read(made().replace("77", "٧٧"), KEY) is None
    assert marks.read("m-" + "9" * 500, KEY) is None
