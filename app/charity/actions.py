"""Every change of charity: begin, donate, take back, close a batch, send it (R20, E28)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.charity import errors
from app.charity.models import Charity, Donation, DonationBatch
from app.core import audit, clock, db, locales, money, tenancy, unique
from app.core.ids import CardId, OutletId, ProgrammeId, ReceiptId
from app.ledger import donating
from app.ledger.actions import Cause
from app.programmes import queries as programmes

LONGEST_FUND = 100
LONGEST_ABOUT = 600
LONGEST_LINK = 300
LONGEST_NUMBER = 40
MOST_MINUTES = 7 * 24 * 60
MOST_PROOF_BYTES = 2 * 1024 * 1024
_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
_KINDS[b"\x89PNG\r\n\x1a\n"] = "image/png"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What a business promises to give, to whom and for which cards."""

    fund: str
    about: str
    link: str
    programme_id: int | None
    amount_minor: int
    budget_minor: int
    cooldown_minutes: int


def begin(*, promise: Promise) -> int:
    """Start donating; the charity's id. Raises CharityRuns, BadCharity, NotFound."""
    _check(promise)
    row = Charity(
        business_id=tenancy.current(),
        **vars(promise),
        given_minor=0,
        started_at=clock.now(),
    )
    if not unique.is_added(row):
        raise errors.CharityRuns
    audit.note(
        "charity.begun",
        subject=f"charity:{row.id}",
        name=promise.fund,
        budget_minor=promise.budget_minor,
        amount_minor=promise.amount_minor,
    )
    return row.id


def change(*, charity_id: int, promise: Promise) -> None:
    """Change what is promised from now on; donations made stay as they are.

    Raises NoCharity, BadCharity, BudgetTooSmall.
    """
    _check(promise)
    row = _locked(charity_id)
    if promise.budget_minor < row.given_minor:
        raise errors.BudgetTooSmall
    before = row.budget_minor
    for name, value in vars(promise).items():
        setattr(row, name, value)
    db.session().flush()
    audit.note(
        "charity.changed",
        subject=f"charity:{row.id}",
        name=row.fund,
        before_minor=before,
        after_minor=row.budget_minor,
    )


def end(*, charity_id: int) -> None:
    """Donate no more; what was given is still sent. Twice is once."""
    row = _locked(charity_id)
    if row.ended_at is None:
        row.ended_at = clock.now()
        db.session().flush()
        audit.note("charity.ended", subject=f"charity:{row.id}", name=row.fund)


def give_for_receipt(*, receipt_id: ReceiptId, sale: "Sold") -> int | None:
    """Donate for a booked receipt, once; None where nothing is given for it."""
    cards.touch(sale.card_id)
    row = _running(sale.programme_id)
    if row is None or sale.occurred_at < row.started_at:
        return None
    try:
        return _give(
            row,
            key=f"receipt:{receipt_id}",
            card_id=sale.card_id,
            receipt_id=receipt_id,
            outlet_id=sale.outlet_id,
            actor=sale.actor,
        )
    except errors.BudgetReached:
        return None


def present(*, card_id: CardId, outlet_id: OutletId, actor: str, key: str) -> int:
    """Donate for a card that was shown without a purchase; the donation's id.

    Raises NoDrive, ShownLately within the cooldown, BudgetReached.
    """
    card = cards.touch(card_id)
    row = _running(card.programme_id)
    if row is None or card.state != "active":
        raise errors.NoDrive
    last = db.session().scalar(
        select(func.max(Donation.given_at)).where(
            Donation.card_id == card.id, Donation.undone_at.is_(None)
        )
    )
    again_at = last + timedelta(minutes=row.cooldown_minutes) if last else None
    if again_at is not None and again_at > clock.now():
        zone = businesses.outlet(outlet_id).zone
        raise errors.ShownLately(time=locales.time_of_day(again_at, zone))
    given = _give(
        row,
        key=f"shown:{key}",
        card_id=card.id,
        receipt_id=None,
        outlet_id=outlet_id,
        actor=actor,
    )
    if given is None:
        raise errors.ShownLately(time=locales.time_of_day(clock.now(), "UTC"))
    return given


def take_back(*, receipt_id: ReceiptId) -> bool:
    """Undo the donation of an undone receipt, unless it was sent (R20, E28)."""
    of_receipt = select(Donation).where(
        Donation.receipt_id == receipt_id, Donation.undone_at.is_(None)
    )
    seen = db.session().scalar(of_receipt)
    if seen is None:
        return False
    # The card first, as everybody does.
    cards.touch(CardId(seen.card_id))
    found = db.session().scalar(
        of_receipt.with_for_update().execution_options(populate_existing=True)
    )
    # What is in a batch is promised to the fund with its sum: it stands.
    if found is None or found.batch_id is not None:
        return False
    found.undone_at = clock.now()
    db.session().flush()
    donating.withdraw(
        cause=_cause(f"donation:{found.id}:undone", found.actor),
        amount_minor=found.amount_minor,
    )
    db.session().execute(
        update(Charity)
        .where(Charity.id == found.charity_id)
        .values(given_minor=Charity.given_minor - found.amount_minor)
        .execution_options(synchronize_session=False)
    )
    cards.show_change(CardId(found.card_id))
    return True


