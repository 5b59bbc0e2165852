"""Own plastic by a form: what came in, what did not and why."""

import io

import pytest

from app.cards import queries as cards
from app.cards.errors import CardAsleep
from app.core import tenancy
from app.web.office import plastic
from tests.page import Page
from tests.web.office.conftest import Office


def send(office: Office, content: bytes, status: int = 200) -> Page:
    """Upload a table."""
    form = office.get("printing/plastic", status=200).form(action="/plastic")
    page: Page = form.submit(file=(io.BytesIO(content), "base.csv"), status=status)
    return page


def test_numbers_come_in_and_refusals_are_shown(office: Office) -> None:
    page = send(office, b"number;name\n0000123;\n77-1;Anna\n1;\n")
    assert "Added: 2. Here before: 0. Refused: 1." in page.text
    assert "4 to 32 characters" in page.text
    with tenancy.scope(office.shop.business_id):
        assert cards.find("77-1")
        with pytest.raises(CardAsleep):
            cards.find("0000123")
    again = send(office, b"number;name\n0000123;\n77-1;Anna\n")
    assert "Added: 0. Here before: 2. Refused: 0." in again.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b"card\n1234\n", "no column number"),
        ("number\nкарта\n".encode("cp1251"), "CSV in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "CSV in UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    office: Office, content: bytes, words: str
) -> None:
    if not content:
        form = office.get("printing/plastic").form(action="/plastic")
        page = form.submit(status=422)
    else:
        page = send(office, content, status=422)
    assert words in page.text
    assert page.title.startswith("Error:")


def test_a_long_table_is_for_the_operator(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plastic, "MOST_ROWS", 1)
    page = send(office, b"number\n1234\n1235\n1236\n", status=422)
    assert "flask import cards" in page.text
