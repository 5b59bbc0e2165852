"""A batch: its document is looked at, it is sent once and for ever."""

import io

from app.charity import actions
from app.core import db, tenancy
from tests.charity.drives import PDF, give, start
from tests.web.office.conftest import Office
from tests.world import World


def batch(world: World) -> int:
    charity_id = start(world.coffee)
    give(world.coffee)
    with tenancy.scope(world.coffee.business_id), db.writing():
        return actions.close_batch(charity_id=charity_id)


def test_a_batch_is_sent_with_its_document(office: Office, world: World) -> None:
    place = f"charity/batches/{batch(world)}"
    form = office.get(place, status=200).form(action=place)
    bad = form.submit(number="7", sent_on="2026-03-17", status=422)
    assert "Send the payment document" in bad.text
    form = office.get(place).form(action=place)
    page = form.submit(
        number="7",
        sent_on="2026-03-17",
        document=(io.BytesIO(PDF), "paid.pdf"),
        status=303,
    )
    assert "marked as sent" in page.text
    assert office.get(f"{place}/document").data == PDF


def test_strange_batches_are_not_found(office: Office, world: World) -> None:
    office.get("charity/batches/999", status=404)
    office.get(f"charity/batches/{batch(world)}/document", status=404)
