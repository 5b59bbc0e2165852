"""An outlet is put on the map and corrected."""

import pytest

from app.businesses import queries
from app.core import db, tenancy
from app.core.outbox import OutboxRow
from tests.web.office.conftest import Office
from tests.world import World


def test_a_new_outlet_has_its_place(office: Office) -> None:
    form = office.get("outlets").form(action="/outlets")
    form.submit(name="Arbat", code="A1", place="55.7558, 37.6173", status=303)
    with tenancy.scope(office.shop.business_id):
        (outlet,) = [each for each in queries.outlets() if each.code == "A1"]
    assert outlet.latitude_microdegrees == 55_755_800
    assert outlet.longitude_microdegrees == 37_617_300


def test_an_outlet_is_corrected_and_the_cards_hear_of_it(office: Office) -> None:
    page = office.get("outlets", status=200)
    assert "not on the map" in page.text
    before = db.session().query(OutboxRow).filter_by(fact="BrandChanged").count()
    page = office.client.get(page.link("Outlet 1"), status=200)
    form = page.form(action=f"/outlets/{office.shop.outlet_id}")
    page = form.submit(name="Corner", address="Mira 1", place="59.9,30.3", status=303)
    assert "changed" in page.text
    assert "Corner" in page.text
    assert "not on the map" not in page.text
    db.session().rollback()
    after = db.session().query(OutboxRow).filter_by(fact="BrandChanged").count()
    assert after == before + 1
    page = office.client.get(page.link("Corner"), status=200)
    form = page.form(action=f"/outlets/{office.shop.outlet_id}")
    assert form.values["place"] == ["59.9, 30.3"]
    form.submit(place="", status=303)
    with tenancy.scope(office.shop.business_id):
        assert queries.outlets()[0].latitude_microdegrees is None


@pytest.mark.parametrize("place", ["91, 0", "Moscow", "x" * 3000, "55.7558"])
def test_what_is_not_on_the_globe_is_refused_in_words(
    office: Office, place: str
) -> None:
    path = f"outlets/{office.shop.outlet_id}"
    form = office.get(path).form(action=f"/outlets/{office.shop.outlet_id}")
    page = form.submit(place=place, status=422)
    assert "No place on the globe" in page.text
    assert page.form(action=f"/outlets/{office.shop.outlet_id}").values["place"] == [
        place
    ]


def test_foreign_outlets_are_not_found(office: Office, world: World) -> None:
    office.get(f"outlets/{world.books.outlet_id}", status=404)
