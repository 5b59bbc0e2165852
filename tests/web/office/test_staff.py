"""A colleague's page: roles, the last owner, the end."""

from app.core import db, ids, tenancy
from app.people import actions as people_actions
from app.people import queries as people
from tests.web.office.conftest import Enter, Office
from tests.world import World, create_staff


def role_of(world: World, staff_id: int) -> str | None:
    with tenancy.scope(world.coffee.business_id):
        roles = {int(each.id): each.role for each in people.staff()}
        db.session().rollback()
    return roles.get(staff_id)


def test_a_role_is_changed(office: Office, world: World) -> None:
    staff_id = world.coffee.cashier.staff_id
    form = office.get(f"team/{staff_id}", status=200).form(action=f"/{staff_id}")
    form.submit(role="moderator", status=303)
    assert role_of(world, staff_id) == "moderator"


def test_a_role_that_is_none_changes_nothing(office: Office, world: World) -> None:
    staff_id = world.coffee.cashier.staff_id
    form = office.get(f"team/{staff_id}", status=200).form(action=f"/{staff_id}")
    form.submit(role="emperor", status=422)
    assert role_of(world, staff_id) == "cashier"


def test_the_last_owner_stays_an_owner(office: Office, world: World) -> None:
    mine = world.coffee.owner.staff_id
    page = office.get(f"team/{mine}", status=200)
    refused = page.form(action=f"/{mine}").submit(role="cashier", status=422)
    assert "A business needs an owner" in refused.text
    refused = page.form(action="/end").submit(status=422)
    assert "A business needs an owner" in refused.text
    assert role_of(world, mine) == "owner"


def test_one_of_two_owners_may_go(office: Office, world: World) -> None:
    second = create_staff(world.coffee.business_id, "owner").staff_id
    page = office.get(f"team/{second}", status=200)
    page.form(action="/end").submit(status=303)
    assert role_of(world, second) is None


def test_the_end_signs_out_at_once(office: Office, world: World, enter: Enter) -> None:
    colleague = create_staff(world.coffee.business_id, "moderator")
    with db.writing():
        token = people_actions.open_session(
            person_id=colleague.person_id,
            device="phone",
            is_staff_sign_in=True,
            secret_key="k" * 32,
        )
    page = office.get(f"team/{colleague.staff_id}", status=200)
    assert "signed out everywhere" in page.text
    page.form(action="/end").submit(status=303)
    assert people.session_person(ids.digest("k" * 32, "session", token)) is None
    assert role_of(world, colleague.staff_id) is None
    assert office.get(f"team/{colleague.staff_id}").status == 404
    assert office.post(f"team/{colleague.staff_id}/end").status == 404


def test_an_administrator_cannot_touch_an_owner(enter: Enter, world: World) -> None:
    office, owner = enter("administrator"), world.coffee.owner.staff_id
    page = office.get(f"team/{owner}", status=200)
    assert [form.action for form in page.forms()] == ["/language"]
    assert office.post(f"team/{owner}", role="cashier").status == 403
    assert office.post(f"team/{owner}/end").status == 403
    assert role_of(world, owner) == "owner"


def test_an_administrator_cannot_become_an_owner(enter: Enter, world: World) -> None:
    office = enter("administrator")
    form = office.get(f"team/{office.staff_id}").form(action=f"/{office.staff_id}")
    form.submit(role="owner", status=422)
    assert role_of(world, office.staff_id) == "administrator"
