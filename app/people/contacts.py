"""Several contacts of one person: a main phone and e-mail, and further ones (R23).

Each was verified by a code, each signs in. A person's own row has the main ones.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, db, locking
from app.core.ids import MemberId, PersonId
from app.people import addresses, queries
from app.people.actions import owner_of
from app.people.addresses import Address
from app.people.contact_models import ContactChange, PersonContact
from app.people.errors import (
    ContactElsewhere,
    ContactYours,
    PersonNotFound,
    TooManyContacts,
)
from app.people.models import CHANNELS, Person

MOST = 5


@dataclass(frozen=True)
class ContactView:
    """A contact of a person; the main ones have no id of their own."""

    id: int | None
    channel: str
    address: str

    @property
    def is_main(self) -> bool:
        """Whether letters and codes go there by themselves."""
        return self.id is None

    @property
    def written(self) -> str:
        """As people read it."""
        if self.channel == "phone":
            return addresses.written_out(self.address)
        return self.address


@dataclass(frozen=True)
class ChangeView:
    """A contact that staff replaced; ``contact`` is the new one, masked."""

    channel: str
    contact: str
    reason: str
    changed_at: datetime
    holds_until: datetime
    is_stopped: bool


def contacts_of(person_id: PersonId) -> list[ContactView]:
    """All contacts of a person, the main ones first; raises PersonNotFound."""
    person = queries.person(person_id)
    mains = [(None, "phone", person.phone), (None, "email", person.email)]
    more: Any = db.session().execute(
        select(PersonContact.id, PersonContact.channel, PersonContact.address)
        .where(PersonContact.person_id == person_id)
        .order_by(PersonContact.id)
    )
    return [
        ContactView(contact_id, channel, address)
        for contact_id, channel, address in (*mains, *more)
        if address is not None
    ]


def masked_of_member(member_id: MemberId) -> list[tuple[str, str]]:
    """Kind and masked form of every contact that opens a member's cards."""
    return [
        (each.channel, addresses.masked(each.channel, each.address))
        for person_id in queries.persons_of(member_id)
        for each in contacts_of(person_id)
    ]


def changes(member_id: MemberId) -> list[ChangeView]:
    """The contacts of a member that staff replaced, newest first."""
    rows = db.session().scalars(
        select(ContactChange)
        .where(ContactChange.member_id == member_id)
        .order_by(ContactChange.id.desc())
    )
    return [
        ChangeView(
            row.channel,
            addresses.masked(row.channel, row.new_address) if row.new_address else "",
            row.reason,
            row.changed_at,
            row.holds_until,
            row.stopped_at is not None,
        )
        for row in rows
    ]


def add(*, person_id: PersonId, address: Address, instead: bool = False) -> None:
    """Give a person a further verified contact, or another main one.

    ``instead`` replaces the main contact of its kind, which then is theirs no more. Who
    has no main one gets it in any case. Raises ContactYours, ContactElsewhere (it is
    another guest's), TooManyContacts, PersonNotFound.
    """
    locking.lock(f"contact:{address.value}")
    person = _person(person_id)
    owner = owner_of(address.channel, address.value)
    if owner == person_id:
        raise ContactYours
    if owner is not None:
        raise ContactElsewhere
    try:
        with db.session().begin_nested():
            if instead or getattr(person, address.channel) is None:
                setattr(person, address.channel, address.value)
            else:
                _add_further(person_id, address)
            db.session().flush()
    except IntegrityError as error:
        raise ContactElsewhere from error
    act = "identity.contact_replaced" if instead else "identity.contact_added"
    audit.note(act, subject=f"person:{person_id}", channel=address.channel)


def _add_further(person_id: PersonId, address: Address) -> None:
    count = select(func.count(PersonContact.id)).where(
        PersonContact.person_id == person_id,
        PersonContact.channel == address.channel,
    )
    if (db.session().scalar(count) or 0) >= MOST - 1:
        raise TooManyContacts
    db.session().add(
        PersonContact(
            person_id=person_id,
            channel=address.channel,
            address=address.value,
            verified_at=clock.now(),
        )
    )


def remove(*, person_id: PersonId, contact_id: int) -> None:
    """Take a further contact away; raises PersonNotFound for somebody else's."""
    row = _further(person_id, contact_id)
    db.session().delete(row)
    db.session().flush()
    audit.note(
        "identity.contact_removed", subject=f"person:{person_id}", channel=row.channel
    )


def make_main(*, person_id: PersonId, contact_id: int) -> None:
    """Let a further contact and the main one of its kind change places."""
    row, person = _further(person_id, contact_id), _person(person_id)
    if row.channel not in CHANNELS:
        raise PersonNotFound
    before, after = getattr(person, row.channel), row.address
    setattr(person, row.channel, after)
    if before is None:
        db.session().delete(row)
    else:
        row.address = before
    db.session().flush()
    audit.note(
        "identity.contact_replaced", subject=f"person:{person_id}", channel=row.channel
    )


def _further(person_id: PersonId, contact_id: int) -> PersonContact:
    row = db.session().get(PersonContact, contact_id, with_for_update=True)
    if row is None or row.person_id != person_id:
        raise PersonNotFound
    return row


def _person(person_id: PersonId) -> Person:
    person = db.session().get(Person, person_id, with_for_update=True)
    if person is None or person.erased_at is not None:
        raise PersonNotFound
    return person
