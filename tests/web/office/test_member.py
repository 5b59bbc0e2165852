"""A member's page: what is on the card and where it came from."""

import re
from datetime import date

import pytest

from app.core import db, locales, tenancy
from app.core.ids import MemberId
from app.insights import actions
from app.insights.codes import Touch
from app.people import audiences, groups
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.web.office import member_history
from tests.circles import create_circle, create_group
from tests.conftest import Clock
from tests.exchange.test_tables import read_csv, read_xlsx
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_programme, issue_card, sell


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}"


def test_points_are_shown_apart(office: Office, world: World, clock: Clock) -> None:
    shop = world.coffee
    sell(shop, shop.member, amount_minor=1000_00)
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(hold_days=14, life_months=12),
            actor=shop.owner.actor,
        )
    clock.advance(seconds=1)
    sell(shop, shop.member, amount_minor=400_00)
    words = office.get(path(world), status=200).text
    assert re.search(r"Available ?50\b", words)
    assert re.search(r"On hold ?20\b", words)
    assert "20 from March 31, 2026" in words
    assert "70 valid through March 17, 2027" in words


def test_history_and_receipts_say_what_happened(office: Office, world: World) -> None:
    shop = world.coffee
    booked = sell(shop, shop.member, amount_minor=1000_00, number="K-17")
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="goods",
        )
    words = office.get(path(world), status=200).text
    assert "Return of goods" in words
    assert "−50" in words
    assert "Receipt K-17 for" in words
    assert "returned" in words


def test_history_goes_on_by_page_and_by_fragment(office: Office, world: World) -> None:
    for _ in range(22):
        sell(world.coffee, world.coffee.member, amount_minor=100_00)
    page = office.get(path(world), status=200)
    (rows,) = page.all("ul", cls="rows")
    assert len(rows) == 20
    more = page.one("p", cls="more").find("a").attrib["href"]
    part = office.client.get(more, htmx=True, status=200)
    assert part.is_fragment
    assert len(part.one("ul", cls="rows")) == 2
    assert not part.all("p", cls="more")
    assert len(office.client.get(more, status=200).one("ul", cls="rows")) == 2


def test_nothing_can_be_changed_here(office: Office, world: World) -> None:
    forms = office.get(path(world), status=200).forms()
    # A conversation can be begun, which changes nothing of the member.
    own = f"{office.url(f'members/{world.coffee.member.member_id}')}/chat"
    assert {form.action for form in forms} == {"/language", own}


def test_each_card_has_its_own_page(office: Office, world: World) -> None:
    shop = world.coffee
    second = create_programme(shop.business_id, name="Breakfast club")
    other = issue_card(shop.business_id, second, person_id=shop.member.person_id)
    page = office.get(path(world), status=200)
    assert page.click("Breakfast club").status == 200
    assert office.get(f"{path(world)}?card={other.card_id}").status == 200
    for wrong in (world.books.member.card_id, "x", "", "0"):
        assert office.get(f"{path(world)}?card={wrong}").status == 404, wrong


def test_a_guest_without_points_has_an_empty_history(
    office: Office, world: World
) -> None:
    words = office.get(path(world), status=200).text
    assert "No points have come or gone yet." in words


def groups_of(world: World) -> list[str]:
    with tenancy.scope(world.coffee.business_id):
        found = [g.name for g in audiences.groups_of(world.coffee.member.member_id)]
        db.session().rollback()
    return found


def test_groups_are_entered_and_left_on_the_member_s_page(
    office: Office, world: World
) -> None:
    circle = create_circle(world.coffee)
    create_group(world.coffee.business_id, "Teachers")
    page = office.get(path(world), status=200)
    assert "The member is in no group" in page.text
    form = page.form(button="Add to the group")
    page = form.submit(group=str(circle.group_id), button="Add to the group")
    assert "The groups are changed" in page.text
    assert groups_of(world) == ["Students"]
    # The card came with the group, and is a card of this page.
    assert {"Points", "Student card"} <= {
        "".join(chip.itertext()) for chip in page.all("a", cls="chip")
    }
    page = page.form(button="Take out Students").submit()
    assert groups_of(world) == []
    assert "The member is in no group" in page.text
    card_id = circle.card(world.coffee.member.member_id)
    page = office.get(f"{path(world)}?card={card_id}", status=200)
    assert "spends what is on it and earns nothing" in page.text


