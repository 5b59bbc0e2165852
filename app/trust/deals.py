"""Cheques of tills without a network: the fraud limits stand in front of them, too.

Nobody could be stopped at the till. So what would have been refused there is kept for a
manager, and what is above a limit is booked with points that wait (R15, R17, E35).
"""

from datetime import datetime
from functools import partial

from app.core.ids import MemberId, StaffId
from app.sales.actions import Booked, Sale
from app.sales.offline import queries, queue, reviewing
from app.sales.offline.queue import Outcome
from app.sales.offline.wire import Letter
from app.trust import own, selling
from app.trust.selling import Shown


def receive(
    *, device_id: int, staff_id: int, letter: Letter, sent_at: datetime
) -> Outcome:
    """Take a letter in; arguments and errors as of ``queue.receive``."""
    return queue.receive(
        device_id=device_id,
        staff_id=staff_id,
        letter=letter,
        sent_at=sent_at,
        sell=partial(_sell, f"offline:{device_id}"),
    )


def book(*, deal_id: int, staff_id: StaffId) -> None:
    """Book a deal after all; raises OwnCard and what ``reviewing.book`` does."""
    member_id = queries.deal(deal_id).member_id
    if member_id is not None:
        own.check(f"staff:{staff_id}", MemberId(member_id))
    reviewing.book(deal_id=deal_id, staff_id=staff_id)


def _sell(device: str, sale: Sale) -> Booked:
    return selling.book(sale, Shown(entry="code", device=device))
