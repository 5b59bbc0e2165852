"""R15 as a rule: what is booked, what waits, what a person sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.sales.offline.conflicts import (
    KEPT,
    Problem,
    Promise,
    Ruling,
    Verdict,
    judge_refund,
    judge_sale,
)

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
OK = Ruling(Verdict.BOOK)


def sale(points: int = 0, **more: Any) -> Ruling:
    """A sale of now, promised 80 points until the evening."""
    told: dict[str, Any] = {
        "points": points,
        "occurred_at": NOW,
        "received_at": NOW,
        "is_revoked": False,
        "promise": Promise(points=80, used=0, ends_at=NOW + timedelta(hours=9)),
    }
    return judge_sale(**told | more)


def test_earning_needs_no_promise() -> None:
    assert sale(promise=None) == OK


@pytest.mark.parametrize(
    ("age", "ruling"),
    [(KEPT, OK), (KEPT + MOMENT, Ruling(Verdict.REVIEW, Problem.TOO_OLD))],
)
def test_earning_is_booked_for_seven_days(age: timedelta, ruling: Ruling) -> None:
    assert sale(occurred_at=NOW - age) == ruling


def test_e32_spending_up_to_the_promise() -> None:
    assert sale(80) == OK
    assert sale(81) == Ruling(Verdict.REFUSE, Problem.OVER_PROMISE)
    assert sale(1, promise=None) == Ruling(Verdict.REFUSE, Problem.NO_PROMISE)
    used = Promise(points=80, used=60, ends_at=NOW)
    assert sale(20, promise=used) == OK
    assert sale(21, promise=used).verdict is Verdict.REFUSE
    ended = Promise(points=80, used=0, ends_at=NOW - MOMENT)
    assert sale(1, promise=ended) == Ruling(Verdict.REFUSE, Problem.PROMISE_ENDED)


def test_a_revoked_till_is_kept_for_review_first_of_all() -> None:
    told = Ruling(Verdict.REVIEW, Problem.REVOKED)
    assert sale(1000, is_revoked=True, promise=None) == told
    refund = {"has_sale": True, "received_at": NOW, "now": NOW}
    assert judge_refund(**refund, is_revoked=True) == told


def test_e32_a_return_waits_seven_days_for_its_sale() -> None:
    told: dict[str, Any] = {"received_at": NOW, "is_revoked": False}
    almost, then = NOW + KEPT - MOMENT, NOW + KEPT
    assert judge_refund(has_sale=True, now=then, **told) == OK
    waits = judge_refund(has_sale=False, now=almost, **told)
    assert waits == Ruling(Verdict.WAIT, Problem.WAITS_FOR_SALE)
    given_up = judge_refund(has_sale=False, now=then, **told)
    assert given_up == Ruling(Verdict.REVIEW, Problem.SALE_NEVER_CAME)
