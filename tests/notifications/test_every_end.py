"""Random lots, warnings and stops of the worker: nothing ends unwarned (M10)."""

from datetime import datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.types import Instant
from app.ledger import endings
from app.notifications.models import CHANNELS, STATES
from app.notifications.trigger_models import ExpiryNotice
from tests.notifications.ends import ZONE, Bench, last_minutes
from tests.world import World

_keys = count()


@pytest.fixture
def bench(world: World) -> Bench:
    """A card with nothing on it."""
    return Bench(world)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lives=st.lists(st.integers(1, 45), min_size=1, max_size=3),
    fates=st.lists(
        st.one_of(
            st.just(("email", "sent")),
            st.tuples(st.sampled_from(CHANNELS), st.sampled_from(STATES)),
        ),
        min_size=1,
        max_size=8,
    ),
    downs=st.sets(st.integers(0, 90), max_size=40),
)
def test_no_lot_ends_without_three_proofs_and_each_with_three_ends_on_its_day(
    bench: Bench,
    lives: list[int],
    fates: list[tuple[str, str]],
    downs: set[int],
) -> None:
    with tenancy.scope(bench.shop.business_id), db.writing():
        fresh = db.session().get_one(Card, bench.card_id)
        copy = Card(
            member_id=fresh.member_id,
            programme_id=fresh.programme_id,
            number=f"p{next(_keys):09}",
            secret="s",
            issued_at=clock.now(),
        )
        db.session().add(copy)
        db.session().flush()
        bench.card_id = copy.id  # type: ignore[assignment]
    for life in lives:
        bench.give(life, days=life)
    told = count()
    for number in range(91):
        bench.morning(hour=10)
        if number in downs:
            continue
        before = len(bench.warnings())
        bench.run()
        if len(bench.warnings()) > before:
            bench.send(*fates[next(told) % len(fates)])
        last_minutes(bench)
        bench.book()
    _compare(bench)
    assert bench.faults() == []


def _compare(bench: Bench) -> None:
    """Every lot that time alone has emptied, against the proofs of its end."""
    rows = db.session().execute(
        text(
            "SELECT lots.id, postings.kind FROM lots "
            "JOIN allocations ON allocations.lot_id = lots.id "
            "JOIN postings ON postings.id = allocations.posting_id "
            "WHERE lots.card_id = :card"
        ),
        {"card": bench.card_id},
    )
    ended = {row.id: row.kind for row in rows}
    by_end: dict[datetime, list[ExpiryNotice]] = {}
    for each in bench.warnings():
        if each.card_id == bench.card_id and each.proven_at:
            by_end.setdefault(each.ends_at, []).append(each)
    with tenancy.scope(bench.shop.business_id):
        known = endings.known_at(list(ended))
    ends = _ends(list(ended))
    for lot_id, kind in ended.items():
        days = {
            clock.local_date(each.proven_at, ZONE)
            for each in by_end.get(ends[lot_id], [])
            if each.proven_at and each.told_at >= known[lot_id]
        }
        assert kind == ("expire" if len(days) >= 3 else "extend")


def _ends(lot_ids: list[int]) -> dict[int, datetime]:
    if not lot_ids:
        return {}
    rows = db.session().execute(
        text("SELECT id, expires_at FROM lots").columns(expires_at=Instant)
    )
    return {row.id: row.expires_at for row in rows if row.id in lot_ids}