def close_batch(*, charity_id: int) -> int:
    """Put all donations that are in no batch into one; its id.

    Raises NoCharity, NothingToSend.
    """
    row = _locked(charity_id)
    session = db.session()
    batch = DonationBatch(
        business_id=tenancy.current(),
        charity_id=charity_id,
        number=1 + _count(charity_id),
        donations=1,
        amount_minor=1,
        closed_at=clock.now(),
    )
    waiting = (
        Donation.charity_id == charity_id,
        Donation.batch_id.is_(None),
        Donation.undone_at.is_(None),
    )
    if not session.scalars(select(Donation.id).where(*waiting).with_for_update()).all():
        raise errors.NothingToSend
    session.add(batch)
    session.flush()
    session.execute(
        update(Donation)
        .where(*waiting)
        .values(batch_id=batch.id)
        .execution_options(synchronize_session=False)
    )
    count, total = session.execute(
        select(func.count(), func.sum(Donation.amount_minor)).where(
            Donation.batch_id == batch.id
        )
    ).one()
    batch.donations, batch.amount_minor = int(count), int(total)
    session.flush()
    audit.note(
        "charity.batch_closed",
        subject=f"batch:{batch.id}",
        name=row.fund,
        amount_minor=batch.amount_minor,
    )
    return batch.id


def send(
    *, batch_id: int, document_number: str, document_on: date, document: bytes
) -> None:
    """Mark a batch as paid, with its document, for everybody to see; it stays so.

    Raises NoCharity, BatchSent, BadProof.
    """
    kind = kind_of(document)
    number = document_number.strip()
    if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
        raise errors.BadProof
    row = db.session().scalar(
        select(DonationBatch).where(DonationBatch.id == batch_id).with_for_update()
    )
    if row is None:
        raise errors.NoCharity
    if row.sent_at is not None:
        raise errors.BatchSent
    row.posting_id = donating.send(
        cause=_cause(f"batch:{row.id}:sent", audit.author().actor),
        amount_minor=row.amount_minor,
    )
    row.sent_at = clock.now()
    row.document_number, row.document_on = number, document_on
    row.document, row.document_type = document, kind
    db.session().flush()
    audit.note(
        "charity.batch_sent",
        subject=f"batch:{row.id}",
        number=number,
        amount_minor=row.amount_minor,
    )


def kind_of(document: bytes) -> str:
    """The media type of a document by its first bytes; raises BadProof."""
    if len(document) <= MOST_PROOF_BYTES:
        for start, kind in _KINDS.items():
            if document.startswith(start):
                return kind
    raise errors.BadProof


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What charity needs to know of a receipt."""

    card_id: CardId
    programme_id: int
    outlet_id: OutletId
    actor: str
    occurred_at: datetime


def _give(
    row: Charity,
    *,
    key: str,
    card_id: int,
    receipt_id: ReceiptId | None,
    outlet_id: OutletId,
    actor: str,
) -> int | None:
    """One donation within the budget; None when the key has given before."""
    session = db.session()
    known = select(Donation.id).where(Donation.key == key)
    if session.execute(known).first() is not None:
        return None
    amount = row.amount_minor
    used = session.execute(
        update(Charity)
        .where(
            Charity.id == row.id,
            Charity.ended_at.is_(None),
            Charity.given_minor + amount <= Charity.budget_minor,
        )
        .values(given_minor=Charity.given_minor + amount)
        .returning(Charity.id)
        .execution_options(synchronize_session=False)
    )
    if used.first() is None:
        raise errors.BudgetReached
    posting_id = donating.donate(
        cause=_cause(f"donation:{key}", actor), amount_minor=amount
    )
    donation = Donation(
        business_id=tenancy.current(),
        charity_id=row.id,
        key=key,
        card_id=card_id,
        receipt_id=receipt_id,
        outlet_id=outlet_id,
        actor=actor,
        amount_minor=amount,
        given_at=clock.now(),
        posting_id=posting_id,
    )
    session.add(donation)
    session.flush()
    cards.show_change(CardId(card_id))
    return donation.id


def _cause(key: str, actor: str) -> Cause:
    return Cause(key=key, actor=actor, reason="charity", occurred_at=clock.now())


def _running(programme_id: int) -> Charity | None:
    row = db.session().scalar(select(Charity).where(Charity.ended_at.is_(None)))
    if row is None or row.programme_id not in {None, programme_id}:
        return None
    return row


def _locked(charity_id: int) -> Charity:
    row = db.session().scalar(
        select(Charity)
        .where(Charity.id == charity_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NoCharity
    return row


def _count(charity_id: int) -> int:
    found = db.session().scalar(
        select(func.count(DonationBatch.id)).where(
            DonationBatch.charity_id == charity_id
        )
    )
    return int(found or 0)


def _check(promise: Promise) -> None:
    for text, longest in (
        (promise.fund, LONGEST_FUND),
        (promise.about, LONGEST_ABOUT),
        (promise.link, LONGEST_LINK),
    ):
        if len(text) > longest:
            raise errors.BadCharity
    if not promise.fund.strip() or not 0 <= promise.cooldown_minutes <= MOST_MINUTES:
        raise errors.BadCharity
    if not 1 <= promise.amount_minor <= promise.budget_minor <= money.MAX_MINOR:
        raise errors.BadCharity
    if promise.programme_id is not None:
        programmes.programme(ProgrammeId(promise.programme_id))
