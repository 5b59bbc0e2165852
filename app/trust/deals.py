"""Cheques of tills without a network: the fraud limits stand in front of them, too.

Nobody could be stopped at the till. So what would have been refused there is kept for a
manager, and what is above a limit is booked with points that wait (R15, R17, E35).
"""

from app.core.ids import MemberId, StaffId
from app.sales.offline import queries, reviewing
from app.trust import own


def book(*, deal_id: int, staff_id: StaffId) -> None:
    """Book a deal after all; raises OwnCard and what ``reviewing.book`` does."""
    member_id = queries.deal(deal_id).member_id
    if member_id is not None:
        own.check(f"staff:{staff_id}", MemberId(member_id))
    reviewing.book(deal_id=deal_id, staff_id=staff_id)
