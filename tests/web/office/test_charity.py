"""Donations in the office: begin, change, batches, by whose scans."""

from tests.charity.drives import give, start
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_a_drive_is_begun_and_changed(office: Office, world: World) -> None:
    form = office.get("charity", status=200).form(action="office/charity")
    page = form.submit(fund="Тепло", amount="1", budget="500", status=303)
    assert "Тепло" in page.text
    form = page.form(action="office/charity")
    page = form.submit(budget="700", status=303)
    assert "700" in page.text


def test_wrong_sums_are_named_and_kept(office: Office) -> None:
    form = office.get("charity").form(action="office/charity")
    page = form.submit(fund="", amount="0", budget="x", link="javascript:1", status=422)
    assert "Write the name of the fund." in page.text
    assert "Write an address like https://fund.org." in page.text
    page = (
        office.get("charity")
        .form(action="office/charity")
        .submit(fund="Тепло", amount="5", budget="1", status=422)
    )
    assert "fits into the budget" in page.text


def test_a_batch_is_closed_and_scans_are_shown(office: Office, world: World) -> None:
    charity_id = start(world.coffee)
    give(world.coffee)
    page = office.get("charity", status=200)
    assert "By whose scans" in page.text
    assert "Cashier" in page.text
    answer = office.post(f"charity/{charity_id}/steps", do="batch", idempotency_key="b")
    assert answer.status == 303
    again = office.post(f"charity/{charity_id}/steps", do="batch", idempotency_key="c")
    assert again.status == 422


def test_administrators_look_and_change_nothing(enter: Enter, world: World) -> None:
    charity_id = start(world.coffee)
    office = enter("administrator")
    office.get("charity", status=200)
    assert office.post("charity", fund="X").status == 403
    assert office.post(f"charity/{charity_id}/steps", do="end").status == 403
