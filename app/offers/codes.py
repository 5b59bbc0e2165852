"""Single-use codes: ordered, followed, stopped; one of them found and frozen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import audit, clock, db, outbox, tenancy
from app.core.ids import PromotionId
from app.offers import actions, spelling
from app.offers.errors import (
    BadCount,
    BadPrefix,
    BatchNotFound,
    CodeNotFound,
    CodeUsed,
    NotThisWay,
    PromotionEnded,
)
from app.offers.events import CodesOrdered
from app.offers.models import CodeBatch, OfferCode, OfferUse

MOST_AT_ONCE = 5_000_000
UNDER_WAY = ("waiting", "making")


@dataclass(frozen=True)
class Batch:
    """An order of codes as screens and the maker know it."""

    id: int
    business_id: int
    promotion_id: PromotionId
    prefix: str
    count: int
    made: int
    state: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether it changes by itself."""
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.made // self.count


@dataclass(frozen=True)
class CodeView:
    """A code and where it stands."""

    id: int
    promotion_id: PromotionId
    code: str
    state: str
    used_at: datetime | None = None
    receipt_id: int | None = None

    @property
    def spoken(self) -> str:
        """As people read it."""
        return spelling.spoken(self.code)


_BATCH = select(
    CodeBatch.id,
    CodeBatch.business_id,
    CodeBatch.promotion_id,
    CodeBatch.prefix,
    CodeBatch.count,
    CodeBatch.made,
    CodeBatch.state,
    CodeBatch.created_at,
    CodeBatch.finished_at,
)


def order(
    *, promotion_id: PromotionId, count: int, prefix: str = "", staff_id: int | None
) -> int:
    """Order codes, made in the background; the id of the order.

    Raises BadCount, BadPrefix, NotThisWay, PromotionEnded, PromotionNotFound.
    """
    promotion = actions.locked(promotion_id)
    prefix = prefix.strip().upper()
    if promotion.way != "codes":
        raise NotThisWay
    if promotion.state == "ended":
        raise PromotionEnded
    if not 1 <= count <= MOST_AT_ONCE:
        raise BadCount(limit=f"{MOST_AT_ONCE:,}".replace(",", " "))
    if not spelling.is_prefix(prefix):
        raise BadPrefix
    row = CodeBatch(
        promotion_id=promotion_id,
        prefix=prefix,
        count=count,
        created_at=clock.now(),
        created_by=staff_id,
    )
    db.session().add(row)
    db.session().flush()
    _wake(row.id)
    audit.note(
        "promotion.codes_ordered",
        subject=f"promotion:{promotion_id}",
        name=promotion.name,
        count=count,
    )
    return row.id


def halt(*, batch_id: int) -> None:
    """Make no more codes of an order for now; those that are there stay."""
    row = locked(batch_id)
    if row.state in UNDER_WAY:
        row.state = "paused"
        db.session().flush()


def go_on(*, batch_id: int) -> None:
    """Go on with an order that was halted."""
    row = locked(batch_id)
    if row.state == "paused":
        row.state = "waiting"
        db.session().flush()
        _wake(batch_id)


def give_up(*, batch_id: int) -> None:
    """Make no more codes of an order ever; those that are there stay."""
    row = locked(batch_id)
    if row.state in {*UNDER_WAY, "paused"}:
        row.state, row.finished_at = "stopped", clock.now()
        db.session().flush()


def freeze(*, code_id: int) -> None:
    """Let a code give nothing, because it got around; raises CodeUsed, CodeNotFound."""
    row = _locked_code(code_id)
    if row.state == "used":
        raise CodeUsed
    _set_state(row, "frozen")


def thaw(*, code_id: int) -> None:
    """Let a frozen code give again; raises CodeNotFound."""
    row = _locked_code(code_id)
    if row.state == "frozen":
        _set_state(row, "free")


def batches(promotion_id: PromotionId) -> list[Batch]:
    """The orders of a promotion, newest first."""
    wanted = _BATCH.where(CodeBatch.promotion_id == promotion_id)
    rows: Any = db.session().execute(wanted.order_by(CodeBatch.id.desc()))
    return [Batch(*row) for row in rows]


def batch(batch_id: int) -> Batch:
    """One order; raises BatchNotFound."""
    row: Any = (
        db.session().execute(_BATCH.where(CodeBatch.id == batch_id)).one_or_none()
    )
    if row is None:
        raise BatchNotFound
    return Batch(*row)


def next_batch() -> Batch | None:
    """What to make next, across businesses."""
    wanted = _BATCH.where(CodeBatch.state.in_(UNDER_WAY)).order_by(CodeBatch.id)
    row: Any = db.session().execute(wanted.limit(1)).one_or_none()
    return None if row is None else Batch(*row)


def counts(promotion_id: PromotionId) -> dict[str, int]:
    """How many codes of a promotion there are in each state."""
    rows = db.session().execute(
        select(OfferCode.state, func.count())
        .where(OfferCode.promotion_id == promotion_id)
        .group_by(OfferCode.state)
    )
    return {row[0]: row[1] for row in rows}


def find(promotion_id: PromotionId, text: str) -> CodeView:
    """A code of a promotion, however it was typed; raises CodeNotFound."""
    code = spelling.normal(text)
    row: Any = (
        db.session()
        .execute(
            select(
                OfferCode.id,
                OfferCode.promotion_id,
                OfferCode.code,
                OfferCode.state,
                OfferUse.used_at,
                OfferUse.receipt_id,
            )
            .outerjoin(
                OfferUse,
                (OfferUse.code_id == OfferCode.id) & OfferUse.freed_at.is_(None),
            )
            .where(OfferCode.promotion_id == promotion_id, OfferCode.code == code)
        )
        .one_or_none()
    )
    if row is None:
        raise CodeNotFound
    return CodeView(*row)


def page(
    promotion_id: PromotionId, *, after: int = 0, limit: int = 1000
) -> list[CodeView]:
    """Codes of a promotion in the order in which they were made."""
    rows: Any = db.session().execute(
        select(OfferCode.id, OfferCode.promotion_id, OfferCode.code, OfferCode.state)
        .where(OfferCode.promotion_id == promotion_id, OfferCode.id > after)
        .order_by(OfferCode.id)
        .limit(limit)
    )
    return [CodeView(*row) for row in rows]


def locked(batch_id: int) -> CodeBatch:
    """The row of an order, to be changed; raises BatchNotFound."""
    row = db.session().scalar(
        select(CodeBatch)
        .where(CodeBatch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise BatchNotFound
    return row


def _locked_code(code_id: int) -> OfferCode:
    row = db.session().scalar(
        select(OfferCode)
        .where(OfferCode.id == code_id, OfferCode.state != "shared")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise CodeNotFound
    return row


def _set_state(row: OfferCode, state: str) -> None:
    if row.state == state:
        return
    before, row.state = row.state, state
    db.session().flush()
    audit.note(
        "promotion.code_changed",
        subject=f"promotion:{row.promotion_id}",
        code_id=row.id,
        before=before,
        after=state,
    )


def _wake(batch_id: int) -> None:
    outbox.record(CodesOrdered(business_id=tenancy.current(), batch_id=batch_id))
