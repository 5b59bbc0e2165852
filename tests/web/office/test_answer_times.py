"""Answer times: a table of a period, in words, as a file, for managers."""

import pytest

from app.core import db, tenancy
from app.space import comments, requests
from tests.conftest import Clock
from tests.space import talk
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_staff


@pytest.fixture
def answered(world: World, clock: Clock) -> None:
    """Two calls and a comment, answered by two people."""
    shop = world.coffee
    other = create_staff(shop.business_id, "moderator")
    first, second = talk.call_back(shop), talk.call_back(shop)
    comment = talk.comment(shop, talk.publish(shop), world.stranger)
    for minutes, call, staff_id in (
        (20, first, shop.owner.staff_id),
        (100, second, other.staff_id),
    ):
        clock.advance(minutes=minutes)
        with tenancy.scope(shop.business_id), db.writing():
            requests.finish(request_id=call, staff_id=staff_id, note="")
    clock.advance(days=3)
    with tenancy.scope(shop.business_id), db.writing():
        comments.show(comment_id=comment, staff_id=other.staff_id)


def test_an_empty_period_says_so(office: Office) -> None:
    assert "No answers in these days" in office.get("inbox/times", status=200).text


def test_by_kind_and_by_person(office: Office, answered: None) -> None:
    page = office.get("inbox").click("Answer times")
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tr")]
    assert "Call-backs220 minutes2 hours" in rows
    assert "Comments13 d 2 h3 d 2 h" in rows
    assert "Everything32 hours3 d 2 h" in rows
    assert "Moderator22 hours3 d 2 h" in rows


def test_only_the_chosen_days_count(office: Office, answered: None) -> None:
    day = "since=2026-03-17&until=2026-03-17"
    page = office.get(f"inbox/times?{day}", status=200)
    assert "Call-backs" in page.text
    assert "3 d 2 h" not in page.text
    page = office.get("inbox/times?since=2026-03-17&until=2026-03-01", status=422)
    assert page.title.startswith("Error:")
    office.get("inbox/times?period=x", status=404)


def test_it_comes_as_a_file(office: Office, answered: None) -> None:
    text = office.get("inbox/times.csv", status=200).data.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("What,Who answered,First answers")
    assert "Call-backs,The whole team,2,20,120" in lines
    assert "Everything,Moderator,2,120,4440" in lines
    office.get("inbox/times.xlsx", status=200)
    office.get("inbox/times.csv?since=x&until=y", status=422)


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 200), ("moderator", 403), ("cashier", 403)]
)
def test_roles(enter: Enter, role: str, status: int) -> None:
    enter(role).get("inbox/times", status=status)
    enter(role).get("inbox/times.csv", status=status)