def test_going_back_to_another_button_does_what_that_says(
    office: Office, world: World
) -> None:
    for name in ("First", "Second"):
        create_circle(world.coffee, name=name, group=name).enter(
            world.coffee.member.member_id
        )
    page = office.get(path(world), status=200)
    page.form(button="Take out First").submit(status=303)
    page.form(button="Take out Second").submit(status=303)
    assert groups_of(world) == []


def test_a_group_that_was_closed_meanwhile_is_refused_in_words(
    office: Office, world: World
) -> None:
    group_id = create_group(world.coffee.business_id)
    form = office.get(path(world), status=200).form(button="Add to the group")
    with tenancy.scope(world.coffee.business_id), db.writing():
        groups.close(group_id=group_id)
    page = form.submit(button="Add to the group", status=422)
    assert page.title.startswith("Error:")
    assert "This group is closed" in page.text
    assert groups_of(world) == []


def test_groups_of_another_business_and_odd_ones_are_not_entered(
    office: Office, world: World
) -> None:
    theirs = create_group(world.books.business_id, "Readers")
    for group, do, status in (
        (str(theirs), "enter", 404),
        ("999999999999", "enter", 404),
        ("9" * 20, "enter", 422),
        ("-" + "9" * 20, "leave", 422),
        ("x", "enter", 422),
        ("", "enter", 422),
        ("\x00", "enter", 422),
        ("1", "explode", 404),
    ):
        token = office.get(path(world)).all("input", name="idempotency_key")
        key = token[0].attrib["value"] if token else "k"
        answer = office.post(
            f"{path(world)}/groups", group=group, do=do, idempotency_key=key
        )
        assert answer.status == status, (group, do)
    assert groups_of(world) == []


def test_who_only_reads_sees_groups_and_changes_none(
    enter: Enter, world: World
) -> None:
    create_circle(world.coffee).enter(world.coffee.member.member_id)
    office = enter("moderator")
    page = office.get(path(world), status=200)
    assert "Students" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/groups")]
    assert office.post(f"{path(world)}/groups", do="leave", group="1").status == 403


def test_the_campaign_stands_with_the_source(office: Office, world: World) -> None:
    shop = world.coffee
    touch = Touch(date(2026, 3, 17), "poster", "vk", "social", "<Весна>")
    with tenancy.scope(shop.business_id), db.writing():
        actions.remember_arrival(
            member_id=MemberId(shop.member.member_id), first=touch, last=touch
        )
    assert "vk / social / <Весна>" in office.get(path(world), status=200).text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_history_can_be_taken_along(
    office: Office, world: World, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member_history, "BATCH", 2)
    for number in range(5):
        sell(
            world.coffee,
            world.coffee.member,
            amount_minor=(number + 1) * 100_00,
            number=f"=K-{number}",
        )
    said = {"csv": "Download as CSV", "xlsx": "Download for Excel"}[ending]
    page = office.get(path(world), status=200)
    answer = office.client.get(page.link(said), status=200)
    member_id = world.coffee.member.member_id
    name = f"zerno-member-{member_id}-2026-03-17.{ending}"
    assert name in answer.headers["Content-Disposition"]
    with locales.speaking("en"):
        rows = {"csv": read_csv, "xlsx": read_xlsx}[ending](answer.data)
    assert [str(row[2]) for row in rows[1:]] == ["25", "20", "15", "10", "5"]
    assert [row[3].removeprefix("'") for row in rows[1:]] == [
        f"=K-{n}" for n in reversed(range(5))
    ]
    assert rows[1][5] == "Outlet 1"


def test_a_history_of_another_business_is_not_found(
    office: Office, world: World
) -> None:
    theirs = world.books.member
    for member_id, card in ((theirs.member_id, ""), (1, f"?card={theirs.card_id}")):
        assert office.get(f"members/{member_id}/history.csv{card}").status == 404
