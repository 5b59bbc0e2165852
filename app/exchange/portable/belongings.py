"""What a guest takes along besides cards: what they were given, sold, or told of."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.businesses import queries as businesses
from app.charity.models import Charity, Donation
from app.chat import queries as chat
from app.coalitions.models import PartnerConsent
from app.core import db
from app.core.ids import BusinessId, CardId, MemberId, PersonId
from app.instruments import queries as instruments
from app.offers import queries as offers
from app.reviews import queries as reviews
from app.rewards.models import Award
from app.sales.claim_models import UnclaimedReceipt
from app.sales.models import Receipt
from app.surveys import queries as surveys
from app.trust import cases

BATCH = 500
Row = dict[str, Any]
TOLD: list[Callable[[MemberId], Iterator[tuple[str, Row]]]] = []
"""What subjects beside us add of a member; `fanout` puts it in."""


def of_member(member_id: MemberId) -> Iterator[tuple[str, Row]]:
    """Table and row of what hangs on a membership: offers, what was sold and said."""
    for grant in offers.offers_of(member_id):
        yield (
            "offers",
            {
                "name": grant.name,
                "reason": grant.reason,
                "code": grant.code,
                "ends_at": at(grant.ends_at),
                "state": grant.state,
            },
        )
    for told in TOLD:
        yield from told(member_id)
    for held in instruments.held_of(member_id):
        yield (
            "instruments",
            {
                "number": held.number,
                "programme": held.programme,
                "kind": held.kind,
                "state": held.state,
                "price_minor": held.price_minor,
                "left": held.available,
                "starts_on": held.starts_on.isoformat() if held.starts_on else None,
                "through_on": held.through_on.isoformat() if held.through_on else None,
                "event": held.event.name if held.event else None,
                "giver": held.giver,
                "message": held.message,
            },
        )
    for said in reviews.of_member(member_id):
        yield (
            "reviews",
            {
                "receipt": said.receipt,
                "stars": said.stars or None,
                "name": said.name,
                "text": said.text,
                "themes": ", ".join(said.themes),
                "photos": len(said.photos),
                "state": said.state,
                "reply": said.reply,
                "created_at": at(said.created_at),
            },
        )
    yield from (("survey_answers", row) for row in _answered(member_id))
    yield from (("messages", row) for row in _said(member_id))


def _answered(member_id: MemberId) -> Iterator[Row]:
    """How likely they were to recommend the business, quarter by quarter."""
    for answer in surveys.of_member(member_id):
        yield {
            "quarter": answer.quarter.isoformat(),
            "score": answer.score,
            "text": answer.text,
            "changed_at": at(answer.changed_at),
        }


def _said(member_id: MemberId) -> Iterator[Row]:
    """Both sides of the conversation, without what staff noted for themselves."""
    known = chat.of_member(member_id)
    after: int | None = 0 if known is not None else None
    while known is not None and after is not None:
        found = chat.messages(known.id, after=after, limit=BATCH)
        for each in found:
            yield {
                "author": each.author,
                "text": each.text,
                "has_photo": each.photo is not None,
                "created_at": at(each.created_at),
            }
        after = found[-1].id if len(found) == BATCH else None


def of_card(card_id: CardId, number: str) -> Iterator[tuple[str, Row]]:
    """Table and row of what hangs on a card: awards, donations, checks, claims."""
    own = {"number": number}
    awards = select(Award).where(Award.card_id == card_id).order_by(Award.id)
    for award in db.session().scalars(awards):
        names = ("origin", "kind", "name", "points", "code", "state")
        told = {name: getattr(award, name) for name in names}
        yield "awards", own | told | {"made_at": at(award.made_at)}
    yield from (("donations", own | row) for row in _donations(card_id))
    for each in cases.of_card(card_id):
        if each.card_id != card_id:
            continue
        for step in cases.steps_of(each.id):
            said = {"case": each.id, "step": step.step, "text": step.text}
            yield "cases", own | said | {"happened_at": at(step.happened_at)}
    claimed = (
        select(UnclaimedReceipt.number, UnclaimedReceipt.claimed_at)
        .join(Receipt, Receipt.id == UnclaimedReceipt.receipt_id)
        .where(Receipt.card_id == card_id)
        .order_by(UnclaimedReceipt.id)
    )
    for receipt, when in db.session().execute(claimed):
        yield "claims", own | {"receipt": receipt, "claimed_at": at(when)}


def _donations(card_id: CardId) -> Iterable[Row]:
    given: Any = db.session().execute(
        select(Charity.fund, Donation.amount_minor, Donation.given_at)
        .join(Charity, Charity.id == Donation.charity_id)
        .where(Donation.card_id == card_id, Donation.undone_at.is_(None))
        .order_by(Donation.id)
    )
    for fund, amount_minor, given_at in given:
        yield {"fund": fund, "amount_minor": amount_minor, "given_at": at(given_at)}


def consents_of(person_id: PersonId) -> Iterator[Row]:
    """What the business in scope may tell its partners, and what it might once."""
    rows = db.session().scalars(
        select(PartnerConsent)
        .where(PartnerConsent.person_id == person_id)
        .order_by(PartnerConsent.id)
    )
    for row in rows:
        yield {
            "recipient": businesses.by_id(BusinessId(row.recipient_id)).name,
            "purpose": row.purpose,
            "text_digest": row.text_digest,
            "given_at": at(row.given_at),
            "withdrawn_at": at(row.withdrawn_at),
        }


def at(instant: datetime | None) -> str | None:
    """An instant as the copy writes it."""
    return None if instant is None else instant.isoformat()
