"""The trend: a chart with its table, one outlet, and the same as a file."""

import csv
import io

from tests.reviews import saying
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_outlet


def test_the_chart_has_its_table(office: Office, world: World) -> None:
    shop = world.coffee
    assert "No reviews yet" in office.get("satisfaction", status=200).text
    for stars in (1, 5, 4):
        saying.say(shop, saying.guest(shop), stars=stars)
    page = office.get("satisfaction", status=200)
    assert len(page.all("svg", cls="chart")) == 2
    assert "3.33" in page.text
    assert "33.33%" in page.text
    assert len(page.all("tr")) == 13


def test_it_is_taken_along_as_a_file(office: Office, world: World) -> None:
    saying.say(world.coffee, stars=2)
    answer = office.get("satisfaction.csv", status=200)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == [
        "Month",
        "Reviews",
        "Mean of the stars",
        "Share of one and two stars",
    ]
    assert rows[-1][1:] == ["1", "2.00", "100.00"]
    assert rows[1][1:] == ["0", "", ""]
    assert office.get("satisfaction.xlsx", status=200).data.startswith(b"PK")


def test_an_outlet_has_its_own(office: Office, world: World) -> None:
    other = create_outlet(world.coffee.business_id, code="2")
    saying.say(world.coffee)
    assert "No reviews yet" in office.get(f"satisfaction?outlet={other}").text
    for outlet in (world.books.outlet_id, "x"):
        assert office.get(f"satisfaction?outlet={outlet}").status == 404


def test_cashiers_are_kept_out(enter: Enter) -> None:
    assert enter("cashier").get("satisfaction").status == 403
    assert enter("cashier").get("satisfaction.csv").status == 403
