"""Rules of cards that are sold: made, previewed, changed, refused."""

from typing import Any

import pytest

from app.core import db, tenancy
from app.programmes import queries as programmes
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.web.office.conftest import Office
from tests.world import World


def newest(world: World) -> Any:
    """The kind and the rules of what was put on sale last."""
    with tenancy.scope(world.coffee.business_id):
        found = max(programmes.programmes(), key=lambda each: each.id)
        rules = programmes.current_rules(found.id)
        db.session().rollback()
    return rules


def test_a_pass_is_put_on_sale(office: Office, world: World) -> None:
    form = office.get("instruments/new/visits", status=200).form(action="/new/visits")
    page = form.submit(name="Breakfasts", visits="10", price_minor="4500", status=303)
    assert "It is on sale" in page.text
    rules = newest(world)
    assert isinstance(rules, VisitRules)
    assert (rules.visits, rules.price_minor) == (10, 4_500_00)


def test_certificates_with_their_sums(office: Office, world: World) -> None:
    page = office.get("instruments/new/certificate", status=200)
    form = page.form(action="/new/certificate")
    form.submit(name="Gifts", nominals="500\n1500,50", most_minor="0", status=303)
    rules = newest(world)
    assert isinstance(rules, CertificateRules)
    assert rules.nominals == (500_00, 1_500_50)


def test_a_club_with_benefits(office: Office, world: World) -> None:
    form = office.get("instruments/new/club", status=200).form(action="/new/club")
    form.submit(
        name="Friends",
        discount_basis_points="10",
        goods="bakery",
        benefits="A seat\nWater",
        service="Say hello",
        status=303,
    )
    rules = newest(world)
    assert isinstance(rules, ClubRules)
    assert rules.benefits == ("A seat", "Water")
    assert rules.goods.categories == ("bakery",)


def test_tickets_are_put_on_sale(office: Office) -> None:
    form = office.get("instruments/new/ticket", status=200).form(action="/new/ticket")
    assert form.submit(name="Evenings", refund_hours="48", status=303)


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
    page = office.get(f"instruments/new/{which}", status=200)
    form = page.form(action=f"/new/{which}")
    refused = form.submit({"name": "Something", **typed}, status=422)
    kept = refused.form(action=f"/new/{which}").values
    for name, value in typed.items():
        if name != "begins":
            assert kept[name][0].replace("\r", "") == value
    assert newest(world).__class__.__name__ == "PointsRules"


def test_a_preview_saves_nothing(office: Office, world: World) -> None:
    form = office.get("instruments/new/visits", status=200).form(action="/new/visits")
    page = form.submit(
        name="Breakfasts", visits="12", button="Show the sentence", status=200
    )
    assert "12 visits" in page.text
    assert newest(world).__class__.__name__ == "PointsRules"


def test_what_is_sold_keeps_its_rules(office: Office, world: World) -> None:
    shelf = Shelf(world.coffee)
    programme_id = shelf.offer(VisitRules())
    sold = shelf.sell(programme_id)
    path = f"instruments/{programme_id}/rules"
    form = office.get(path, status=200).form(action=path)
    form.submit(visits="4", name="Fewer", status=303)
    assert newest(world).visits == 4
    held = shelf.held(sold)
    assert isinstance(held.rules, VisitRules)
    assert (held.rules.visits, held.programme) == (8, "Fewer")


def test_the_form_of_points_leads_here(office: Office, world: World) -> None:
    programme_id = Shelf(world.coffee).offer(VisitRules())
    page = office.get(f"programmes/{programme_id}", status=303)
    assert page.answer.location.endswith(f"instruments/{programme_id}/rules")


def test_what_is_not_there(office: Office, world: World) -> None:
    foreign = Shelf(world.books).offer(VisitRules())
    for path in (
        "instruments/new/points",
        f"instruments/{world.coffee.programme_id}/rules",
        f"instruments/{foreign}/rules",
    ):
        office.get(path, status=404)
