"""Cards that are sold, in the editor of every card: made, tried, changed, refused."""

from typing import Any

import pytest

from app.core import db, tenancy
from app.programmes import queries as programmes
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import Begins, VisitRules
from tests.instruments.shelf import Shelf
from tests.page import Form
from tests.web.office.conftest import Office
from tests.world import World


def newest(world: World) -> Any:
    """The rules of what was put on sale last."""
    with tenancy.scope(world.coffee.business_id):
        found = max(programmes.programmes(), key=lambda each: each.id)
        rules = programmes.current_rules(found.id)
        db.session().rollback()
    return rules


def new(office: Office, kind: str) -> Form:
    return office.get(f"programmes/new/{kind}", status=200).form(id_="rules")


def test_a_pass_is_put_on_sale(office: Office, world: World) -> None:
    page = new(office, "visits").submit(
        name="Breakfasts",
        visits="10",
        price_minor="4500",
        begins="sale",
        is_owed_after=True,
        status=303,
    )
    assert "It is on sale" in page.text
    rules = newest(world)
    assert isinstance(rules, VisitRules)
    assert (rules.visits, rules.price_minor) == (10, 4_500_00)
    assert rules.begins is Begins.SALE
    assert rules.is_owed_after
    page.form(id_="rules").submit(status=303)
    assert newest(world) == rules


def test_certificates_with_their_sums(office: Office, world: World) -> None:
    page = new(office, "certificate").submit(
        name="Gifts",
        nominals="500\n1500,50",
        most_minor="0",
        valid_months="",
        status=303,
    )
    rules = newest(world)
    assert isinstance(rules, CertificateRules)
    assert rules.nominals == (500_00, 1_500_50)
    assert rules.valid_months is None
    page.form(id_="rules").submit(status=303)
    assert newest(world) == rules


def test_a_club_with_benefits(office: Office, world: World) -> None:
    new(office, "club").submit(
        name="Friends",
        discount_basis_points="10",
        club_goods="bakery",
        benefits="A seat\nWater",
        service="Say hello",
        status=303,
    )
    rules = newest(world)
    assert isinstance(rules, ClubRules)
    assert rules.benefits == ("A seat", "Water")
    assert rules.goods.categories == ("bakery",)
    assert rules.service == "Say hello"


def test_tickets_are_put_on_sale(office: Office, world: World) -> None:
    new(office, "ticket").submit(
        name="Evenings", refund_hours="48", is_transferable=False, status=303
    )
    rules = newest(world)
    assert isinstance(rules, TicketRules)
    assert (rules.refund_hours, rules.is_transferable) == (48, False)


@pytest.mark.parametrize(
    ("which", "typed"),
    [
        ("visits", {"name": ""}),
        ("visits", {"visits": "-1"}),
        ("visits", {"days": "0"}),
        ("visits", {"price_minor": "a lot"}),
        ("visits", {"begins": "never"}),
        ("certificate", {"nominals": "ten"}),
        ("certificate", {"nominals": "0"}),
        ("certificate", {"nominals": "500\n500"}),
        ("certificate", {"nominals": ""}),
        ("certificate", {"least_minor": "500", "most_minor": "400"}),
        ("club", {"benefits": "x" * 101}),
        ("club", {"discount_basis_points": "101"}),
        ("ticket", {"refund_hours": "999999"}),
    ],
)
def test_what_cannot_work_is_said_beside_it(
    office: Office, world: World, which: str, typed: dict[str, str]
) -> None:
    refused = new(office, which).submit({"name": "Something", **typed}, status=422)
    assert refused.one("div", cls="errors").findall(".//a")
    kept = refused.form(id_="rules").values
    for name, value in typed.items():
        if name != "begins":
            assert kept[name][0].replace("\r", "") == value
    assert newest(world).__class__.__name__ == "PointsRules"


@pytest.mark.parametrize(
    ("which", "typed", "words"),
    [
        # E20: 4,000 for eight, three used.
        ("visits", {}, "Paid back after 3 visits₽2,500"),
        ("visits", {}, "One visit costs₽500"),
        # E30: 990 for 30 days, ten used.
        ("club", {}, "Paid back after 10 days₽660"),
        ("certificate", {"valid_months": "12"}, "Pays throughMarch 17, 2027"),
        ("ticket", {"opens_minutes": "60"}, "Doors open"),
    ],
)
def test_the_example_goes_by_the_rules_and_saves_nothing(
    office: Office, world: World, which: str, typed: dict[str, str], words: str
) -> None:
    page = new(office, which).submit(
        {"name": "Something", **typed}, button="Count the example", status=200
    )
    shown = " ".join("".join(page.one("section", id="_example").itertext()).split())
    assert words in shown
    assert newest(world).__class__.__name__ == "PointsRules"


def test_what_is_sold_keeps_its_rules(office: Office, world: World) -> None:
    shelf = Shelf(world.coffee)
    programme_id = shelf.offer(VisitRules())
    sold = shelf.sell(programme_id)
    form = office.get(f"programmes/{programme_id}", status=200).form(id_="rules")
    form.submit(visits="4", name="Fewer", status=303)
    assert newest(world).visits == 4
    held = shelf.held(sold)
    assert isinstance(held.rules, VisitRules)
    assert (held.rules.visits, held.programme) == (8, "Fewer")


def test_what_is_not_there(office: Office, world: World) -> None:
    foreign = Shelf(world.books).offer(VisitRules())
    office.get(f"programmes/{foreign}", status=404)
