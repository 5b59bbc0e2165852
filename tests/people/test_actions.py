"""Persons, membership, contacts, consents, browsers and the team."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import db, ids, tenancy
from app.core.db import writing
from app.core.ids import BusinessId, PersonId, StaffId
from app.core.outbox import OutboxRow
from app.people import actions as people
from app.people import queries
from app.people.errors import (
    AlreadyStaff,
    ContactInPlace,
    ContactTaken,
    LastOwner,
    PersonNotFound,
)
from app.people.models import Consent, Person

KEY = "k" * 32
PHONE, EMAIL = "+79161234567", "anna@example.com"


def member(person_id: PersonId) -> int:
    with writing():
        return people.join_business(person_id=person_id, source="poster-1")


def test_r23_one_membership_per_person_and_business(
    anna: PersonId, other_shop: BusinessId
) -> None:
    assert member(anna) == member(anna)
    with tenancy.scope(other_shop):
        assert queries.member(anna) is None
        member(anna)
    names = [place.name for place in queries.memberships(anna)]
    assert names == ["Полдень", "Малина"]


def test_joining_tells_the_day_of_the_business(anna: PersonId, clock: Any) -> None:
    clock.advance(hours=13)  # 22:00 UTC is already tomorrow in Moscow
    member(anna)
    member(anna)
    (row,) = db.session().scalars(select(OutboxRow))
    assert (row.fact, row.payload["day"]) == ("MemberJoined", "2026-03-18")


def test_the_source_is_kept_and_cut(anna: PersonId) -> None:
    with writing():
        people.join_business(person_id=anna, source="x" * 500)
    assert queries.member(anna).source == "x" * 64


def test_a_member_of_another_business_is_not_found(
    anna: PersonId, other_shop: BusinessId
) -> None:
    member_id = member(anna)
    assert queries.member_by_id(member_id).person_id == anna
    with tenancy.scope(other_shop), pytest.raises(PersonNotFound):
        queries.member_by_id(member_id)


def claim(person_id: PersonId | None, channel: str, address: str) -> PersonId:
    with writing():
        return people.claim_address(
            person_id=person_id, channel=channel, address=address
        )


def test_r23_same_phone_same_person(anna: PersonId) -> None:
    with writing():
        twin = people.start_anonymous(language="en")
    assert claim(anna, "phone", PHONE) == anna
    assert claim(anna, "phone", PHONE) == anna
    assert claim(None, "phone", PHONE) == anna
    assert claim(twin, "phone", PHONE) == anna
    assert queries.person(anna).is_protected
    assert not queries.person(twin).is_protected


def test_an_unknown_contact_makes_a_person(shop: BusinessId) -> None:
    person_id = claim(None, "email", EMAIL)
    assert queries.person(person_id).email == EMAIL


def test_a_contact_is_not_replaced_silently(anna: PersonId) -> None:
    claim(anna, "phone", PHONE)
    with pytest.raises(ContactInPlace):
        claim(anna, "phone", "+79160000000")
    assert queries.person(anna).phone == PHONE


def test_an_account_of_its_own_is_not_absorbed(anna: PersonId) -> None:
    other = claim(None, "email", EMAIL)
    claim(anna, "phone", PHONE)
    with pytest.raises(ContactTaken):
        claim(anna, "email", EMAIL)
    assert queries.person(other).email == EMAIL
    assert queries.person(anna).email is None


def test_a_team_member_is_not_absorbed(anna: PersonId) -> None:
    claim(None, "phone", PHONE)
    with writing():
        people.add_staff(person_id=anna, role="cashier")
    with pytest.raises(ContactTaken):
        claim(anna, "phone", PHONE)


def test_two_browsers_verifying_one_phone_become_one_person(
    shop: BusinessId, app: Flask
) -> None:
    with writing():
        persons = [people.start_anonymous(language="ru") for _ in range(4)]
    owners: list[PersonId] = []
    start = threading.Barrier(len(persons))

    def verify(person_id: PersonId) -> None:
        with app.app_context():
            start.wait()
            owners.append(claim(person_id, "phone", PHONE))
            db.db.session.remove()

    threads = [threading.Thread(target=verify, args=(p,)) for p in persons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(owners) == 4
    assert len(set(owners)) == 1
    holders = db.session().scalars(select(Person.id).where(Person.phone == PHONE))
    assert holders.all() == owners[:1]


def consent(person_id: PersonId, purpose: str, language: str = "ru") -> None:
    with writing():
        people.give_consent(person_id=person_id, purpose=purpose, language=language)


def test_a_consent_keeps_wording_version_time_and_language(
    anna: PersonId, clock: Any
) -> None:
    consent(anna, "mailings")
    (row,) = db.session().scalars(select(Consent))
    assert (row.purpose, row.text_version, row.language) == ("mailings", 1, "ru")
    assert len(row.text_digest) == 64
    assert row.given_at == clock.now
    assert row.withdrawn_at is None


def test_the_same_consent_twice_is_one_and_can_be_withdrawn(anna: PersonId) -> None:
    consent(anna, "mailings")
    consent(anna, "mailings")
    consent(anna, "partners")
    with writing():
        people.withdraw_consent(person_id=anna, purpose="mailings")
    assert [c.purpose for c in queries.consents(anna)] == ["partners"]
    consent(anna, "mailings")
    assert len(db.session().scalars(select(Consent)).all()) == 3


def test_withdrawing_the_last_processing_consent_deletes_the_contacts(
    anna: PersonId, other_shop: BusinessId
) -> None:
    claim(anna, "phone", PHONE)
    consent(anna, "processing")
    with tenancy.scope(other_shop):
        consent(anna, "processing")
    with writing():
        people.withdraw_consent(person_id=anna, purpose="processing")
    assert queries.person(anna).phone == PHONE
    with tenancy.scope(other_shop), writing():
        people.withdraw_consent(person_id=anna, purpose="processing")
    assert not queries.person(anna).is_protected


def test_withdrawing_leaves_a_team_members_contact(anna: PersonId) -> None:
    claim(anna, "phone", PHONE)
    consent(anna, "processing")
    with writing():
        people.add_staff(person_id=anna, role="owner")
        people.withdraw_consent(person_id=anna, purpose="processing")
    assert queries.person(anna).phone == PHONE


def open_session(person_id: PersonId, *, is_staff: bool = False) -> bytes:
    with writing():
        token = people.open_session(
            person_id=person_id,
            device="iPhone · Safari" * 20,
            secret_key=KEY,
            is_staff_sign_in=is_staff,
        )
    return ids.digest(KEY, "session", token)


def test_a_browser_is_known_by_its_token_until_signed_out(anna: PersonId) -> None:
    digest = open_session(anna)
    known = queries.session_person(digest)
    assert known.person_id == anna
    assert queries.session_person(b"0" * 32) is None
    with writing():
        stranger = people.start_anonymous(language="ru")
        people.close_session(session_id=known.session_id, person_id=stranger)
    assert queries.session_person(digest) == known
    with writing():
        people.close_session(session_id=known.session_id, person_id=anna)
    assert queries.session_person(digest) is None


def test_sign_out_everywhere_else(anna: PersonId) -> None:
    here, there = open_session(anna), open_session(anna)
    kept = queries.session_person(here).session_id
    with writing():
        assert people.close_all_sessions(person_id=anna, except_id=kept) == 1
    assert queries.session_person(there) is None
    assert [d.session_id for d in queries.devices(anna)] == [kept]
    with writing():
        assert people.close_all_sessions(person_id=anna) == 1
    assert queries.devices(anna) == []


def test_devices_are_listed_newest_first(anna: PersonId, clock: Any) -> None:
    open_session(anna)
    clock.advance(hours=1)
    newest = queries.session_person(open_session(anna)).session_id
    devices = queries.devices(anna)
    assert devices[0].session_id == newest
    assert len(devices) == 2
    assert len(devices[0].device) == 80


def test_a_team_session_ends_after_a_month_a_guests_does_not(
    anna: PersonId, clock: Any
) -> None:
    guest, staff = open_session(anna), open_session(anna, is_staff=True)
    clock.advance(days=31)
    assert queries.session_person(guest) is not None
    assert queries.session_person(staff) is None


def hire(person_id: PersonId, role: str) -> StaffId:
    with writing():
        return people.add_staff(person_id=person_id, role=role)


def test_a_role_belongs_to_one_business(
    anna: PersonId, shop: BusinessId, other_shop: BusinessId
) -> None:
    hire(anna, "cashier")
    assert queries.staff_of(anna, shop).role == "cashier"
    assert queries.staff_of(anna, other_shop) is None
    assert [(p.slug, p.role) for p in queries.workplaces(anna)] == [
        ("polden", "cashier")
    ]


def test_hiring_twice_is_refused_and_rehiring_works(
    anna: PersonId, shop: BusinessId
) -> None:
    staff_id = hire(anna, "cashier")
    with pytest.raises(AlreadyStaff):
        hire(anna, "owner")
    with writing():
        people.end_staff(staff_id=staff_id)
    assert hire(anna, "moderator") == staff_id
    assert queries.staff_of(anna, shop).role == "moderator"


def test_ending_a_role_ends_its_rights_and_sessions_at_once(
    anna: PersonId, shop: BusinessId
) -> None:
    guest, at_work = open_session(anna), open_session(anna, is_staff=True)
    staff_id = hire(anna, "cashier")
    with writing():
        people.end_staff(staff_id=staff_id)
    assert queries.staff_of(anna, shop) is None
    assert queries.session_person(at_work) is None
    assert queries.session_person(guest) is not None


def test_a_business_keeps_an_owner(anna: PersonId, shop: BusinessId) -> None:
    staff_id = hire(anna, "owner")
    for change in (
        lambda: people.end_staff(staff_id=staff_id),
        lambda: people.change_role(staff_id=staff_id, role="cashier"),
    ):
        with pytest.raises(LastOwner), writing():
            change()
    with writing():
        people.change_role(staff_id=staff_id, role="owner")
        second = people.start_anonymous(language="ru", name="Борис")
        people.add_staff(person_id=second, role="owner", name="Борис")
        people.end_staff(staff_id=staff_id)
    assert [s.name for s in queries.staff()] == ["Борис"]


def test_another_businesss_team_cannot_be_changed(
    anna: PersonId, other_shop: BusinessId
) -> None:
    staff_id = hire(anna, "cashier")
    with tenancy.scope(other_shop):
        for change in (
            lambda: people.end_staff(staff_id=staff_id),
            lambda: people.change_role(staff_id=staff_id, role="owner"),
        ):
            with pytest.raises(PersonNotFound), writing():
                change()
    assert queries.staff()[0].role == "cashier"


def test_a_name_is_tidied_and_can_be_taken_back(anna: PersonId) -> None:
    with writing():
        people.rename(person_id=anna, name="  Анна \n К. ")
        people.speak(person_id=anna, language="en")
    view = queries.person(anna)
    assert (view.name, view.language) == ("Анна К.", "en")
    with writing():
        people.rename(person_id=anna, name=" ")
    assert queries.person(anna).name is None


def test_nobody_has_an_unknown_id(shop: BusinessId) -> None:
    with pytest.raises(PersonNotFound):
        queries.person(PersonId(10**9))
    with pytest.raises(PersonNotFound), writing():
        people.rename(person_id=PersonId(10**9), name="x")
