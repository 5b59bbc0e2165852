"""The codes of a promotion: ordered, followed, halted, looked up, taken along."""

import pytest

from app.core import db, tenancy
from app.core.ids import PromotionId
from app.offers import codes, making, spelling
from tests.offers.giving import drawn, order, promote, work
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World


@pytest.fixture
def promotion_id(world: World) -> PromotionId:
    return promote(world.coffee.business_id, "codes", name="Leaflet")


def screen(office: Office, promotion_id: PromotionId, more: str = "") -> Page:
    return office.get(f"promotions/{promotion_id}/codes{more}", status=200)


def test_codes_are_ordered_and_their_progress_is_shown(
    office: Office, promotion_id: PromotionId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PART", 40)
    monkeypatch.setattr(making, "SMALL_PART", 40)
    page = screen(office, promotion_id).form(button="Order codes")
    page = page.submit(count="100", prefix="cafe")
    assert "The codes are ordered and being made." in page.text
    assert "waits for its turn" in page.text
    making.send(db.settings())
    page = screen(office, promotion_id)
    assert page.one("progress").attrib["value"] == "40"
    assert "40 of 100 are there" in page.text
    part = office.get(f"promotions/{promotion_id}/codes", htmx=True)
    assert part.is_fragment
    assert part.all("div", id="_promotion_codes")[0].get("hx-trigger") == "every 2s"
    work()
    page = screen(office, promotion_id)
    assert "100 made by" in page.text
    assert page.all("progress") == []


def test_an_order_is_halted_and_goes_on(
    office: Office, promotion_id: PromotionId, world: World
) -> None:
    order(world.coffee.business_id, promotion_id, 100)
    page = screen(office, promotion_id).form(button="Halt").submit(button="Halt")
    assert "halted" in page.text
    assert work() == 0
    page = page.form(button="Go on").submit(button="Go on")
    page.form(button="Make no more").submit(button="Make no more")
    assert work() == 0
    assert "given up" in screen(office, promotion_id).text


@pytest.mark.parametrize(
    ("count", "prefix", "words"),
    [
        ("0", "", "Write a whole number from 1 to 5,000,000."),
        ("many", "", "Write a whole number"),
        ("5000001", "", "Write a whole number"),
        ("", "", "Write a whole number"),
        ("5", "КАФЕ", "up to 8 Latin letters or digits"),
        ("5", "x" * 9, "at most 8 characters"),
    ],
)
def test_wrong_orders_are_named_and_kept(
    office: Office, promotion_id: PromotionId, count: str, prefix: str, words: str
) -> None:
    form = screen(office, promotion_id).form(button="Order codes")
    page = form.submit(count=count, prefix=prefix)
    assert page.status == 422
    assert words in page.text
    values = page.form(button="Order codes").values
    assert values["count"] == [count]
    assert values["prefix"] == [prefix]


def test_an_order_sent_twice_is_one(
    office: Office, promotion_id: PromotionId, world: World
) -> None:
    form = screen(office, promotion_id).form(button="Order codes")
    for _ in range(2):
        form.submit(count="10", status=303)
    assert work() == 10


def test_a_code_is_found_frozen_and_set_free(
    office: Office, promotion_id: PromotionId, world: World
) -> None:
    order(world.coffee.business_id, promotion_id, 3)
    work()
    code = drawn(world.coffee.business_id, promotion_id)[0]
    page = screen(office, promotion_id, f"?q={spelling.spoken(code).lower()}")
    assert spelling.spoken(code) in page.text
    page = page.form(button="Freeze the code").submit(button="Freeze the code")
    assert "frozen" in page.text
    page = page.form(button="Let it give again").submit(button="Let it give again")
    with tenancy.scope(world.coffee.business_id):
        assert codes.find(promotion_id, code).state == "free"


def test_what_is_no_code_is_said(
    office: Office, promotion_id: PromotionId, world: World
) -> None:
    order(world.coffee.business_id, promotion_id, 1)
    work()
    for typed in ("NOSUCHCODE", "%00", "x" * 500, "🎁"):
        page = office.get(f"promotions/{promotion_id}/codes?q={typed}")
        assert page.status == 200
    assert "There is no such code." in page.text


def test_codes_leave_as_a_file(
    office: Office, promotion_id: PromotionId, world: World
) -> None:
    order(world.coffee.business_id, promotion_id, 30)
    work()
    file = office.get(f"promotions/{promotion_id}/codes.csv", status=200)
    lines = file.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Code,State"
    made = drawn(world.coffee.business_id, promotion_id)
    assert lines[1:] == [f"{spelling.spoken(each)},free" for each in made]
    book = office.get(f"promotions/{promotion_id}/codes.xlsx", status=200)
    assert book.data.startswith(b"PK")


def test_other_promotions_have_no_codes(office: Office, world: World) -> None:
    word = promote(world.coffee.business_id, "word")
    assert office.get(f"promotions/{word}/codes").status == 404
    assert office.get(f"promotions/{word}/codes.csv").status == 404


def test_foreign_orders_and_codes_are_nowhere(
    office: Office, promotion_id: PromotionId, world: World
) -> None:
    theirs = promote(world.books.business_id, "codes")
    batch = order(world.books.business_id, theirs, 5)
    work()
    step = f"promotions/{promotion_id}/batches/{batch}"
    assert office.post(step, do="halt").status == 404
    code = drawn(world.books.business_id, theirs)[0]
    step = f"promotions/{promotion_id}/codes/1"
    assert office.post(step, do="freeze", q=code).status == 404
    assert office.get(f"promotions/{theirs}/codes.csv").status == 404


def test_roles_by_direct_address(enter: Enter, promotion_id: PromotionId) -> None:
    for role in ("moderator", "cashier"):
        them = enter(role)
        for path in ("codes", "codes.csv", "gifts"):
            assert them.get(f"promotions/{promotion_id}/{path}").status == 403
