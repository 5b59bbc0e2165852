"""Invitations: a week, one use, one address."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import audit, db, tenancy
from app.core.errors import TooMany
from app.core.ids import PersonId, StaffId
from app.people import actions, erasing, invitations, limits, queries
from app.people.errors import (
    AlreadyInvited,
    AlreadyStaff,
    InvitationOver,
    NotLimitable,
    SentJustNow,
    UnknownLimit,
)
from app.people.invitations import Invitation, InvitationView
from app.people.limits import NO_LIMITS, Limits
from tests.conftest import Clock
from tests.people.groups import create_group
from tests.world import Shop, World, create_staff

KEY = "k" * 32
EMAIL = "new@example.com"


def invite(
    shop: Shop, email: str = EMAIL, role: str = "moderator", own: Limits = NO_LIMITS
) -> InvitationView:
    with tenancy.scope(shop.business_id):
        with db.writing():
            invitation_id = invitations.invite(
                email=email,
                name="Nina",
                role=role,
                limits_=own,
                language="ru",
                invited_by=StaffId(shop.owner.staff_id),
            )
        found = invitations.invitation(invitation_id, KEY)
    assert found is not None
    return found


def accept(shop: Shop, found: InvitationView, token: str | None = None) -> PersonId:
    with tenancy.scope(shop.business_id), db.writing():
        return invitations.accept(
            invitation_id=found.id,
            token=found.token if token is None else token,
            secret_key=KEY,
        )


def test_accepting_proves_the_address_and_gives_role_and_limits(world: World) -> None:
    shop = world.coffee
    group_id = create_group(shop.business_id, "Regulars")
    own = Limits(frozenset({group_id}), frozenset({shop.outlet_id}))
    found = invite(shop, own=own)
    assert not found.is_over
    person_id = accept(shop, found)
    assert queries.person(person_id).email == EMAIL
    staff = queries.staff_of(person_id, shop.business_id)
    assert staff is not None
    assert (staff.role, staff.name, staff.contact) == ("moderator", "Nina", EMAIL)
    with tenancy.scope(shop.business_id):
        assert limits.limits_of(staff.id) == own
        acts = [line.act for line in audit.lines(kind="staff", limit=3)]
    assert acts == ["staff.limits_changed", "staff.added", "staff.invited"]


def test_a_link_is_good_once(world: World) -> None:
    found = invite(world.coffee)
    accept(world.coffee, found)
    with pytest.raises(InvitationOver):
        accept(world.coffee, found)


def test_a_link_is_good_for_a_week(world: World, clock: Clock) -> None:
    found = invite(world.coffee)
    clock.advance(days=6, hours=23)
    with tenancy.scope(world.coffee.business_id):
        assert invitations.opened(found.id, found.token, KEY).email == EMAIL
        clock.advance(hours=1)
        with pytest.raises(InvitationOver):
            invitations.opened(found.id, found.token, KEY)
    with pytest.raises(InvitationOver):
        accept(world.coffee, found)


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "\N{BELL}", "Ω" * 64])
def test_another_token_opens_nothing(world: World, token: str) -> None:
    found = invite(world.coffee)
    with pytest.raises(InvitationOver):
        accept(world.coffee, found, token)
    accept(world.coffee, found)


def test_another_business_knows_nothing_of_it(world: World) -> None:
    found = invite(world.coffee)
    with pytest.raises(InvitationOver):
        accept(world.books, found)
    with tenancy.scope(world.books.business_id):
        assert invitations.pending(KEY) == []


def test_sent_again_the_old_link_is_dead(world: World, clock: Clock) -> None:
    first = invite(world.coffee)
    with tenancy.scope(world.coffee.business_id):
        with db.writing(), pytest.raises(SentJustNow):
            invitations.send_again(invitation_id=first.id)
        clock.advance(days=3)
        with db.writing():
            invitations.send_again(invitation_id=first.id)
        (second,) = invitations.pending(KEY)
    assert second.expires_at > first.expires_at
    with pytest.raises(InvitationOver):
        accept(world.coffee, first)
    accept(world.coffee, second)


def test_withdrawn_it_opens_nothing(world: World) -> None:
    found = invite(world.coffee)
    with tenancy.scope(world.coffee.business_id):
        with db.writing():
            invitations.withdraw(invitation_id=found.id)
        assert invitations.pending(KEY) == []
    with pytest.raises(InvitationOver):
        accept(world.coffee, found)
    invite(world.coffee)


def test_who_goes_takes_their_invitations_along(world: World) -> None:
    found = invite(world.coffee)
    with tenancy.scope(world.coffee.business_id), db.writing():
        invitations.withdraw_of(staff_id=StaffId(world.coffee.owner.staff_id))
    with pytest.raises(InvitationOver):
        accept(world.coffee, found)


def test_who_is_here_or_invited_is_not_invited(world: World) -> None:
    invite(world.coffee)
    with pytest.raises(AlreadyInvited):
        invite(world.coffee)
    with db.writing():
        actions.claim_address(
            person_id=world.coffee.owner.person_id, channel="email", address="o@x.test"
        )
    with pytest.raises(AlreadyStaff):
        invite(world.coffee, "o@x.test")
    # Elsewhere both are welcome.
    invite(world.books)
    invite(world.books, "o@x.test")


def test_a_role_given_meanwhile_is_not_given_twice(world: World) -> None:
    found = invite(world.coffee)
    with tenancy.scope(world.coffee.business_id), db.writing():
        person_id = actions.claim_address(
            person_id=None, channel="email", address=EMAIL
        )
        actions.add_staff(person_id=person_id, role="cashier")
    with pytest.raises(AlreadyStaff):
        accept(world.coffee, found)


def test_limits_are_checked_before_the_letter(world: World) -> None:
    theirs = create_group(world.books.business_id, "Readers")
    with pytest.raises(UnknownLimit):
        invite(world.coffee, own=Limits(frozenset({theirs})))
    mine = create_group(world.coffee.business_id, "Regulars")
    with pytest.raises(NotLimitable):
        invite(world.coffee, role="owner", own=Limits(frozenset({mine})))


def test_unanswered_ones_are_forgotten_after_a_while(
    world: World, clock: Clock
) -> None:
    invite(world.coffee)
    clock.advance(days=36)
    with tenancy.across(), db.writing():
        assert invitations.forget_old() == 0
    clock.advance(days=2)
    with tenancy.across(), db.writing():
        assert invitations.forget_old() == 1


def test_two_taps_make_one_colleague(world: World, app: Flask) -> None:
    shop, found = world.coffee, invite(world.coffee)
    ends: list[str] = []

    def tap() -> None:
        with app.app_context():
            try:
                accept(shop, found)
                ends.append("in")
            except (InvitationOver, AlreadyStaff):
                ends.append("over")

    taps = [threading.Thread(target=tap) for _ in range(2)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert sorted(ends) == ["in", "over"]
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        left = db.session().scalar(select(func.count(Invitation.id)))
    assert left == 0


def test_who_is_no_owner_any_more_has_made_none(world: World) -> None:
    """An owner's letter to an address of their own is no way back."""
    shop, inviter = world.coffee, StaffId(world.coffee.owner.staff_id)
    invite(shop, "back@example.com", "owner")
    invite(shop, "help@example.com", "cashier")
    with tenancy.scope(shop.business_id):
        with db.writing():
            invitations.withdraw_of(staff_id=inviter, role="administrator")
        assert [each.role for each in invitations.pending(KEY)] == ["cashier"]
        with db.writing():
            invitations.withdraw_of(staff_id=inviter, role="moderator")
        assert invitations.pending(KEY) == []


def test_who_is_forgotten_invites_nobody(world: World) -> None:
    shop = world.coffee
    create_staff(shop.business_id, "owner")
    invite(shop, role="owner")
    with db.writing():
        erasing.begin(shop.owner.person_id)
        erasing.forget(shop.owner.person_id)
    with tenancy.scope(shop.business_id):
        assert invitations.pending(KEY) == []


def test_nobody_s_mailbox_is_filled(world: World) -> None:
    """Neither by one business again and again, nor by several."""
    for shop in (world.coffee, world.books) * 2:
        found = invite(shop)
        with tenancy.scope(shop.business_id), db.writing():
            invitations.withdraw(invitation_id=found.id)
    invite(world.coffee)
    with pytest.raises(TooMany):
        invite(world.books)
    for number in range(invitations.BUSINESS_DAY.count - 3):
        invite(world.coffee, f"p{number}@example.com")
    with pytest.raises(TooMany):
        invite(world.coffee, "one-more@example.com")
