"""A contact that is lost: staff enter another one, and the old one can object (R23).

For a day the member's cards spend no more than a lasting code may, and whoever has the
old contact is told with a link that takes the change back. A person who has cards of
other businesses as well keeps everything there: only this business's membership goes to
somebody with the new contact.
"""

from dataclasses import dataclass
from datetime import timedelta

from app.core import audit, clock, db, ids, locking, outbox, tenancy
from app.core.ids import MemberId, PersonId
from app.people import actions, addresses, parting
from app.people.addresses import Address
from app.people.contact_models import ContactChange
from app.people.errors import (
    ChangeOver,
    ContactElsewhere,
    ContactYours,
    PersonNotFound,
)
from app.people.events import ContactReplaced
from app.people.models import Member, Person

HOLD = timedelta(hours=24)
LONGEST_REASON = 200


@dataclass(frozen=True)
class Objection:
    """A change as its link shows it to whoever has the old contact."""

    change_id: int
    old_contact: str
    new_contact: str


@dataclass(frozen=True)
class Notice:
    """Whom to tell of a change, and by which link it is taken back."""

    change_id: int
    channel: str
    address: str
    language: str
    path: str


def change(*, member_id: MemberId, address: Address, reason: str, actor: str) -> int:
    """Replace a member's contact of a kind by a verified one; the change's id.

    The caller keeps the member's cards from spending (``cards.holds.hold``). Raises
    PersonNotFound, ContactYours, ContactElsewhere.
    """
    locking.lock(f"contact:{address.value}")
    member = db.session().get(Member, member_id, with_for_update=True)
    if member is None or member.joined_into_id is not None:
        raise PersonNotFound
    person = _person(member.person_id)
    owner = actions.owner_of(address.channel, address.value)
    if owner is not None:
        raise ContactYours if owner == person.id else ContactElsewhere
    before = getattr(person, address.channel) or ""
    before_id, name = person.id, person.name
    present_id = parting.part_from_elsewhere(member_id)
    if present_id == before_id:
        actions.close_all_sessions(person_id=present_id)
    else:
        person = _person(present_id)
        person.name = name
    setattr(person, address.channel, address.value)
    instant = clock.now()
    row = ContactChange(
        business_id=tenancy.current(),
        member_id=member_id,
        before_person_id=before_id,
        channel=address.channel,
        old_address=before,
        new_address=address.value,
        reason=reason[:LONGEST_REASON],
        actor=actor,
        nonce=ids.token(),
        changed_at=instant,
        holds_until=instant + HOLD,
    )
    db.session().add(row)
    db.session().flush()
    audit.note(
        "identity.contact_changed",
        subject=f"member:{member_id}",
        channel=address.channel,
    )
    outbox.record(ContactReplaced(business_id=tenancy.current(), change_id=row.id))
    return row.id


def _person(person_id: int) -> Person:
    person = db.session().get(
        Person, person_id, with_for_update=True, populate_existing=True
    )
    if person is None or person.erased_at is not None:
        raise PersonNotFound
    return person


def notice(change_id: int, secret_key: str) -> Notice | None:
    """Whom to tell of a change: the old contact, else another one of before."""
    row = db.session().get(ContactChange, change_id)
    if row is None or row.stopped_at is not None or row.holds_until <= clock.now():
        return None
    person = db.session().get_one(Person, row.before_person_id)
    others = {"phone": person.phone, "email": person.email}
    others.pop(row.channel)
    told = [(row.channel, row.old_address), *others.items()]
    for channel, address in told:
        if address:
            path = f"{row.id}/{_token(row, secret_key)}"
            return Notice(row.id, channel, address, person.language, path)
    return None


def objection(change_id: int, token: str, secret_key: str) -> Objection:
    """What a link would take back; raises ChangeOver."""
    row = _open(change_id, token, secret_key)
    return Objection(
        row.id,
        addresses.masked(row.channel, row.old_address) if row.old_address else "",
        addresses.masked(row.channel, row.new_address),
    )


def stop(*, change_id: int, token: str, secret_key: str) -> MemberId:
    """Take a change back at the word of the old contact; whose it was.

    The new contact opens nothing any more and is signed out. Raises ChangeOver.
    """
    row = _open(change_id, token, secret_key, is_locked=True)
    member = db.session().get_one(Member, row.member_id, with_for_update=True)
    person = _person(member.person_id)
    if getattr(person, row.channel) == row.new_address:
        setattr(person, row.channel, None)
        db.session().flush()
    actions.close_all_sessions(person_id=PersonId(person.id))
    if member.person_id != row.before_person_id:
        parting.move(member, PersonId(row.before_person_id))
    elif row.old_address and _is_free(row):
        setattr(person, row.channel, row.old_address)
    row.stopped_at = clock.now()
    db.session().flush()
    audit.note("identity.contact_stopped", subject=f"member:{row.member_id}")
    return MemberId(row.member_id)


def _is_free(row: ContactChange) -> bool:
    locking.lock(f"contact:{row.old_address}")
    return actions.owner_of(row.channel, row.old_address) is None


def _open(
    change_id: int, token: str, secret_key: str, *, is_locked: bool = False
) -> ContactChange:
    row = db.session().get(ContactChange, change_id, with_for_update=is_locked)
    if row is None or row.stopped_at is not None or row.holds_until <= clock.now():
        raise ChangeOver
    if not ids.same(token.encode(), _token(row, secret_key).encode()):
        raise ChangeOver
    return row


def _token(row: ContactChange, secret_key: str) -> str:
    return ids.digest(secret_key, "contact-change", f"{row.id}:{row.nonce}").hex()
