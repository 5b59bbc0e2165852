"""What wallets do when a card, its programme or its business looks different."""

from collections.abc import Sequence
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


@outbox.states(of=lambda fact: (fact.business_id, fact.card_id))
def refresh_cards(facts: Sequence[OnCard]) -> None:
    """Bring cards up to date wherever they are held."""
    with tenancy.scope(BusinessId(facts[0].business_id)):
        if held := copies.held([CardId(fact.card_id) for fact in facts]):
            updates.cards_changed(held)
            queue.cards_changed(held)


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
