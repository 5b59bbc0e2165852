"""Opening a check of a card (M12)."""

import pytest

from tests.form import Form
from tests.web.office.conftest import Enter, Office
from tests.world import World, sell


def form(office: Office, world: World) -> Form:
    path = f"members/{world.coffee.member.member_id}/cases"
    return office.get(path, status=200).form(id_="case")


def test_the_guest_reads_it_at_once(office: Office, world: World) -> None:
    booked = sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    page = form(office, world).submit(
        text="Was it you?",
        receipts=[str(booked.receipt_id)],
        is_blocking=True,
        status=303,
    )
    assert "The check is open" in page.text
    assert "blocked until it is decided" in page.text
    guest = office.client.another()
    guest.sign_in(world.coffee.member.person_id)
    assert "Вашу карту проверяют" in guest.get("/zerno/card", status=200).text
    assert "Was it you?" in guest.get("/zerno/card/checks", status=200).text


def test_one_at_a_time(office: Office, world: World) -> None:
    form(office, world).submit(text="Once", status=303)
    page = form(office, world).submit(text="Twice", status=422)
    assert "open already" in page.text
    assert "Twice" in page.markup


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 1001),
        ("days", "0"),
        ("days", "31"),
        ("reason", "because"),
        ("receipts", "77"),
        ("receipts", "x"),
    ],
)
def test_wrong_fields_are_refused(
    office: Office, world: World, field: str, value: str
) -> None:
    path = f"members/{world.coffee.member.member_id}/cases"
    sent = form(office, world).values | {"text": ["Words"], field: [value]}
    page = office.client.post(office.url(path), sent, status=422)
    assert page.all(cls="errors")


def test_others_do_not(enter: Enter, office: Office, world: World) -> None:
    path = f"members/{world.coffee.member.member_id}/cases"
    assert enter("moderator").get(path).status == 403
    assert office.get(f"members/{world.books.member.member_id}/cases").status == 404
