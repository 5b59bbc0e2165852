"""An outlet is told of, put on the map, closed and opened again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.businesses import queries
from app.businesses.queries import OutletView
from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.outbox import OutboxRow
from app.ledger.models import Lot
from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_outlet, sell


def told(office: Office) -> OutletView:
    """The outlet as it is kept."""
    with tenancy.scope(office.shop.business_id):
        found = queries.outlet(office.shop.outlet_id)
        db.session().rollback()
    return found


def save(office: Office, status: int = 303, **values: str) -> Page:
    """Correct the outlet by its form."""
    path = f"outlets/{office.shop.outlet_id}"
    form = office.get(path, status=200).form(action=f"/{path}")
    return form.submit(**values, status=status)


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


def test_phone_link_and_hours_are_kept_and_shown_again(office: Office) -> None:
    save(
        office,
        phone="8 (495) 123-45-67",
        map_link="https://yandex.ru/maps/-/CDabc",
        week="Mon-Fri 8:00-22:00, Sat 10-20",
        special="2026-05-01 closed all day\n2026-12-31 9-15 New Year",
    )
    kept = told(office)
    assert (kept.phone, kept.map_link) == (
        "+74951234567",
        "https://yandex.ru/maps/-/CDabc",
    )
    assert kept.hours is not None
    form = office.get(f"outlets/{kept.id}").form(action=f"/outlets/{kept.id}")
    values = form.values
    assert values["monday"] == ["8:00–22:00"]
    assert values["saturday"] == ["10:00–20:00"]
    assert values["sunday"] == values["week"] == [""]
    assert "2026-12-31: 9:00–15:00, New Year" in values["special"][0]
    form.submit(status=303)
    assert told(office) == kept


def test_hours_alone_wake_no_phones(office: Office) -> None:
    def facts() -> int:
        count = db.session().query(OutboxRow).filter_by(fact="BrandChanged").count()
        db.session().rollback()
        return count

    before = facts()
    save(office, week="9-18", phone="8 495 123-45-67", zone="Asia/Omsk")
    assert facts() == before
    save(office, address="Mira 1")
    assert facts() == before + 1


def test_one_day_is_corrected_by_itself(office: Office) -> None:
    save(office, week="9-18")
    save(office, wednesday="9:00-13:00, 14:00-18:00", sunday="")
    hours = told(office).hours
    assert hours is not None
    assert [len(spans) for spans in hours.week] == [1, 1, 2, 1, 1, 1, 0]
    save(office, week="24/7")
    hours = told(office).hours
    assert hours is not None
    assert {str(span) for spans in hours.week for span in spans} == {"00:00-24:00"}


def test_hours_can_be_taken_back(office: Office) -> None:
    save(office, week="9-18")
    days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
    save(office, **dict.fromkeys(days, ""))
    assert told(office).hours is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "12"}, "Write a phone number"),
        ({"phone": "x" * 50}, "Write a phone number"),
        ({"map_link": "javascript:alert(1)"}, "begins with https://"),
        ({"map_link": "http://maps.example/"}, "begins with https://"),
        ({"map_link": "https://user:pass@maps.example/"}, "begins with https://"),
        ({"map_link": "https://x"}, "begins with https://"),
        ({"map_link": "https://["}, "begins with https://"),
        ({"map_link": "https://maps.example/" + "x" * 500}, "begins with https://"),
        ({"week": "whenever we like"}, "is not understood"),
        ({"week": "Mon 8-12, 11-15"}, "is not understood"),
        ({"monday": "8-"}, "Write times like"),
        ({"sunday": "Mon 8-22"}, "Write times like"),
        ({"special": "some day closed"}, "“some day closed” is not understood"),
        ({"special": "2026-05-01 closed\n" * 61}, "is not understood"),
        ({"special": "2026-05-01 closed\n" * 300}, "too long"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"name": ""}, "Write a name"),
    ],
)
def test_wrong_words_are_refused_and_kept(
    office: Office, wrong: dict[str, str], words: str
) -> None:
    before = told(office)
    page = save(office, 422, **wrong)
    assert words in page.text
    kept = page.form(action=f"/outlets/{office.shop.outlet_id}").values
    for name, value in wrong.items():
        if name not in {"zone", "special"}:
            assert kept[name] == [value]
    assert told(office) == before


def test_control_and_turning_signs_do_not_reach_the_page(office: Office) -> None:
    save(
        office,
        week="9-18",
        special="2026-05-01 closed \u202eevil\u2066",
        name="A\u202eB",
    )
    kept = told(office)
    assert kept.name == "AB"
    assert kept.hours is not None
    assert kept.hours.special[0].note == "evil"
    save(office, 422, special="2026-05-01 closed \0")


def test_another_zone_shortens_no_points_that_are_there(
    office: Office, world: World
) -> None:
    """E05, R4: points given keep the instants at which they start and end."""
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)

    def lots() -> list[tuple[object, ...]]:
        with tenancy.scope(office.shop.business_id):
            found = db.session().execute(
                select(Lot.id, Lot.available_at, Lot.expires_at).order_by(Lot.id)
            )
            rows = [tuple(row) for row in found]
            db.session().rollback()
        return rows

    before = lots()
    assert before
    save(office, zone="Asia/Vladivostok")
    assert told(office).zone == "Asia/Vladivostok"
    assert lots() == before
    sell(world.coffee, world.coffee.member, amount_minor=1000_00)
    # What comes now follows the new zone, where the day ends seven hours earlier.
    old, new = before[0][2], lots()[-1][2]
    assert old - new == timedelta(hours=7)  # type: ignore[operator]


def test_an_outlet_is_closed_and_opened_again(office: Office) -> None:
    path = f"outlets/{office.shop.outlet_id}"
    page = office.get(path).form(action="/close").submit()
    assert "The outlet is closed" in page.text
    assert not told(office).is_open
    assert "Outlet 1" not in office.client.get("/zerno/", status=200).text
    page = office.get(path).form(action="/reopen").submit()
    assert "open again" in page.text
    assert told(office).is_open
    with tenancy.scope(office.shop.business_id):
        entries = db.session().scalars(select(AuditEntry).order_by(AuditEntry.id))
        found = [(entry.act, entry.actor, entry.subject) for entry in entries]
    subject = f"outlet:{office.shop.outlet_id}"
    actor = f"staff:{office.staff_id}"
    assert found[-2:] == [
        ("outlet.closed", actor, subject),
        ("outlet.reopened", actor, subject),
    ]


def test_the_audit_trail_says_what_was_there_before(office: Office) -> None:
    save(office, name="Corner")
    save(office, name="Corner")
    with tenancy.scope(office.shop.business_id):
        entries = list(
            db.session().scalars(
                select(AuditEntry).where(AuditEntry.act == "outlet.changed")
            )
        )
    assert [entry.details for entry in entries] == [
        {"changes": {"name": ["Outlet 1", "Corner"]}}
    ]


def test_outlets_stand_in_the_order_that_was_chosen(office: Office) -> None:
    for code in ("2", "3"):
        create_outlet(office.shop.business_id, code=code)
    page = office.get("outlets", status=200)
    page = page.form(action=f"/{_id_of(office, '3')}/up").submit()
    assert "order is changed" in page.text
    with tenancy.scope(office.shop.business_id):
        assert [each.code for each in queries.outlets()] == ["1", "3", "2"]
    create_outlet(office.shop.business_id, code="0")
    with tenancy.scope(office.shop.business_id):
        assert [each.code for each in queries.outlets()] == ["1", "3", "2", "0"]


def _id_of(office: Office, code: str) -> int:
    with tenancy.scope(office.shop.business_id):
        (found,) = [each.id for each in queries.outlets() if each.code == code]
        db.session().rollback()
    return found


@pytest.mark.parametrize("act", ["close", "reopen", "up"])
def test_foreign_outlets_are_not_changed(
    office: Office, world: World, act: str
) -> None:
    assert office.post(f"outlets/{world.books.outlet_id}/{act}").status == 404


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_only_managers_change_outlets(enter: Enter, role: str) -> None:
    office = enter(role)
    path = f"outlets/{office.shop.outlet_id}"
    office.get(path, status=403)
    for act in ("close", "reopen", "up"):
        assert office.post(f"{path}/{act}").status == 403
