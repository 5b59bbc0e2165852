"""What partners' consents keep of a person: ended with them, or moved to who they are."""

from collections.abc import Sequence

from sqlalchemy import select, update

from app.coalitions.models import ContactShare, PartnerConsent
from app.core import clock, db, tenancy
from app.core.ids import PersonId
from app.people.traces import Traces


def forget(person_id: PersonId, _contacts: Sequence[str]) -> None:
    """Withdraw all consents; the rows prove what was allowed, and name nobody (R24)."""
    with tenancy.across():
        db.session().execute(
            update(PartnerConsent)
            .where(
                PartnerConsent.person_id == person_id,
                PartnerConsent.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=clock.now())
        )


def move(source_id: PersonId, target_id: PersonId) -> None:
    """Consents go with the person; where the other gave the same one, theirs stays."""
    session = db.session()
    with tenancy.across():
        theirs = select(PartnerConsent).where(PartnerConsent.withdrawn_at.is_(None))
        kept = {
            (row.business_id, row.recipient_id, row.purpose)
            for row in session.scalars(
                theirs.where(PartnerConsent.person_id == target_id)
            )
        }
        moving = session.scalars(theirs.where(PartnerConsent.person_id == source_id))
        for row in moving:
            if (row.business_id, row.recipient_id, row.purpose) in kept:
                row.withdrawn_at = clock.now()
        session.flush()
        for model in (PartnerConsent, ContactShare):
            session.execute(
                update(model)
                .where(model.person_id == source_id)
                .values(person_id=target_id)
            )


TRACES = Traces(forget=forget, move=move)
