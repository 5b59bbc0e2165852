"""Money paid in advance for certificates, month by month, for the accountant (R21).

What was sold is an advance and no revenue; what pays for goods becomes one; what is
left is still owed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.core import clock
from app.core.ids import ProgrammeId
from app.ledger.flows import flows
from app.programmes import queries as programmes
from app.programmes.months import add_months

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Month:
    """What happened to the advances of a month; all of it adds up to ``left``."""

    first: date
    before: int
    sold: int
    given: int
    used: int
    paid_back: int
    ended: int

    @property
    def left(self) -> int:
        """What is owed at the end of the month."""
        came = self.before + self.sold + self.given
        return came - self.used - self.paid_back - self.ended


def certificate_programmes() -> list[ProgrammeId]:
    """Every programme of certificates, closed ones too."""
    return [each.id for each in programmes.programmes() if each.kind == "certificate"]


def months(zone: str, *, count: int = 12) -> list[Month]:
    """The last ``count`` months of a zone's calendar, the newest first."""
    ids = certificate_programmes()
    last = clock.today(zone).replace(day=1)
    firsts = [add_months(last, -back) for back in reversed(range(count))]
    before = sum(flows(ids, _BEGINNING, clock.day_start(firsts[0], zone)).values())
    found: list[Month] = []
    for first in firsts:
        since = clock.day_start(first, zone)
        until = clock.day_start(add_months(first, 1), zone)
        month = _month(first, before, flows(ids, since, until))
        found.append(month)
        before = month.left
    return found[::-1]


def _month(first: date, before: int, moved: dict[tuple[str, str], int]) -> Month:
    """Every posting has its place; what comes back to a certificate lowers ``used``."""
    sold = moved.pop(("sell", "sold"), 0)
    given = moved.pop(("gift", "sold"), 0)
    paid_back = -moved.pop(("buy_back", "paid_back"), 0)
    ended = -sum(
        total
        for (kind, reason), total in moved.items()
        if kind == "expire" or reason in {"out_of_time", "erasure"}
    )
    return Month(
        first=first,
        before=before,
        sold=sold,
        given=given,
        used=-sum(moved.values()) - ended,
        paid_back=paid_back,
        ended=ended,
    )
