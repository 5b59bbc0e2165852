"""Every text column is classified, and an erased guest is found in none of them (E37)."""

from typing import Any

from flask import Flask
from sqlalchemy import Text, cast, select

from app.cards import merging
from app.cards.erasing import erase
from app.cards.identity_models import Merge
from app.core import db, tenancy
from app.core.db import Base
from app.core.types import Json
from app.people import actions as people
from app.people import contact_changes, contacts, queries
from app.people.addresses import Address
from app.people.register import REGISTER, Fate
from tests.world import World, create_person, issue_card

NAME, REASON = "Zinaida Unforgotten", "Zinaida's passport"
PHONE, MAIL, OTHER = "+79165550001", "zinaida@example.com", "+79165550002"


def texts() -> list[Any]:
    """Every column of words."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text | Json)
    ]


def test_every_column_of_words_is_classified(
    app: Flask,
) -> None:
    known = {f"{column.table.name}.{column.name}" for column in texts()}
    assert known - set(REGISTER) == set(), "say in people/register.py what erasing does"
    assert set(REGISTER) - known == set(), "these columns are gone"


def found() -> set[str]:
    """Where a word of hers stands."""
    words = (NAME, "Zinaida", PHONE, MAIL, OTHER)
    places = set()
    for column in texts():
        text = cast(column, Text)
        for word in words:
            asked = select(text).where(text.contains(word)).limit(1)
            if db.connection().execute(asked).first() is not None:
                places.add(f"{column.table.name}.{column.name}")
    return places


def test_e37_an_erased_guest_is_found_nowhere(app: Flask, world: World) -> None:
    shop, key = world.coffee, app.config["SECRET_KEY"]
    person_id = create_person(name=NAME, phone=PHONE)
    holder = issue_card(shop.business_id, shop.programme_id, person_id=person_id)
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    with tenancy.scope(shop.business_id), db.writing():
        contacts.add(person_id=person_id, address=Address("email", MAIL))
        people.open_session(person_id=person_id, device=NAME, secret_key=key)
        merging.merge(
            source_id=second.member_id,
            target_id=holder.member_id,
            proof="manager",
            actor="staff:1",
            reason=REASON,
        )
        contact_changes.change(
            member_id=holder.member_id,
            address=Address("phone", "+79165550003"),
            reason=REASON,
            actor="staff:1",
        )
    with db.writing():
        before = found()
        assert {"persons.name", "merges.reason", "contact_changes.reason"} <= before
        erase(person_id=person_id, actor="holder")
        assert found() == set()
        assert queries.person(second.person_id).phone is None
    with tenancy.scope(shop.business_id):
        assert db.session().scalar(select(Merge.reason)) == ""


def test_who_has_cards_elsewhere_keeps_their_own_sign_in(world: World) -> None:
    shop, books = world.coffee, world.books
    first = issue_card(shop.business_id, shop.programme_id, phone=PHONE)
    second = issue_card(shop.business_id, shop.programme_id, phone=OTHER)
    issue_card(books.business_id, books.programme_id, person_id=second.person_id)
    with tenancy.scope(shop.business_id), db.writing():
        merging.merge(
            source_id=second.member_id,
            target_id=first.member_id,
            proof="manager",
            actor="staff:1",
        )
        erase(person_id=first.person_id, actor="holder")
        assert queries.person(second.person_id).phone == OTHER
        assert queries.person(first.person_id).phone is None


def test_fates_that_are_told_apart() -> None:
    """The register is no list of one word."""
    assert set(REGISTER.values()) == set(Fate)
