"""What wallets do when a card, its programme or its business looks different."""

from typing import Protocol

from app.businesses.events import LookTried
from app.core import outbox, tenancy
from app.core.ids import BusinessId, CardId, ProgrammeId
from app.programmes.events import ProgrammeChanged
from app.wallet import copies
from app.wallet.apple import updates
from app.wallet.google import queue


class OnBusiness(Protocol):
    """Any fact that names the business it happened in."""

    @property
    def business_id(self) -> int:
        """Which business."""


class OnCard(OnBusiness, Protocol):
    """Any fact that names the card it changed."""

    @property
    def card_id(self) -> int:
        """Which card."""


@outbox.state(of=lambda fact: (fact.business_id, fact.card_id))
def refresh_card(fact: OnCard) -> None:
    """Bring one card up to date wherever it is held."""
    card_id = CardId(fact.card_id)
    with tenancy.scope(BusinessId(fact.business_id)):
        if copies.has_any(card_id):
            updates.card_changed(card_id)
            queue.card_changed(card_id)


@outbox.state(of=lambda fact: (fact.business_id, fact.programme_id))
def refresh_programme(fact: ProgrammeChanged) -> None:
    """Bring all cards of a programme up to date."""
    with tenancy.scope(BusinessId(fact.business_id)):
        updates.programme_changed(ProgrammeId(fact.programme_id))
        queue.programme_changed(ProgrammeId(fact.programme_id))


@outbox.state(of=lambda fact: fact.business_id)
def refresh_business(fact: OnBusiness) -> None:
    """Bring all cards of a business up to date."""
    with tenancy.scope(BusinessId(fact.business_id)):
        updates.programme_changed()
        queue.programme_changed()


@outbox.state(of=lambda fact: (fact.business_id, fact.number, fact.percent))
def refresh_tried(fact: LookTried) -> None:
    """Bring those cards up to date that a look is, or was, tried on."""
    with tenancy.scope(BusinessId(fact.business_id)):
        updates.look_tried(fact.number, fact.percent)
        queue.look_tried(fact.number, fact.percent)
