"""A level given by hand: by managers, with an end and a reason."""

import pytest

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.levels import Level
from tests.form import Form
from tests.web.office.conftest import Enter, Office
from tests.world import World


@pytest.fixture(autouse=True)
def levels(world: World) -> None:
    """The coffee chain's card has two levels."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(
                levels=(
                    Level(name="Silver", from_amount=10_000_00),
                    Level(name="Gold", from_amount=30_000_00),
                )
            ),
            actor="system",
        )


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/level"


def form(office: Office, world: World) -> Form:
    return office.get(path(world), status=200).form(id_="give")


def test_given_shown_and_ended(office: Office, world: World) -> None:
    page = form(office, world).submit(
        level="Gold", last_day="2026-04-17", reason="A friend", status=303
    )
    assert "The level is given" in page.text
    assert "A friend" in page.text
    member = office.get(f"members/{world.coffee.member.member_id}", status=200)
    assert "Level: Gold" in member.text
    guest = office.client.another()
    guest.sign_in(world.coffee.member.person_id)
    assert "Gold" in guest.get("/zerno/card", status=200).text
    journal = office.get("audit", status=200).text
    assert "Gave the level “Gold” by hand" in journal
    card_id = world.coffee.member.card_id
    page = page.form(action=f"/level/end?card={card_id}").submit(status=303)
    assert "The level by hand has ended" in page.text
    assert "Gold" not in guest.get("/zerno/card", status=200).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", "Platinum"),
        ("level", ""),
        ("level", "Go\0ld"),
        ("last_day", "2026-03-16"),
        ("last_day", "soon"),
        ("last_day", ""),
        ("reason", ""),
        ("reason", "x" * 201),
    ],
)
def test_wrong_fields_are_refused_and_kept(
    office: Office, world: World, field: str, value: str
) -> None:
    right = {"level": "Gold", "last_day": "2026-04-17", "reason": "A friend"}
    sent = form(office, world).values | {
        name: [text] for name, text in (right | {field: value}).items()
    }
    page = office.client.post(office.url(path(world)), sent, status=422)
    assert page.all(cls="errors")
    kept = page.form(id_="give").values["reason"]
    assert kept == [right["reason"] if field != "reason" else value]
    assert (
        "Level: Gold" not in office.get(f"members/{world.coffee.member.member_id}").text
    )


def test_nothing_to_end_says_so(office: Office, world: World) -> None:
    values = form(office, world).values
    page = office.client.post(office.url(f"{path(world)}/end"), values, status=422)
    assert "ended already" in page.text


def test_others_do_not(enter: Enter, world: World) -> None:
    enter("moderator").get(path(world), status=403)


def test_another_business_has_no_such_member(office: Office, world: World) -> None:
    other = world.books.member
    office.get(f"members/{other.member_id}/level", status=404)
    office.get(f"{path(world)}?card={other.card_id}", status=404)
