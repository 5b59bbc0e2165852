"""Links that take a card to another device."""

import pytest

from app.core import tenancy
from app.core.errors import NotFound
from app.core.ids import BusinessId, CardId
from app.web import tickets
from app.web.tickets import TicketExpired
from tests.conftest import Clock

KEY, CARD = "k" * 32, CardId(17)
HERE, THERE = BusinessId(1), BusinessId(2)


def test_a_ticket_leads_to_its_card_for_a_quarter_of_an_hour(clock: Clock) -> None:
    with tenancy.scope(HERE):
        ticket = tickets.issue(CARD, KEY)
        assert tickets.read(ticket.token, KEY) == CARD
        clock.advance(minutes=15)
        assert tickets.read(ticket.token, KEY) == CARD
        clock.set(ticket.expires_at)
        with pytest.raises(TicketExpired):
            tickets.read(ticket.token, KEY)


def test_it_is_the_same_within_a_minute(clock: Clock) -> None:
    with tenancy.scope(HERE):
        first = tickets.issue(CARD, KEY)
        clock.advance(seconds=30)
        assert tickets.issue(CARD, KEY) == first
        clock.advance(minutes=1)
        assert tickets.issue(CARD, KEY) != first


def test_it_opens_nothing_in_another_business() -> None:
    with tenancy.scope(HERE):
        token = tickets.issue(CARD, KEY).token
    with tenancy.scope(THERE), pytest.raises(NotFound):
        tickets.read(token, KEY)


def test_nothing_of_it_can_be_changed() -> None:
    with tenancy.scope(HERE):
        token = tickets.issue(CARD, KEY).token
        for at, letter in enumerate(token[:-1]):
            other = "2" if letter != "2" else "3"
            with pytest.raises(NotFound):
                tickets.read(token[:at] + other + token[at + 1 :], KEY)


@pytest.mark.parametrize("token", ["", ".", "17-1", "x" * 500, "ю.ю", "17-1.\0", "%"])
def test_nonsense_is_nothing(token: str) -> None:
    with tenancy.scope(HERE), pytest.raises(NotFound):
        tickets.read(token, KEY)


def test_another_key_signs_other_tickets() -> None:
    with tenancy.scope(HERE):
        token = tickets.issue(CARD, KEY).token
        with pytest.raises(NotFound):
            tickets.read(token, "l" * 32)
