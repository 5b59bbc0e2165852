"""A colleague's page: roles, the last owner, the end."""

from app.core import clock, db, ids, tenancy
from app.core.ids import StaffId
from app.people import actions as people_actions
from app.people import factors, invitations
from app.people import queries as people
from app.people.keys import Passkey
from tests.people.groups import create_group
from tests.web.office.conftest import Enter, Office
from tests.world import Employee, World, create_staff


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


def test_limits_are_saved_shown_and_lifted(office: Office, world: World) -> None:
    staff_id = world.coffee.cashier.staff_id
    group_id = create_group(world.coffee.business_id, "Regulars")
    path = f"team/{staff_id}"
    form = office.get(path, status=200).form(action=path)
    form.submit(
        role="moderator",
        groups=[group_id],
        outlets=[world.coffee.outlet_id],
        status=303,
    )
    form = office.get(path, status=200).form(action=path)
    assert form.values["groups"] == [str(group_id)]
    assert form.values["outlets"] == [str(world.coffee.outlet_id)]
    form.submit(groups=False, outlets=False, status=303)
    assert "groups" not in office.get(path).form(action=path).values


def test_a_limit_of_another_business_is_refused(office: Office, world: World) -> None:
    theirs = create_group(world.books.business_id, "Readers")
    path = f"team/{world.coffee.cashier.staff_id}"
    answer = office.post(path, role="moderator", groups=str(theirs))
    assert answer.status == 422
    assert "from the list" in answer.text
    assert role_of(world, world.coffee.cashier.staff_id) == "cashier"


def test_an_owner_s_limits_are_left_out(office: Office, world: World) -> None:
    group_id = create_group(world.coffee.business_id, "Regulars")
    path = f"team/{world.coffee.cashier.staff_id}"
    form = office.get(path, status=200).form(action=path)
    form.submit(role="owner", groups=[group_id], status=303)
    assert "groups" not in office.get(path).form(action=path).values


def enrolled(world: World, role: str = "administrator") -> Employee:
    """A colleague with recovery codes and a passkey."""
    colleague = create_staff(world.coffee.business_id, role)
    with db.writing():
        factors.make_codes(person_id=colleague.person_id, secret_key="k" * 32)
        db.session().add(
            Passkey(
                person_id=colleague.person_id,
                credential=b"x",
                public_key=b"",
                counter=0,
                name="Phone",
                created_at=clock.now(),
            )
        )
    return colleague


def test_an_owner_resets_a_lost_second_step(office: Office, world: World) -> None:
    colleague = enrolled(world)
    page = office.get(f"team/{colleague.staff_id}", status=200)
    done = page.form(action="/second-factor").submit(status=303)
    assert "The second step is reset" in done.text
    assert not factors.factors(colleague.person_id).has_any
    again = office.get(f"team/{colleague.staff_id}", status=200)
    assert "Lost the second step" not in again.text


def test_only_an_owner_resets_and_never_their_own(
    office: Office, enter: Enter, world: World
) -> None:
    colleague = enrolled(world)
    path = f"team/{colleague.staff_id}/second-factor"
    assert enter("administrator").post(path).status == 403
    assert enter("moderator").post(path).status == 403
    assert office.post(f"team/{office.staff_id}/second-factor").status == 404
    theirs = world.books.cashier.staff_id
    assert office.post(f"team/{theirs}/second-factor").status == 404
    assert factors.factors(colleague.person_id).has_any


def test_who_also_runs_another_business_is_not_reset_here(
    office: Office, world: World
) -> None:
    colleague = enrolled(world, "cashier")
    create_staff(world.books.business_id, "owner", person_id=colleague.person_id)
    page = office.get(f"team/{colleague.staff_id}", status=200)
    refused = page.form(action="/second-factor").submit(status=422)
    assert "also runs another business" in refused.text
    assert factors.factors(colleague.person_id).has_any


def test_an_owner_who_steps_down_has_invited_no_owner(
    office: Office, world: World
) -> None:
    """By a letter to a second address of their own they would be one again."""
    shop, mine = world.coffee, f"team/{office.staff_id}"
    create_staff(shop.business_id, "owner")
    for email, role in (("own@example.com", "owner"), ("new@example.com", "cashier")):
        with tenancy.scope(shop.business_id), db.writing():
            invitations.invite(
                email=email,
                name="",
                role=role,
                language="en",
                invited_by=StaffId(office.staff_id),
            )
    form = office.get(mine, status=200).form(action=mine)
    form.submit(role="administrator", status=303)
    with tenancy.scope(shop.business_id):
        left = [each.role for each in invitations.pending("k" * 32)]
        db.session().rollback()
    assert left == ["cashier"]
