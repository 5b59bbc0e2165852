"""What becomes of a deal that was made without a network (R15, E32): pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=7)
"""How long a cheque may take to arrive, and how long a return waits for its sale."""


class Verdict(StrEnum):
    """What to do with a deal."""

    BOOK = "book"
    WAIT = "wait"
    REVIEW = "review"
    REFUSE = "refuse"


class Problem(StrEnum):
    """Why a deal was not simply booked; a refusal of the sale has its own code."""

    NONE = ""
    REVOKED = "revoked"
    TOO_OLD = "too_old"
    NO_PROMISE = "no_promise"
    PROMISE_ENDED = "promise_ended"
    OVER_PROMISE = "over_promise"
    BAD_SIGNATURE = "bad_signature"
    UNREADABLE = "unreadable"
    SEQUENCE_REUSED = "sequence_reused"
    WAITS_FOR_SALE = "waits_for_sale"
    SALE_NEVER_CAME = "sale_never_came"


@dataclass(frozen=True)
class Ruling:
    """What to do and why."""

    verdict: Verdict
    problem: Problem = Problem.NONE


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the signed limits let a device spend from a card.

    Attributes:
        points: the limit that was signed.
        used: what the device has spent of it before.
        ends_at: until when it holds.
    """

    points: int
    used: int
    ends_at: datetime


def judge_sale(
    *,
    points: int,
    occurred_at: datetime,
    received_at: datetime,
    is_revoked: bool,
    promise: Promise | None,
) -> Ruling:
    """What to do with a sale (R15).

    Earning is booked within seven days, spending as far as it was promised, whatever
    has happened to the balance since. What a revoked device sends is kept for review.
    """
    if is_revoked:
        return Ruling(Verdict.REVIEW, Problem.REVOKED)
    if occurred_at < received_at - KEPT:
        return Ruling(Verdict.REVIEW, Problem.TOO_OLD)
    if not points:
        return Ruling(Verdict.BOOK)
    if promise is None:
        return Ruling(Verdict.REFUSE, Problem.NO_PROMISE)
    if occurred_at > promise.ends_at:
        return Ruling(Verdict.REFUSE, Problem.PROMISE_ENDED)
    if points + promise.used > promise.points:
        return Ruling(Verdict.REFUSE, Problem.OVER_PROMISE)
    return Ruling(Verdict.BOOK)


def judge_refund(
    *, has_sale: bool, received_at: datetime, now: datetime, is_revoked: bool
) -> Ruling:
    """What to do with a return: it waits seven days for its sale, then for a person."""
    if is_revoked:
        return Ruling(Verdict.REVIEW, Problem.REVOKED)
    if has_sale:
        return Ruling(Verdict.BOOK)
    if now < received_at + KEPT:
        return Ruling(Verdict.WAIT, Problem.WAITS_FOR_SALE)
    return Ruling(Verdict.REVIEW, Problem.SALE_NEVER_CAME)
