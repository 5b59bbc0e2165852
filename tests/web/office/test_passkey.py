"""One of one's own passkeys: another name, or gone."""

import pytest

from app.core import clock, db
from app.core.ids import PersonId
from app.people import passkeys
from app.people.keys import Passkey
from tests.web.office.conftest import Office
from tests.world import World


def create(
    person_id: PersonId, name: str = "Phone", *, is_stopped: bool = False
) -> int:
    with db.writing():
        row = Passkey(
            person_id=person_id,
            credential=f"{person_id}-{name}".encode(),
            public_key=b"",
            counter=0,
            name=name,
            created_at=clock.now(),
            stopped_at=clock.now() if is_stopped else None,
        )
        db.session().add(row)
        db.session().flush()
        return row.id


def names(person_id: PersonId) -> list[str]:
    found = [each.name for each in passkeys.passkeys(person_id)]
    db.session().rollback()
    return found


def test_it_is_renamed(office: Office, world: World) -> None:
    me = world.coffee.owner.person_id
    create(me)
    page = office.get("security", status=200).click("Phone")
    page.form(button="Rename").submit(name="  My   key ", status=303)
    assert names(me) == ["My key"]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "\0"])
def test_a_name_that_is_none_is_refused(
    office: Office, world: World, name: str
) -> None:
    me = world.coffee.owner.person_id
    page = office.get(f"security/passkeys/{create(me)}", status=200)
    page.form(button="Rename").submit(name=name, status=422)
    assert names(me) == ["Phone"]


def test_control_characters_are_taken_out(office: Office, world: World) -> None:
    me = world.coffee.owner.person_id
    page = office.get(f"security/passkeys/{create(me)}", status=200)
    page.form(button="Rename").submit(name="a\u202eb\r\nc", status=303)
    assert names(me) == ["ab c"]


def test_one_of_two_is_removed_and_the_last_one_stays(
    office: Office, world: World
) -> None:
    me = world.coffee.owner.person_id
    first, second = create(me, "First"), create(me, "Second")
    page = office.get(f"security/passkeys/{first}", status=200)
    assert "is removed" in page.form(button="Remove").submit(status=303).text
    page = office.get(f"security/passkeys/{second}", status=200)
    refused = page.form(button="Remove").submit(status=422)
    assert "Add the other one first" in refused.text
    assert names(me) == ["Second"]


def test_a_stopped_one_says_why_and_goes(office: Office, world: World) -> None:
    me = world.coffee.owner.person_id
    create(me, "Good")
    bad = create(me, "Copied", is_stopped=True)
    assert "may be copied" in office.get("security").text
    page = office.get(f"security/passkeys/{bad}", status=200)
    assert "counter went backwards" in page.text
    page.form(button="Remove").submit(status=303)
    assert names(me) == ["Good"]


def test_another_one_s_is_not_there(office: Office, world: World) -> None:
    for person_id in (world.coffee.cashier.person_id, world.books.owner.person_id):
        theirs = create(person_id)
        path = f"security/passkeys/{theirs}"
        assert office.get(path).status == 404
        assert office.post(path, name="Mine").status == 404
        assert office.post(f"{path}/remove").status == 404
        assert names(person_id) == ["Phone"]
