"""Groups of members: their names, who is in them, their links."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cards.erasing import erase
from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.db import writing
from app.core.ids import BusinessId, GroupId, MemberId, PersonId
from app.people import actions as people
from app.people import audiences, groups
from app.people.models import Group


def made(name: str = "Students") -> GroupId:
    with writing():
        return groups.create(name=name)


def member(person_id: PersonId | None = None) -> MemberId:
    with writing():
        person = person_id or people.start_anonymous(language="ru")
        return people.join_business(person_id=person)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\u202eb", "a\x00b", "a\u200bb"])
def test_a_name_has_to_be_seen(shop: BusinessId, name: str) -> None:
    with pytest.raises(groups.BadGroupName), writing():
        groups.create(name=name)
    assert audiences.groups() == []


def test_a_name_is_used_once_in_a_business(
    shop: BusinessId, other_shop: BusinessId
) -> None:
    made()
    other = made("Teachers")
    with pytest.raises(groups.GroupNameTaken), writing():
        groups.create(name=" Students ")
    with pytest.raises(groups.GroupNameTaken), writing():
        groups.rename(group_id=other, name="Students")
    assert audiences.group(other).name == "Teachers"
    with tenancy.scope(other_shop):
        made()


def test_of_two_equal_names_at_once_one_is_refused(
    app: Flask, shop: BusinessId
) -> None:
    ends: list[str] = []
    start = threading.Barrier(4)

    def make() -> None:
        with app.app_context(), tenancy.scope(shop):
            start.wait()
            try:
                with writing():
                    groups.create(name="Students")
                ends.append("made")
            except groups.GroupNameTaken:
                ends.append("refused")

    hands = [threading.Thread(target=make) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(ends) == ["made", "refused", "refused", "refused"]
    assert db.session().scalar(select(func.count(Group.id))) == 1


def test_who_is_in_is_not_added_again(shop: BusinessId) -> None:
    group_id, first, second = made(), member(), member()
    with writing():
        assert groups.add(group_id=group_id, member_ids=[first, first]) == [first]
    with writing():
        assert groups.add(group_id=group_id, member_ids=[second, first]) == [second]
    assert audiences.group(group_id).count == 2
    with writing():
        assert groups.remove(group_id=group_id, member_ids=[first]) == [first]
    with writing():
        assert groups.remove(group_id=group_id, member_ids=[first]) == []
    assert [each.id for each in audiences.groups_of(second)] == [group_id]
    assert audiences.groups_of(first) == []


def test_members_and_groups_of_another_business_stay_out(
    shop: BusinessId, other_shop: BusinessId
) -> None:
    mine = made()
    with tenancy.scope(other_shop):
        foreign, theirs = member(), made("Theirs")
    with writing():
        assert groups.add(group_id=mine, member_ids=[foreign, MemberId(10**15)]) == []
    own = member()
    with pytest.raises(audiences.GroupNotFound), writing():
        groups.add(group_id=theirs, member_ids=[own])
    with pytest.raises(audiences.GroupNotFound):
        audiences.group(theirs)


def test_a_closed_group_takes_nobody_in_and_loses_nobody(shop: BusinessId) -> None:
    group_id, inside, outside = made(), member(), member()
    with writing():
        groups.add(group_id=group_id, member_ids=[inside])
        code = groups.make_link(group_id=group_id)
        groups.close(group_id=group_id)
    with pytest.raises(groups.GroupClosed), writing():
        groups.add(group_id=group_id, member_ids=[outside])
    with pytest.raises(groups.GroupClosed), writing():
        groups.make_link(group_id=group_id)
    with pytest.raises(audiences.GroupNotFound):
        audiences.group_of_code(code)
    assert audiences.is_in(group_id, inside)
    with writing():
        groups.reopen(group_id=group_id)
        # The old link stays dead: a new one has to be given out.
    with pytest.raises(audiences.GroupNotFound):
        audiences.group_of_code(code)


@pytest.mark.parametrize("code", ["", "x", "ю" * 16, "a\x00b", "x" * 5000])
def test_a_made_up_link_leads_nowhere(shop: BusinessId, code: str) -> None:
    group_id = made()
    with writing():
        groups.make_link(group_id=group_id)
    with pytest.raises(audiences.GroupNotFound):
        audiences.group_of_code(code)


def test_a_link_leads_in_until_another_is_made(
    shop: BusinessId, other_shop: BusinessId
) -> None:
    group_id = made()
    with writing():
        first = groups.make_link(group_id=group_id)
        second = groups.make_link(group_id=group_id)
    assert len(second) >= 16
    assert audiences.group_of_code(second).id == group_id
    with pytest.raises(audiences.GroupNotFound):
        audiences.group_of_code(first)
    with tenancy.scope(other_shop), pytest.raises(audiences.GroupNotFound):
        audiences.group_of_code(second)


def test_who_is_erased_is_in_no_group(shop: BusinessId, anna: PersonId) -> None:
    group_id, inside = made(), member(anna)
    with writing():
        groups.add(group_id=group_id, member_ids=[inside])
    with writing():
        erase(person_id=anna, actor=f"person:{anna}")
    assert audiences.group(group_id).count == 0
    with writing():
        assert groups.add(group_id=group_id, member_ids=[inside]) == []


def test_changes_are_in_the_audit_trail(shop: BusinessId) -> None:
    group_id, inside = made(), member()
    with writing():
        groups.add(group_id=group_id, member_ids=[inside])
        groups.rename(group_id=group_id, name="Alumni")
        groups.remove(group_id=group_id, member_ids=[inside])
        groups.close(group_id=group_id)
    acts = db.session().scalars(
        select(AuditEntry.act)
        .where(AuditEntry.subject == f"group:{group_id}")
        .order_by(AuditEntry.id)
    )
    assert list(acts) == [
        "group.created",
        "group.entered",
        "group.renamed",
        "group.left",
        "group.closed",
    ]
