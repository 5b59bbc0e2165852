"""Selling, checking and using over the API."""

from typing import Any

import pytest

from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.web.api.conftest import Software
from tests.world import World


@pytest.fixture
def shelf(coffee: Software) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(coffee.shop)


def sell(coffee: Software, status: int = 201, **body: Any) -> Any:
    return coffee.call("POST", "/instruments", body, status=status).get_json(force=True)


def test_a_pass_is_sold_checked_and_used(coffee: Software, shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    sold = sell(coffee, programme_id=programme_id, card=coffee.shop.member.number)
    assert (sold["kind"], sold["available"], sold["price_minor"]) == (
        "visits",
        8,
        4_000_00,
    )
    path = f"/instruments/{sold['number']}"
    used = coffee.call("POST", f"{path}/uses", {}, status=201).get_json()
    assert (used["left"], used["is_repeat"]) == (7, False)
    again = coffee.call("POST", f"{path}/uses", {}, status=201).get_json()
    assert (again["left"], again["is_repeat"]) == (7, True)
    now = coffee.call("GET", path, status=200).get_json()
    assert (now["status"], now["used"], now["available"]) == ("good", 1, 7)


def test_a_certificate_pays_as_points_of_its_card(
    coffee: Software, shelf: Shelf
) -> None:
    programme_id = shelf.offer(CertificateRules())
    sold = sell(coffee, programme_id=programme_id, amount_minor=1_000_00)
    paid = coffee.sell(card=sold["number"], amount_minor=1_500_00, points=1_000_00)
    assert (paid["paid_minor"], paid["available"]) == (500_00, 0)
    checked = coffee.call("GET", f"/instruments/{sold['number']}", status=200)
    assert checked.get_json()["status"] == "used"


def test_a_used_ticket_is_refused_with_time_and_gate(
    coffee: Software, shelf: Shelf
) -> None:
    programme_id = shelf.offer(TicketRules())
    event_id = shelf.event(programme_id)
    sold = sell(coffee, programme_id=programme_id, event_id=event_id)
    path = f"/instruments/{sold['number']}/uses"
    coffee.call("POST", path, {"gate": "3"}, status=201)
    problem = coffee.call("POST", path, {"gate": "1"}, status=422).get_json(force=True)
    assert problem["code"] == "already_admitted"
    assert "12:00:00, entrance 3" in problem["title"] + problem.get("detail", "")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"programme_id": 0},
        {"programme_id": "1"},
        {"programme_id": 1, "amount_minor": -1},
        {"programme_id": 1, "colour": "red"},
    ],
)
def test_bad_bodies(coffee: Software, body: dict[str, Any]) -> None:
    coffee.call("POST", "/instruments", body, status=422)


def test_what_is_another_business_s(
    coffee: Software, shelf: Shelf, world: World
) -> None:
    books = Shelf(world.books)
    programme_id = books.offer(VisitRules())
    sell(coffee, programme_id=programme_id, status=404)
    number = books.sell(programme_id).number
    coffee.call("GET", f"/instruments/{number}", status=404)
    coffee.call("POST", f"/instruments/{number}/uses", {}, status=404)
    coffee.call("GET", f"/instruments/{coffee.shop.member.number}", status=404)
