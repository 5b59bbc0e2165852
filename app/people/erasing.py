"""Forgetting a person: what is personal goes, what the law asks for stays (R24).

The row itself stays, without a name or a contact, so that receipts and postings go on
pointing at the same random number.
"""

from sqlalchemy import ColumnElement, delete, select, update

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, PersonId, StaffId
from app.people import factors, groups, invitations, photos, traces
from app.people.contact_models import ContactChange, PersonContact
from app.people.errors import OnlyOwner, PersonNotFound
from app.people.models import Consent, LoginSession, Member, Person, SignInCode, Staff


def begin(person_id: PersonId) -> bool:
    """Lock a person who is to be forgotten; False when it was done before.

    Raises PersonNotFound, and OnlyOwner when a business would be left to nobody.
    """
    person = db.session().get(
        Person, person_id, with_for_update=True, populate_existing=True
    )
    if person is None:
        raise PersonNotFound
    if person.erased_at is not None:
        return False
    for business_id in _owned(person_id):
        with tenancy.scope(business_id):
            _keep_an_owner_besides(person_id)
    return True


def _owned(person_id: PersonId) -> list[BusinessId]:
    owned = select(Staff.business_id).where(
        Staff.person_id == person_id, Staff.role == "owner", Staff.ended_at.is_(None)
    )
    with tenancy.across():
        found = db.session().scalars(owned.order_by(Staff.business_id)).all()
    return [BusinessId(business_id) for business_id in found]


def _keep_an_owner_besides(person_id: PersonId) -> None:
    owners = db.session().scalars(
        select(Staff.person_id)
        .where(Staff.role == "owner", Staff.ended_at.is_(None))
        .order_by(Staff.id)
        .with_for_update()
    )
    if set(owners) == {person_id}:
        raise OnlyOwner(business=businesses.by_id(tenancy.current()).name)


def forget(person_id: PersonId) -> None:
    """Remove all that tells who a person is, end consents, roles and sessions.

    Comes after ``begin`` in the same transaction; cards are the caller's matter.
    """
    session, instant = db.session(), clock.now()
    person = session.get_one(Person, person_id)
    contacts = [each for each in (person.phone, person.email) if each is not None]
    contacts += session.scalars(
        select(PersonContact.address).where(PersonContact.person_id == person_id)
    )
    person.name = person.phone = person.email = person.born_on = None
    person.erased_at = instant
    session.flush()
    session.execute(delete(PersonContact).where(PersonContact.person_id == person_id))
    session.execute(delete(SignInCode).where(SignInCode.address.in_(contacts)))
    traces.forget(person_id, contacts)
    photos.forget(person_id)
    _withdraw(LoginSession, LoginSession.person_id == person_id, device="")
    groups.forget(person_id)
    factors.forget(person_id)
    _withdraw_invitations(person_id)
    with tenancy.across():
        _forget_changes(person_id)
        _withdraw(Staff, Staff.person_id == person_id, name="", contact="")
        session.execute(
            update(Member)
            .where(Member.person_id == person_id)
            .values(external_id=None, pass_news="")
        )
        session.execute(
            update(Consent)
            .where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
            .values(withdrawn_at=instant)
        )


def _forget_changes(person_id: PersonId) -> None:
    """That a contact was changed stays; which one it was, and why, does not."""
    mine = select(Member.id).where(Member.person_id == person_id)
    db.session().execute(
        update(ContactChange)
        .where(
            (ContactChange.before_person_id == person_id)
            | ContactChange.member_id.in_(mine)
        )
        .values(old_address="", new_address="", reason="")
        .execution_options(synchronize_session=False)
    )


def _withdraw_invitations(person_id: PersonId) -> None:
    """Nobody comes back, or lets others in, by a letter of before."""
    roles = select(Staff.business_id, Staff.id).where(
        Staff.person_id == person_id, Staff.ended_at.is_(None)
    )
    with tenancy.across():
        found = db.session().execute(roles).all()
    for business_id, staff_id in found:
        with tenancy.scope(BusinessId(business_id)):
            invitations.withdraw_of(staff_id=StaffId(staff_id))


def _withdraw(
    model: type[LoginSession | Staff], mine: ColumnElement[bool], **blank: str
) -> None:
    """End what has not ended, and blank its words also where it has."""
    session = db.session()
    session.execute(
        update(model).where(mine, model.ended_at.is_(None)).values(ended_at=clock.now())
    )
    session.execute(update(model).where(mine).values(**blank))
