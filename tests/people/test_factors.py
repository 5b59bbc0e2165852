"""The second factor: apps, recovery codes, grace, and losing it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cards import erasing
from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import TooMany
from app.core.ids import PersonId, StaffId
from app.people import actions, factors, queries, totp
from app.people.errors import ElsewhereNeeded, LastFactor, PersonNotFound
from app.people.keys import Authenticator, Passkey, RecoveryCode
from app.people.queries import StaffView
from tests.conftest import Clock
from tests.world import World, create_person, create_staff

KEY, IP = "k" * 32, "192.0.2.1"


def code_of(person_id: PersonId, nonce: str = "n", steps: int = 0) -> str:
    """What the app shows now, or some half minutes from now."""
    step = totp.step_at(clock.now()) + steps
    return totp.digits(totp.secret(KEY, person_id, nonce), step)


def set_up(person_id: PersonId, nonce: str = "n", code: str = "") -> bool:
    with db.writing():
        return factors.add_app(
            person_id=person_id,
            nonce=nonce,
            code=code or code_of(person_id, nonce),
            secret_key=KEY,
            ip=IP,
        )


def enter(person_id: PersonId, typed: str, ip: str = IP) -> bool:
    with db.writing():
        return factors.enter(person_id=person_id, typed=typed, secret_key=KEY, ip=ip)


def make_codes(person_id: PersonId) -> tuple[str, ...]:
    with db.writing():
        return factors.make_codes(person_id=person_id, secret_key=KEY)


@pytest.fixture
def anna(app: Flask) -> PersonId:
    return create_person(name="Anna")


def test_an_app_is_set_up_by_its_first_code(anna: PersonId) -> None:
    assert not set_up(anna, code="000000")
    assert not factors.factors(anna).has_any
    assert set_up(anna)
    assert factors.factors(anna).has_any


def test_a_code_opens_once(anna: PersonId, clock: Clock) -> None:
    set_up(anna)
    # The first code was used up by setting the app up.
    assert not enter(anna, code_of(anna))
    clock.advance(seconds=30)
    code = code_of(anna)
    assert enter(anna, f" {code[:3]} {code[3:]} ")
    assert not enter(anna, code)
    # An older neighbour is good for nothing once a newer one was seen.
    assert not enter(anna, code_of(anna, steps=-1))


def test_another_app_takes_the_place_of_the_first(anna: PersonId, clock: Clock) -> None:
    set_up(anna)
    set_up(anna, nonce="m")
    clock.advance(minutes=1)
    assert not enter(anna, code_of(anna, "n"))
    assert enter(anna, code_of(anna, "m"))


def test_recovery_codes_open_once_each(anna: PersonId) -> None:
    made = make_codes(anna)
    assert len(set(made)) == 10
    assert factors.factors(anna).codes_left == 10
    assert enter(anna, made[0])
    assert not enter(anna, made[0])
    assert enter(anna, made[1].lower().replace("-", " "))
    assert factors.factors(anna).codes_left == 8


def test_new_recovery_codes_end_the_old(anna: PersonId) -> None:
    old = make_codes(anna)
    new = make_codes(anna)
    assert not enter(anna, old[0])
    assert enter(anna, new[0])


def test_codes_are_kept_as_digests(anna: PersonId) -> None:
    made = make_codes(anna)
    stored = db.session().scalars(select(RecoveryCode.digest)).all()
    assert {len(each) for each in stored} == {32}
    assert not any(
        code.replace("-", "").encode() in each for each in stored for code in made
    )


def test_another_one_s_codes_open_nothing(anna: PersonId) -> None:
    boris = create_person(name="Boris")
    made = make_codes(anna)
    set_up(boris)
    assert not enter(boris, made[0])
    assert enter(anna, made[0])


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "ABCDE-FGHJK", "\0", "٣" * 6]
)
def test_nonsense_opens_nothing(anna: PersonId, typed: str) -> None:
    set_up(anna)
    make_codes(anna)
    assert not enter(anna, typed)


def test_guesses_are_counted_though_they_fail(anna: PersonId, clock: Clock) -> None:
    set_up(anna)
    made = make_codes(anna)
    for _ in range(factors.TRY_QUARTER.count - 1):
        assert not enter(anna, "000000")
    with pytest.raises(TooMany):
        enter(anna, made[0])
    # Somebody else's guesses lock nobody out.
    assert enter(anna, made[0], ip="198.51.100.7")
    clock.advance(minutes=15)
    assert enter(anna, made[1])


def test_a_spare_code_alone_is_no_second_factor(anna: PersonId) -> None:
    make_codes(anna)
    assert not factors.factors(anna).has_any


def staff_of(world: World) -> StaffView:
    shop = world.coffee
    found = queries.staff_of(shop.owner.person_id, shop.business_id)
    assert found is not None
    return found


def test_grace_lasts_a_day_from_the_role(world: World, clock: Clock) -> None:
    owner = staff_of(world)
    ends_at = owner.role_since + factors.GRACE
    clock.set(owner.role_since)
    assert factors.grace_ends_at(owner) == ends_at
    clock.advance(hours=23, minutes=59)
    assert factors.grace_ends_at(owner) == ends_at
    clock.advance(minutes=1)
    assert factors.grace_ends_at(owner) is None


def test_who_has_enrolled_has_no_grace(world: World, clock: Clock) -> None:
    owner = staff_of(world)
    clock.set(owner.role_since)
    set_up(owner.person_id)
    assert factors.grace_ends_at(owner) is None


def test_a_new_role_begins_a_new_day(world: World, clock: Clock) -> None:
    shop, moderator = world.coffee, create_staff(world.coffee.business_id, "moderator")
    clock.advance(days=40)
    with tenancy.scope(shop.business_id), db.writing():
        actions.change_role(staff_id=StaffId(moderator.staff_id), role="administrator")
    found = queries.staff_of(moderator.person_id, shop.business_id)
    assert found is not None
    assert found.role_since == clock.now
    assert factors.grace_ends_at(found) is not None


def test_the_last_factor_of_an_owner_stays(world: World, clock: Clock) -> None:
    owner = world.coffee.owner.person_id
    set_up(owner)
    with db.writing(), pytest.raises(LastFactor):
        factors.remove_app(person_id=owner)
    cashier = world.coffee.cashier.person_id
    set_up(cashier)
    with db.writing():
        factors.remove_app(person_id=cashier)
    assert not factors.factors(cashier).has_any


def enrol_all(person_id: PersonId) -> None:
    set_up(person_id)
    make_codes(person_id)
    with db.writing():
        db.session().add(
            Passkey(
                person_id=person_id,
                credential=str(person_id).encode(),
                public_key=b"",
                counter=0,
                name="Phone",
                created_at=clock.now(),
            )
        )


def left(person_id: PersonId) -> int:
    return sum(
        db.session().scalar(select(func.count()).where(kind.person_id == person_id))
        or 0
        for kind in (Passkey, Authenticator, RecoveryCode)
    )


def test_a_reset_removes_all_signs_out_tells_and_is_noted(world: World) -> None:
    shop = world.coffee
    colleague = create_staff(shop.business_id, "administrator")
    enrol_all(colleague.person_id)
    with db.writing():
        actions.open_session(
            person_id=colleague.person_id,
            device="x",
            secret_key=KEY,
            is_staff_sign_in=True,
        )
    with tenancy.scope(shop.business_id), db.writing():
        factors.reset(staff_id=StaffId(colleague.staff_id))
    assert left(colleague.person_id) == 0
    assert queries.devices(colleague.person_id) == []
    with tenancy.scope(shop.business_id):
        (line,) = audit.lines(limit=1)
    assert line.act == "staff.second_factor_reset"
    assert line.subject == f"staff:{colleague.staff_id}"
    facts = db.session().scalars(select(outbox.OutboxRow.fact)).all()
    assert "SecondFactorReset" in facts


def test_nobody_lowers_the_guard_of_another_business(world: World) -> None:
    """Whoever invites an owner of elsewhere could otherwise reset what guards that."""
    shop, victim = world.coffee, world.books.owner
    enrol_all(victim.person_id)
    bait = create_staff(shop.business_id, "cashier", person_id=victim.person_id)
    with tenancy.scope(shop.business_id):
        with db.writing(), pytest.raises(ElsewhereNeeded):
            factors.reset(staff_id=StaffId(bait.staff_id))
        with db.writing(), pytest.raises(PersonNotFound):
            factors.reset(staff_id=StaffId(victim.staff_id))
    assert left(victim.person_id) == 12


def test_the_operator_resets_everywhere(world: World) -> None:
    owner = world.books.owner
    create_staff(world.coffee.business_id, "owner", person_id=owner.person_id)
    enrol_all(owner.person_id)
    with db.writing():
        assert factors.reset_by_operator(person_id=owner.person_id) == 2
    assert left(owner.person_id) == 0
    for shop in (world.coffee, world.books):
        with tenancy.scope(shop.business_id):
            assert audit.lines(limit=1)[0].act == "staff.second_factor_reset"


def test_who_is_forgotten_leaves_no_keys(world: World) -> None:
    cashier = world.coffee.cashier
    enrol_all(cashier.person_id)
    with db.writing():
        erasing.erase(person_id=cashier.person_id, actor="person")
    assert left(cashier.person_id) == 0
    with tenancy.scope(world.coffee.business_id):
        assert queries.names_of_staff()[cashier.staff_id] == f"№ {cashier.staff_id}"
