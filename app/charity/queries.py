"""What screens read of charity: totals that reconcile with the books, batches, scans."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import cast, func, select

from app.cards.models import Card
from app.charity import errors
from app.charity.models import Charity, Donation, DonationBatch
from app.core import db
from app.core.ids import CardId, PersonId, ReceiptId
from app.core.types import Int
from app.people.models import Member


@dataclass(frozen=True)
class CharityView:
    """A promise and how much of its budget is used."""

    id: int
    fund: str
    about: str
    link: str
    programme_id: int | None
    amount_minor: int
    budget_minor: int
    given_minor: int
    cooldown_minutes: int
    started_at: datetime
    ended_at: datetime | None

    @property
    def left_minor(self) -> int:
        """What can still be given."""
        return self.budget_minor - self.given_minor

    @property
    def is_used_up(self) -> bool:
        """Whether the next donation would not fit."""
        return self.left_minor < self.amount_minor


@dataclass(frozen=True)
class BatchView:
    """Donations that go to the fund at once; the document has a page of its own."""

    id: int
    charity_id: int
    number: int
    donations: int
    amount_minor: int
    closed_at: datetime
    sent_at: datetime | None
    document_number: str
    document_on: date | None
    document_type: str


@dataclass(frozen=True)
class Totals:
    """Donations that stand: all of them, those in sent batches, and their number."""

    given_minor: int
    sent_minor: int
    donations: int

    @property
    def waiting_minor(self) -> int:
        """What is given and not yet sent."""
        return self.given_minor - self.sent_minor


@dataclass(frozen=True)
class ScanRow:
    """What somebody's scans have given."""

    actor: str
    donations: int
    amount_minor: int


_CHARITY = select(
    Charity.id,
    Charity.fund,
    Charity.about,
    Charity.link,
    Charity.programme_id,
    Charity.amount_minor,
    Charity.budget_minor,
    Charity.given_minor,
    Charity.cooldown_minutes,
    Charity.started_at,
    Charity.ended_at,
)
_BATCH = select(
    DonationBatch.id,
    DonationBatch.charity_id,
    DonationBatch.number,
    DonationBatch.donations,
    DonationBatch.amount_minor,
    DonationBatch.closed_at,
    DonationBatch.sent_at,
    DonationBatch.document_number,
    DonationBatch.document_on,
    DonationBatch.document_type,
)


def is_running() -> bool:
    """Whether the business in scope donates at the moment."""
    return running() is not None


def running() -> CharityView | None:
    """What the business in scope gives for now."""
    row: Any = (
        db.session().execute(_CHARITY.where(Charity.ended_at.is_(None))).one_or_none()
    )
    return CharityView(*row) if row else None


def charities() -> list[CharityView]:
    """All of them, the newest first."""
    rows: Any = db.session().execute(_CHARITY.order_by(Charity.id.desc()))
    return [CharityView(*row) for row in rows]


def charity(charity_id: int) -> CharityView:
    """One of them; raises NoCharity."""
    row: Any = (
        db.session().execute(_CHARITY.where(Charity.id == charity_id)).one_or_none()
    )
    if row is None:
        raise errors.NoCharity
    return CharityView(*row)


def has_any() -> bool:
    """Whether the business in scope has ever promised to give."""
    return db.session().execute(select(Charity.id).limit(1)).first() is not None


def has_donation(receipt_id: ReceiptId) -> bool:
    """Whether something was given for a receipt."""
    known = select(Donation.id).where(
        Donation.receipt_id == receipt_id, Donation.undone_at.is_(None)
    )
    return db.session().execute(known).first() is not None


def batches(charity_id: int | None = None, *, sent: bool = False) -> list[BatchView]:
    """Batches, newest first; of one charity, or only those that were sent."""
    wanted = _BATCH.order_by(DonationBatch.closed_at.desc(), DonationBatch.id.desc())
    if charity_id is not None:
        wanted = wanted.where(DonationBatch.charity_id == charity_id)
    if sent:
        wanted = wanted.where(DonationBatch.sent_at.is_not(None))
    rows: Any = db.session().execute(wanted)
    return [BatchView(*row) for row in rows]


def batch(batch_id: int) -> BatchView:
    """One batch; raises NoCharity."""
    row: Any = (
        db.session().execute(_BATCH.where(DonationBatch.id == batch_id)).one_or_none()
    )
    if row is None:
        raise errors.NoCharity
    return BatchView(*row)


def document(batch_id: int) -> tuple[bytes, str]:
    """The payment document of a sent batch and its media type; raises NoCharity."""
    row: Any = (
        db.session()
        .execute(
            select(DonationBatch.document, DonationBatch.document_type).where(
                DonationBatch.id == batch_id, DonationBatch.sent_at.is_not(None)
            )
        )
        .one_or_none()
    )
    if row is None or row.document is None:
        raise errors.NoCharity
    return row.document, row.document_type


def totals(charity_id: int | None = None) -> Totals:
    """What was given, donation by donation."""
    stands: list[Any] = [Donation.undone_at.is_(None)]
    if charity_id is not None:
        stands.append(Donation.charity_id == charity_id)
    session = db.session()
    given, count = session.execute(
        select(_sum(Donation.amount_minor), func.count(Donation.id)).where(*stands)
    ).one()
    sent = session.scalar(
        select(_sum(Donation.amount_minor))
        .select_from(Donation)
        .join(DonationBatch, DonationBatch.id == Donation.batch_id)
        .where(*stands, DonationBatch.sent_at.is_not(None))
    )
    return Totals(int(given), int(sent or 0), int(count))


def of_person(person_id: PersonId) -> int:
    """What was given because a person showed their cards here; minor units."""
    found = db.session().scalar(
        select(_sum(Donation.amount_minor))
        .select_from(Donation)
        .join(Card, Card.id == Donation.card_id)
        .join(Member, Member.id == Card.member_id)
        .where(Member.person_id == person_id, Donation.undone_at.is_(None))
    )
    return int(found or 0)


def of_card(card_id: CardId) -> int:
    """What was given because a card was shown; minor units."""
    found = db.session().scalar(
        select(_sum(Donation.amount_minor)).where(
            Donation.card_id == card_id, Donation.undone_at.is_(None)
        )
    )
    return int(found or 0)


def by_scan(since: datetime | None = None) -> list[ScanRow]:
    """What each one's scans have given, the most first (row 69)."""
    total = _sum(Donation.amount_minor)
    wanted = (
        select(Donation.actor, func.count(Donation.id), total)
        .where(Donation.undone_at.is_(None))
        .group_by(Donation.actor)
        .order_by(total.desc(), Donation.actor)
    )
    if since is not None:
        wanted = wanted.where(Donation.given_at >= since)
    rows: Any = db.session().execute(wanted)
    return [ScanRow(*row) for row in rows]


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), Int)
