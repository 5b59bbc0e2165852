"""How it is proven that somebody was warned: a row that tells when and by what (M10).

A warning is proven by a letter or a message that its service accepted, by a pass that
was changed and fetched afterwards, by a notice that was read, or by a balance on paper
with the date on it. What was skipped, failed, came back or is unclear proves nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from app.core import clock, db
from app.notifications.models import Delivery, Notice
from app.notifications.trigger_models import ExpiryNotice

ACCEPTED = ("email", "push", "sms")
"""Channels whose service says of each message whether it took it."""

Fetched = Callable[[Sequence[int]], Mapping[int, datetime]]
FETCHED: list[Fetched] = []
"""Who knows when passes of cards were last fetched: wallets stand beside notices."""

_Evidence = tuple[datetime, str]


def prove(card_ids: Sequence[int]) -> None:
    """Write down what is proven by now of warnings to some cards, in ``writing()``."""
    found: dict[int, _Evidence] = {}
    for row_id, evidence in _evidence(card_ids):
        found[row_id] = min(found.get(row_id, evidence), evidence)
    if found:
        _write(found)


def prove_on_paper(card_id: int, ends: Sequence[datetime]) -> int:
    """A balance with these ends on it was handed over; how many warnings it proves.

    Of each end it proves the latest warning, unless that is proven already: one sheet
    is one warning.
    """
    prove([card_id])
    rows = db.session().execute(
        select(ExpiryNotice.id, ExpiryNotice.ends_at, ExpiryNotice.proven_at)
        .where(ExpiryNotice.card_id == card_id, ExpiryNotice.ends_at.in_(ends))
        .order_by(ExpiryNotice.told_at, ExpiryNotice.id)
    )
    latest = {ends_at: (row_id, proven_at) for row_id, ends_at, proven_at in rows}
    now = clock.now()
    new = {
        row_id: (now, "slip")
        for ends_at, (row_id, proven_at) in latest.items()
        if proven_at is None and now < ends_at
    }
    if new:
        _write(new)
    return len(new)


def take_back(notice_ids: Sequence[int]) -> None:
    """Letters of these notices came back: they prove nothing. Inside ``writing()``.

    What is over stays as it was decided, with the proof that it was decided by. Another
    proof of the same warning is found again when it is asked for.
    """
    db.session().execute(
        update(ExpiryNotice)
        .where(
            ExpiryNotice.notice_id.in_(notice_ids),
            ExpiryNotice.proof == "email",
            ExpiryNotice.ends_at > clock.now(),
        )
        .values(proven_at=None, proof="")
        .execution_options(synchronize_session=False)
    )


def _evidence(card_ids: Sequence[int]) -> Iterable[tuple[int, _Evidence]]:
    rows = (
        db.session()
        .execute(
            select(
                ExpiryNotice.id,
                ExpiryNotice.card_id,
                ExpiryNotice.ends_at,
                Notice.read_at,
                Delivery.channel,
                Delivery.sent_at,
            )
            .join(Notice, Notice.id == ExpiryNotice.notice_id)
            .outerjoin(
                Delivery, (Delivery.notice_id == Notice.id) & (Delivery.state == "sent")
            )
            .where(ExpiryNotice.card_id.in_(card_ids), ExpiryNotice.proven_at.is_(None))
        )
        .all()
    )
    by_pass = [row.card_id for row in rows if row.channel == "pass"]
    fetched = _fetched(by_pass) if by_pass else {}
    for row in rows:
        for at, proof in (
            (row.read_at, "read"),
            (_arrived(row.channel, row.sent_at, fetched.get(row.card_id)), row.channel),
        ):
            if at is not None and at < row.ends_at:
                yield row.id, (at, proof)


def _arrived(
    channel: str | None, sent_at: datetime | None, fetched_at: datetime | None
) -> datetime | None:
    if sent_at is None or channel in ACCEPTED:
        return sent_at
    is_newer = fetched_at is not None and fetched_at >= sent_at
    return fetched_at if channel == "pass" and is_newer else None


def _fetched(card_ids: Sequence[int]) -> Mapping[int, datetime]:
    known: dict[int, datetime] = {}
    for source in FETCHED:
        for card_id, at in source(card_ids).items():
            known[card_id] = max(known.get(card_id, at), at)
    return known


def _write(found: Mapping[int, _Evidence]) -> None:
    rows = ExpiryNotice.__table__
    db.session().connection().execute(
        update(ExpiryNotice)
        .where(
            rows.c.id == bindparam("row_id"),
            rows.c.proven_at.is_(None),
        )
        .values(proven_at=bindparam("at"), proof=bindparam("by")),
        [{"row_id": id_, "at": at, "by": by} for id_, (at, by) in found.items()],
    )
