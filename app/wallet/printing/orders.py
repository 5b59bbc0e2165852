"""Orders of printed cards: placed, tried again, taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.cards import stock
from app.cards.models import Card, PrintRun
from app.core import audit, clock, db, locales, outbox, tenancy
from app.core.errors import NotFound, Refused
from app.core.ids import ProgrammeId
from app.programmes import queries as programmes
from app.programmes.actions import UnknownSymbology
from app.programmes.models import SYMBOLOGIES
from app.wallet.printing import folder
from app.wallet.printing.events import PrintOrdered

MOST = 1_000_000
PART = 10_000
MOST_OPEN = 5
BYTES_A_CARD = 800
"""What the files and the row of a card take at most, for any code."""
RESERVE_BYTES = 500_000_000
"""What is left to the database: full disks stop tills."""
UNDER_WAY = ("waiting", "making", "removing")


class BadCount(Refused):
    """Fewer than one card, or more than an order takes."""

    code = "bad_card_count"
    sentence = "Order from 1 to %(most)s cards. For more, place several orders."


class NoCardsToPrint(Refused):
    """The programme has no members yet."""

    code = "no_cards_to_print"
    sentence = "This card has no members yet. Order cards without members instead."


class TooManyOrders(Refused):
    """Enough orders are under way."""

    code = "too_many_print_orders"
    sentence = "%(count)s orders are under way. Wait for one of them, or take it back."


class NoRoom(Refused):
    """The disk would run full."""

    code = "no_room_to_print"
    sentence = (
        "The files need about %(needed)s MB and the server has %(free)s MB to spare. "
        "Order fewer cards or remove files of older orders."
    )


class FewShortNumbers(Refused):
    """EAN-8 has a million numbers in all."""

    code = "few_short_numbers"
    sentence = (
        "EAN-8 has numbers for %(count)s more printed cards at most. Order fewer, or "
        "choose EAN-13."
    )


class RunNotFound(NotFound):
    """No such order in this business."""

    code = "print_run_not_found"
    sentence = "This order of cards does not exist."


@dataclass(frozen=True)
class Run:
    """An order as screens and the maker know it."""

    id: int
    business_id: int
    programme_id: ProgrammeId
    is_stock: bool
    count: int
    symbology: str
    language: str
    state: str
    made: int
    parts: int
    parts_made: int
    error: str
    created_at: datetime

    @property
    def is_under_way(self) -> bool:
        """Whether it changes by itself."""
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How far it is, numbers and files counting alike."""
        numbers = self.made / self.count
        return int(50 * numbers + 50 * self.parts_made / self.parts)

    def cards_in(self, number: int) -> int:
        """How many cards the part has, counted from 1."""
        return min(PART, self.count - PART * (number - 1))


_RUN = select(
    PrintRun.id,
    PrintRun.business_id,
    PrintRun.programme_id,
    PrintRun.is_stock,
    PrintRun.count,
    PrintRun.symbology,
    PrintRun.language,
    PrintRun.state,
    PrintRun.made,
    PrintRun.parts,
    PrintRun.parts_made,
    PrintRun.error,
    PrintRun.created_at,
)


def place(
    *,
    programme_id: ProgrammeId,
    is_stock: bool,
    count: int,
    symbology: str,
    language: str,
    staff_id: int | None,
) -> int:
    """Order printed cards: numbers without members, or a card for every member.

    Args:
        programme_id: whose cards.
        is_stock: make new numbers; else print the members' cards, whatever ``count``.
        count: how many, up to a million.
        symbology: the code on them.
        language: of the words on them.
        staff_id: who orders.

    Raises:
        ProgrammeNotFound, UnknownSymbology: no such programme or code.
        BadCount, NoCardsToPrint, FewShortNumbers, TooManyOrders, NoRoom: in words.
    """
    programmes.programme(programme_id)
    if symbology not in SYMBOLOGIES or language not in locales.LANGUAGES:
        raise UnknownSymbology
    if not is_stock:
        count = _cards_of(programme_id)
        if not count:
            raise NoCardsToPrint
    if not 1 <= count <= MOST:
        raise BadCount(most=locales.number_text(MOST))
    _check_room(count, is_short=symbology == "ean8")
    run = PrintRun(
        business_id=tenancy.current(),
        programme_id=programme_id,
        is_stock=is_stock,
        count=count,
        symbology=symbology,
        language=language,
        parts=-(-count // PART),
        created_at=clock.now(),
        created_by=staff_id,
    )
    db.session().add(run)
    db.session().flush()
    _announce(run.id)
    audit.note("print.ordered", subject=f"print:{run.id}", count=count)
    return run.id


def _cards_of(programme_id: ProgrammeId) -> int:
    """Cards of a programme, joined ones too: then the first so many stay the same."""
    return (
        db.session()
        .execute(select(func.count()).where(Card.programme_id == programme_id))
        .scalar_one()
    )


def _check_room(count: int, *, is_short: bool) -> None:
    under_way = db.session().execute(
        select(func.count()).where(PrintRun.state.in_(UNDER_WAY))
    )
    if (orders := under_way.scalar_one()) >= MOST_OPEN:
        raise TooManyOrders(count=orders)
    if is_short and count > (left := stock.free_shorts() // 2):
        # Half stays free, so that chance still finds numbers and members get theirs.
        raise FewShortNumbers(count=locales.number_text(left))
    needed = count * BYTES_A_CARD
    spare = max(folder.free_bytes(db.settings()) - RESERVE_BYTES, 0)
    if needed > spare:
        raise NoRoom(
            needed=locales.number_text(needed // 10**6),
            free=locales.number_text(spare // 10**6),
        )


def run(run_id: int) -> Run:
    """One order of the business in scope; raises RunNotFound."""
    row: Any = db.session().execute(_RUN.where(PrintRun.id == run_id)).one_or_none()
    if row is None:
        raise RunNotFound
    return Run(*row)


def runs() -> list[Run]:
    """The orders of the business in scope, newest first."""
    rows: Any = db.session().execute(_RUN.order_by(PrintRun.id.desc()).limit(100))
    return [Run(*row) for row in rows]


def next_run() -> Run | None:
    """What to work on, across businesses: small orders do not wait behind large ones."""
    rows: Any = db.session().execute(
        _RUN.where(PrintRun.state.in_(UNDER_WAY))
        .order_by(PrintRun.count, PrintRun.id)
        .limit(1)
    )
    row = rows.one_or_none()
    return None if row is None else Run(*row)


def again(*, run_id: int) -> None:
    """Go on with an order that failed; raises RunNotFound."""
    row = locked(run_id)
    if row.state == "failed":
        row.state, row.error = "waiting", ""
        _announce(run_id)


def take_back(*, run_id: int) -> None:
    """Remove an order: its files, and its numbers that nobody uses yet.

    Cards that came alive stay. Raises RunNotFound.
    """
    row = locked(run_id)
    if row.state != "removing":
        audit.note("print.removed", subject=f"print:{run_id}", count=row.count)
    row.state = "removing"
    _announce(run_id)


def locked(run_id: int) -> PrintRun:
    """The row of an order, to be changed; raises RunNotFound."""
    row = (
        db.session()
        .execute(select(PrintRun).where(PrintRun.id == run_id).with_for_update())
        .scalar_one_or_none()
    )
    if row is None:
        raise RunNotFound
    return row


def _announce(run_id: int) -> None:
    """Wake the maker when this is committed."""
    db.session().flush()
    outbox.record(PrintOrdered(business_id=tenancy.current(), run_id=run_id))
