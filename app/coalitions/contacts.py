"""Contacts that guests let a partner have: listed masked, handed over on the record.

The business in scope is the one that receives; the consents are the partner's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.businesses import queries as businesses
from app.coalitions import pacts
from app.coalitions.models import ContactShare, PartnerConsent
from app.coalitions.pacts import PactView
from app.coalitions.sides import at_side
from app.core import audit, clock, db
from app.core.ids import BusinessId
from app.people.models import Person

_KEPT = 4


@dataclass(frozen=True)
class SharedContact:
    """What a guest of the partner lets us have."""

    consent_id: int
    person_id: int
    name: str | None
    phone: str | None
    email: str | None
    given_at: datetime

    @property
    def masked(self) -> str:
        """Enough to tell guests apart, too little to write to them."""
        if self.phone:
            return f"{self.phone[:3]} ••• {self.phone[-_KEPT:]}"
        start, _, host = (self.email or "").partition("@")
        return f"{start[:1]}•••@{host}" if host else ""


def allowed(view: PactView) -> list[SharedContact]:
    """Guests of the partner whose consent names the business in scope."""
    here = BusinessId(view.here_id)
    with at_side(view.other_id):
        rows: Any = db.session().execute(
            select(
                PartnerConsent.id,
                Person.id,
                Person.name,
                Person.phone,
                Person.email,
                PartnerConsent.given_at,
            )
            .join(Person, Person.id == PartnerConsent.person_id)
            .where(
                PartnerConsent.recipient_id == here,
                PartnerConsent.purpose == "contacts",
                PartnerConsent.withdrawn_at.is_(None),
            )
            .order_by(PartnerConsent.given_at.desc(), PartnerConsent.id.desc())
        )
        found = [SharedContact(*row) for row in rows]
    return [each for each in found if each.phone or each.email]


def hand_over(*, pact_id: int) -> list[SharedContact]:
    """The contacts themselves; every one that is handed over is written down.

    Nothing is handed over once the contract is not in force. Raises PactNotFound.
    """
    _, view = pacts.locked(pact_id)
    if pacts.in_force_of(view) is None:
        return []
    found = allowed(view)
    if not found:
        return []
    now = clock.now()
    with at_side(view.other_id):
        db.session().execute(
            insert(ContactShare),
            [
                {
                    "business_id": view.other_id,
                    "person_id": each.person_id,
                    "recipient_id": view.here_id,
                    "consent_id": each.consent_id,
                    "shared_at": now,
                }
                for each in found
            ],
        )
        audit.note(
            "partner.contacts_given",
            subject=f"pact:{pact_id}",
            name=businesses.by_id(BusinessId(view.here_id)).name,
            count=len(found),
        )
    audit.note(
        "partner.contacts_taken",
        subject=f"pact:{pact_id}",
        name=businesses.by_id(view.other_id).name,
        count=len(found),
    )
    return found
