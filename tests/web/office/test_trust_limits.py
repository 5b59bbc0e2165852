"""The limits of trust: an owner chooses them, within bounds."""

import pytest

from app.core import tenancy
from app.trust import limits
from app.trust.rules import BOUNDS, DEFAULTS
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_the_defaults_stand_there(office: Office) -> None:
    values = office.get("limits", status=200).form(id_="limits").values
    assert values["single"] == [str(DEFAULTS.single)]
    assert set(BOUNDS) <= set(values)


def test_they_are_kept(office: Office, world: World) -> None:
    form = office.get("limits", status=200).form(id_="limits")
    page = form.submit(single="300", claim_days="10", status=303)
    assert "The limits are changed" in page.text
    with tenancy.scope(world.coffee.business_id):
        chosen = limits.limits()
    assert (chosen.single, chosen.claim_days, chosen.daily) == (300, 10, 1000)
    again = page.form(id_="limits").submit(daily="2000", status=303)
    assert again.form(id_="limits").values["single"] == ["300"]
    trail = office.get("audit", status=200).text
    assert "Changed limits: Changes by hand of one person in a day" in trail


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("single", "-1"),
        ("daily", ""),
        ("card_day", "0"),
        ("typed_percent", "101"),
        ("review_days", "61"),
        ("claim_days", "31"),
        ("cashier_hour", "9" * 40),
        ("device_hour", "x"),
    ],
)
def test_what_is_out_of_bounds_is_refused(
    office: Office, world: World, field: str, value: str
) -> None:
    form = office.get("limits", status=200).form(id_="limits")
    page = form.submit(**{field: value}, status=422)
    assert page.form(id_="limits").values[field] == [value]
    with tenancy.scope(world.coffee.business_id):
        assert limits.limits() == DEFAULTS


def test_administrators_do_not_choose_them(enter: Enter) -> None:
    office = enter("administrator")
    assert office.get("limits").status == 403
    assert office.post("limits", single="1").status == 403
