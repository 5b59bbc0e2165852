"""A check of a card, open to its holder: reason, evidence, answers, decision, appeal.

What a decision takes back, it takes back by postings that an appeal can turn round
(R13). A card is blocked for spending while the check is open, never for longer than
was promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.cards import actions as cards
from app.cards.queries import with_joined
from app.core import audit, clock, db, outbox, tenancy
from app.core.errors import NotFound
from app.core.ids import CardId, ReceiptId, StaffId
from app.ledger.actions import Cause
from app.people.models import Staff
from app.people.rights import Right, roles_with
from app.sales.errors import ReceiptNotFound
from app.sales.models import Receipt
from app.trust import reviews, takings
from app.trust.errors import CaseOpen, CaseOver, ReasonNeeded, SecondPersonNeeded
from app.trust.events import CaseMoved
from app.trust.models import Case, CaseStep
from app.trust.takings import Taken
from app.trust.words import CASE_REASONS

APPEAL_FOR = timedelta(days=14)
MAX_STEPS = 40
MAX_RECEIPTS = 50


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A check as it stands."""

    id: int
    card_id: CardId
    reason: str
    receipts: tuple[ReceiptId, ...]
    is_blocking: bool
    state: str
    opened_at: datetime
    decide_by: datetime
    decided_by: StaffId | None
    decided_at: datetime | None
    appeal_until: datetime | None
    taken: int

    @property
    def blocks_now(self) -> bool:
        """Whether nothing can be spent meanwhile."""
        is_open = self.state == "open" and self.decide_by > clock.now()
        return self.is_blocking and is_open

    @property
    def can_appeal(self) -> bool:
        """Whether the holder can still ask for a second look."""
        ends_at = self.appeal_until
        return self.state == "decided" and ends_at is not None and ends_at > clock.now()


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One thing that happened in a check."""

    step: str
    text: str
    actor: str
    happened_at: datetime


def open_case(
    *,
    card_id: CardId,
    reason: str,
    text: str,
    receipts: Sequence[ReceiptId],
    is_blocking: bool,
    days: int,
    staff_id: StaffId,
) -> int:
    """Open a check of a card, decided within ``days``; the case's id.

    ``receipts`` are the evidence: cheques of this card. Raises CaseOpen, ReasonNeeded,
    ReceiptNotFound, CardNotFound.
    """
    if reason not in CASE_REASONS:
        raise NotFound
    if not text.strip():
        raise ReasonNeeded
    card = cards.touch(card_id)
    if open_of(card.id) is not None:
        raise CaseOpen
    _check_receipts(card.id, receipts)
    now = clock.now()
    row = Case(
        card_id=card.id,
        reason=reason,
        receipts=list(dict.fromkeys(receipts))[:MAX_RECEIPTS],
        is_blocking=is_blocking,
        opened_at=now,
        decide_by=now + timedelta(days=days),
    )
    db.session().add(row)
    db.session().flush()
    _step(row, "opened", text, f"staff:{staff_id}")
    audit.note(
        "case.opened", subject=f"card:{card.id}", reason=reason, blocked=is_blocking
    )
    return row.id


def answer(*, case_id: int, card_id: CardId, text: str) -> None:
    """The holder says something; raises NotFound, ReasonNeeded, CaseOver."""
    row = _own(case_id, card_id)
    _check_words(row, text)
    if row.state not in {"open", "appealed"}:
        raise CaseOver
    _step(row, "answered", text, "holder")


def appeal(*, case_id: int, card_id: CardId, text: str) -> None:
    """The holder asks for a second look; raises as ``answer`` does."""
    row = _own(case_id, card_id)
    _check_words(row, text)
    if not _row(row).can_appeal:
        raise CaseOver
    row.state = "appealed"
    _step(row, "appealed", text, "holder")


def clear(*, case_id: int, text: str, staff_id: StaffId) -> None:
    """Nothing was wrong: what waited on the evidence is released."""
    row = _decided(case_id, "open", text, staff_id)
    for each in reviews.waiting_of(CardId(row.card_id)):
        if each.receipt_id in row.receipts:
            reviews.release(review_id=each.id, staff_id=staff_id, reason=text)
    row.state = "closed"
    _step(row, "cleared", text, f"staff:{staff_id}")
    audit.note("case.cleared", subject=f"card:{row.card_id}")


def confirm(*, case_id: int, text: str, staff_id: StaffId) -> int:
    """Something was wrong: what the evidence earned is taken back; how many points.

    The holder may appeal within 14 days.
    """
    row = _decided(case_id, "open", text, staff_id)
    card = cards.touch(CardId(row.card_id))
    taken = [
        each
        for receipt_id in row.receipts
        if (each := _take(row, card.id, ReceiptId(receipt_id), staff_id))
    ]
    for held in reviews.waiting_of(card.id):
        if held.receipt_id in row.receipts:
            reviews.decline(review_id=held.id, staff_id=staff_id, reason=text)
    row.taken = [[t.receipt_id, t.posting_id, t.amount] for t in taken]
    row.state, row.appeal_until = "decided", clock.now() + APPEAL_FOR
    _step(row, "confirmed", text, f"staff:{staff_id}")
    points = sum(each.amount for each in taken)
    audit.note("case.confirmed", subject=f"card:{row.card_id}", points=points)
    return points


def uphold(*, case_id: int, text: str, staff_id: StaffId) -> None:
    """The first decision stands after an appeal; another person says so."""
    row = _decided(case_id, "appealed", text, staff_id)
    row.state = "closed"
    _step(row, "upheld", text, f"staff:{staff_id}")
    audit.note("case.upheld", subject=f"card:{row.card_id}")


def overturn(*, case_id: int, text: str, staff_id: StaffId) -> int:
    """The appeal was right: what was taken comes back; how many points."""
    row = _decided(case_id, "appealed", text, staff_id)
    card = cards.touch(CardId(row.card_id))
    given = 0
    for receipt_id, posting_id, amount in row.taken:
        given += takings.give_again(
            card_id=card.id,
            taken=Taken(
                receipt_id=ReceiptId(receipt_id), posting_id=posting_id, amount=amount
            ),
            cause=_cause(row, receipt_id, staff_id, "back"),
        )
    row.state = "closed"
    _step(row, "overturned", text, f"staff:{staff_id}")
    audit.note("case.overturned", subject=f"card:{row.card_id}", points=given)
    return given


def is_blocked(card_id: CardId) -> bool:
    """Whether nothing can be spent from a card now."""
    found = db.session().execute(
        select(Case.id).where(
            Case.card_id.in_(with_joined(card_id)),
            Case.state == "open",
            Case.is_blocking,
            Case.decide_by > clock.now(),
        )
    )
    return found.first() is not None


def case(case_id: int) -> CaseRow:
    """One check; raises NotFound."""
    row = db.session().get(Case, case_id, populate_existing=True)
    if row is None:
        raise NotFound
    return _row(row)


def steps_of(case_id: int) -> list[StepRow]:
    """What happened in a check, oldest first."""
    rows = db.session().execute(
        select(CaseStep.step, CaseStep.text, CaseStep.actor, CaseStep.happened_at)
        .where(CaseStep.case_id == case_id)
        .order_by(CaseStep.id)
    )
    return [
        StepRow(step=row[0], text=row[1], actor=row[2], happened_at=row[3])
        for row in rows
    ]


def cases(*, is_open: bool, limit: int = 50) -> list[CaseRow]:
    """Checks that somebody has to decide, or those that are over, newest first."""
    waits = Case.state.in_(("open", "appealed"))
    rows = db.session().scalars(
        select(Case)
        .where(waits if is_open else ~waits)
        .order_by(Case.id.desc())
        .limit(limit)
    )
    return [_row(row) for row in rows]


def of_card(card_id: CardId) -> list[CaseRow]:
    """Every check of a card and of those joined into it, newest first."""
    rows = db.session().scalars(
        select(Case)
        .where(Case.card_id.in_(with_joined(card_id)))
        .order_by(Case.id.desc())
    )
    return [_row(row) for row in rows]


def open_of(card_id: CardId) -> CaseRow | None:
    """The check that is open on a card, if one is."""
    row = db.session().scalar(
        select(Case)
        .where(
            Case.card_id.in_(with_joined(card_id)),
            Case.state.in_(("open", "appealed")),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    return None if row is None else _row(row)


def _check_receipts(card_id: CardId, receipts: Sequence[ReceiptId]) -> None:
    known = db.session().scalars(
        select(Receipt.id).where(
            Receipt.id.in_(receipts), Receipt.card_id.in_(with_joined(card_id))
        )
    )
    if set(receipts) - set(known):
        raise ReceiptNotFound


def _own(case_id: int, card_id: CardId) -> Case:
    row = _locked(case_id)
    is_theirs = db.session().execute(
        select(Case.id).where(
            Case.id == case_id, Case.card_id.in_(with_joined(card_id))
        )
    )
    if is_theirs.first() is None:
        raise NotFound
    return row


def _check_words(row: Case, text: str) -> None:
    if not text.strip():
        raise ReasonNeeded
    if len(steps_of(row.id)) >= MAX_STEPS:
        raise CaseOver


def _locked(case_id: int) -> Case:
    row = db.session().scalar(
        select(Case)
        .where(Case.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def _decided(case_id: int, state: str, text: str, staff_id: StaffId) -> Case:
    if not text.strip():
        raise ReasonNeeded
    row = _locked(case_id)
    if row.state != state:
        raise CaseOver
    if state == "appealed" and row.decided_by == staff_id and _has_others(staff_id):
        raise SecondPersonNeeded
    row.decided_by, row.decided_at = staff_id, clock.now()
    return row


def _has_others(staff_id: StaffId) -> bool:
    """Whether anybody else could look a second time."""
    found = db.session().execute(
        select(Staff.id).where(
            Staff.id != staff_id,
            Staff.ended_at.is_(None),
            Staff.role.in_(roles_with(Right.LEAD)),
        )
    )
    return found.first() is not None


def _take(
    row: Case, card_id: CardId, receipt_id: ReceiptId, staff_id: StaffId
) -> Taken | None:
    return takings.take_back(
        card_id=card_id,
        receipt_id=receipt_id,
        cause=_cause(row, receipt_id, staff_id, "take"),
    )


def _cause(row: Case, receipt_id: int, staff_id: StaffId, what: str) -> Cause:
    return Cause(
        key=f"case:{row.id}:{what}:{receipt_id}",
        actor=f"staff:{staff_id}",
        reason="case_decided",
        occurred_at=clock.now(),
        receipt_id=receipt_id,
    )


def _step(row: Case, step: str, text: str, actor: str) -> None:
    db.session().add(
        CaseStep(
            case_id=row.id,
            card_id=row.card_id,
            step=step,
            text=text.strip(),
            actor=actor,
            happened_at=clock.now(),
        )
    )
    db.session().flush()
    card_id = CardId(row.card_id)
    cards.show_change(card_id)
    if actor != "holder":
        outbox.record(
            CaseMoved(business_id=tenancy.current(), card_id=card_id, case_id=row.id)
        )


def _row(row: Any) -> CaseRow:
    return CaseRow(
        id=row.id,
        card_id=CardId(row.card_id),
        reason=row.reason,
        receipts=tuple(ReceiptId(each) for each in row.receipts),
        is_blocking=row.is_blocking,
        state=row.state,
        opened_at=row.opened_at,
        decide_by=row.decide_by,
        decided_by=None if row.decided_by is None else StaffId(row.decided_by),
        decided_at=row.decided_at,
        appeal_until=row.appeal_until,
        taken=sum(each[2] for each in row.taken),
    )
