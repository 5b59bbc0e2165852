"""The rules of points written down once more, as plain lists without a database.

It predicts what the ledger must answer, refuse and hold; slow, simple, independent.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.ledger.books import ZONE

FAR = datetime(9999, 1, 1, tzinfo=UTC)
Use = list[int]  # lot's place, amount, what of it came back


@dataclass
class Heap:
    """A lot."""

    card: int
    left: int
    credited: datetime
    available: datetime
    ends: datetime | None
    receipt: int | None
    posting: int
    issued: int = 0

    def is_alive(self, at: datetime) -> bool:
        return self.ends is None or at < self.ends


@dataclass
class Note:
    """What a posting did."""

    card: int
    kind: str
    net: int
    receipt: int | None = None
    uses: list[Use] = field(default_factory=list)
    lost: int = 0
    beyond: int = 0
    is_reversed: bool = False


class Oracle:
    """All cards of one business."""

    def __init__(self, cards: list[int]) -> None:
        self.heaps: list[Heap] = []
        self.debt = dict.fromkeys(cards, 0)
        self.seen = {card: datetime(2000, 1, 1, tzinfo=UTC) for card in cards}
        self.totals: Counter[str] = Counter()
        self.notes: dict[int, Note] = {}

    def view(self, card: int, at: datetime) -> tuple[int, int, int]:
        """Available, pending and owed, without changing anything."""
        at = max(at, self.seen[card])
        mine = [h for h in self.heaps if h.card == card and h.left and h.is_alive(at)]
        free = sum(h.left for h in mine if h.available <= at)
        held = sum(h.left for h in mine if h.available > at)
        return free, held, self.debt[card]

    def change_instants(self, card: int, at: datetime) -> list[datetime]:
        """When time alone changes what is available, soonest first."""
        at = max(at, self.seen[card])
        mine = [h for h in self.heaps if h.card == card and h.left and h.is_alive(at)]
        instants = {h.ends for h in mine if h.ends}
        return sorted(instants | {h.available for h in mine if h.available > at})

    def pass_time(self, card: int, at: datetime) -> tuple[datetime, int]:
        """Let lots end; the instant that counts now, and how much went."""
        at = self.seen[card] = max(at, self.seen[card])
        gone = 0
        for heap in self.heaps:
            if heap.card == card and not heap.is_alive(at):
                gone += heap.left
                heap.left = 0
        self.totals["breakage"] += gone
        return at, gone

    def credit(
        self, posting: int, card: int, amount: int, at: datetime, heap: Heap
    ) -> int:
        """Repay the debt, put the rest on a heap; what was repaid."""
        self.pass_time(card, at)
        repaid = min(self.debt[card], amount)
        self.debt[card] -= repaid
        heap.left = heap.issued = amount - repaid
        if heap.left:
            self.heaps.append(heap)
        self.totals["expense"] -= amount
        self.notes[posting] = Note(card, "earn", amount, heap.receipt)
        self.pass_time(card, at)
        return repaid

    def _use(
        self,
        card: int,
        amount: int,
        fits: Callable[[Heap], bool],
        is_first: Callable[[Heap], bool] = lambda _: False,
    ) -> list[Use]:
        order = sorted(
            (place for place, h in enumerate(self.heaps) if h.card == card and fits(h)),
            key=lambda place: (
                not is_first(self.heaps[place]),
                self.heaps[place].ends or FAR,
                self.heaps[place].credited,
                place,
            ),
        )
        uses = []
        for place in order:
            part = min(amount, self.heaps[place].left)
            if part:
                self.heaps[place].left -= part
                amount -= part
                uses.append([place, part, 0])
        assert not amount
        return uses

    def spend(
        self, posting: int, card: int, amount: int, at: datetime, receipt: int
    ) -> None:
        """Use what is available."""
        at, _ = self.pass_time(card, at)
        uses = self._use(card, amount, lambda heap: heap.available <= at)
        self.totals["redeemed"] += amount
        self.notes[posting] = Note(card, "spend", -amount, receipt, uses)

    def _grab(
        self, card: int, amount: int, is_first: Callable[[Heap], bool]
    ) -> list[Use]:
        have = sum(heap.left for heap in self.heaps if heap.card == card)
        return self._use(card, min(have, amount), lambda _: True, is_first)

    def claw(
        self,
        posting: int,
        card: int,
        amount: int,
        at: datetime,
        receipt: int,
        limit: int,
    ) -> None:
        """Own lots, other lots, debt up to the limit, loss."""
        self.pass_time(card, at)
        uses = self._grab(card, amount, lambda heap: heap.receipt == receipt)
        taken = sum(use[1] for use in uses)
        owed = min(amount - taken, max(0, limit - self.debt[card]))
        self.debt[card] += owed
        lost = amount - taken - owed
        self.totals["expense"] += amount
        self.totals["loss"] -= lost
        self.notes[posting] = Note(card, "clawback", -taken - owed, receipt, uses, lost)

    def overdraw(
        self, posting: int, card: int, amount: int, at: datetime, receipt: int
    ) -> None:
        """Available points, then held ones, then a debt."""
        at, _ = self.pass_time(card, at)
        free = min(amount, self.view(card, at)[0])
        uses = self._use(card, free, lambda heap: heap.available <= at)
        uses += self._grab(card, amount - free, lambda _: False)
        beyond = amount - sum(use[1] for use in uses)
        self.debt[card] += beyond
        self.totals["redeemed"] += amount
        self.notes[posting] = Note(card, "spend", -amount, receipt, uses, beyond=beyond)

    def open_beyond(self, receipt: int) -> int:
        """What a receipt spent beyond its card, and has not got back."""
        return sum(
            note.beyond
            for note in self.notes.values()
            if note.receipt == receipt and note.kind == "spend" and not note.is_reversed
        )

    def open_uses(self, receipt: int) -> list[Use]:
        """What a receipt spent and has not got back, latest use first."""
        found = [
            use
            for note in self.notes.values()
            if note.kind == "spend" and note.receipt == receipt
            for use in note.uses
        ]
        return [use for use in reversed(found) if use[1] > use[2]]

    def give_back(
        self, posting: int, card: int, amount: int, at: datetime, receipt: int
    ) -> None:
        """Return uses; a debt eats first."""
        at, _ = self.pass_time(card, at)
        local = at.astimezone(_zone()).date() + timedelta(days=15)
        grace = datetime(local.year, local.month, local.day, tzinfo=_zone())
        repaid = min(self.debt[card], amount)
        self.debt[card] -= repaid
        self.totals["redeemed"] -= amount
        uses = self.open_uses(receipt)
        owed = min(amount, self.open_beyond(receipt))
        for note in self.notes.values():
            if note.receipt == receipt and note.beyond:
                note.beyond -= owed
        self.notes[posting] = Note(card, "give_back", amount, receipt)
        left = self._forgive(posting, card, owed, repaid, at, grace.astimezone(UTC))
        amount -= owed
        self._return(posting, card, uses, amount, left, at, grace.astimezone(UTC))

    def _forgive(
        self,
        posting: int,
        card: int,
        owed: int,
        repaid: int,
        at: datetime,
        grace: datetime,
    ) -> int:
        """A debt is forgiven, or comes anew; what is left of ``repaid``."""
        anew = owed - min(repaid, owed)
        if anew:
            self.heaps.append(Heap(card, anew, at, at, grace, None, posting, anew))
        return repaid - min(repaid, owed)

    def _return(
        self,
        posting: int,
        card: int,
        uses: list[Use],
        amount: int,
        eaten: int,
        at: datetime,
        grace: datetime,
    ) -> None:
        for use in uses:
            back = min(amount, use[1] - use[2])
            use[2] += back
            amount -= back
            kept = back - min(back, eaten)
            eaten -= back - kept
            heap = self.heaps[use[0]]
            if heap.card == card and heap.is_alive(at):
                heap.left += kept
            elif kept and heap.is_alive(at):
                self.heaps.append(_copy(heap, card, kept, posting))
            elif kept:
                self.heaps.append(
                    Heap(card, kept, at, at, grace, heap.receipt, posting, kept)
                )

    def can_reverse(self, posting: int) -> bool:
        """Whether a posting may be undone."""
        note = self.notes[posting]
        from_lots = sum(use[1] for use in note.uses)
        is_touched = note.kind == "spend" and note.beyond != -note.net - from_lots
        return (
            note.kind in {"earn", "spend", "clawback"}
            and not is_touched
            and not any(use[2] for use in note.uses)
        )

    def reverse(self, posting: int, original: int, at: datetime) -> None:
        """Undo a posting."""
        note = self.notes[original]
        card = note.card
        at, _ = self.pass_time(card, at)
        note.is_reversed = True
        new = self.notes[posting] = Note(card, "reversal", -note.net)
        if note.kind == "earn":
            self.totals["expense"] += note.net
            new.uses = self._grab(card, note.net, lambda h: h.posting == original)
            self.debt[card] += note.net - sum(use[1] for use in new.uses)
            return
        amount = -note.net
        counter = "redeemed" if note.kind == "spend" else "expense"
        self.totals[counter] -= amount + note.lost
        self.totals["loss"] += note.lost
        repaid = min(self.debt[card], amount)
        self.debt[card] -= repaid
        from_lots = sum(use[1] for use in note.uses)
        grace = at + timedelta(days=14)
        left = self._forgive(posting, card, amount - from_lots, repaid, at, grace)
        self._return(posting, card, note.uses[::-1], from_lots, left, at, grace)

    def extend(self, card: int, at: datetime, until: datetime) -> int:
        """What ends before ``until`` goes on under the posting that credited it."""
        at, _ = self.pass_time(card, at)
        ending = [
            heap
            for heap in self.heaps
            if heap.card == card and heap.left and heap.ends and heap.ends < until
        ]
        for heap in ending:
            longer = _copy(heap, card, heap.left, heap.posting)
            longer.ends, heap.left = until, 0
            self.heaps.append(longer)
        return sum(heap.issued for heap in self.heaps[len(self.heaps) - len(ending) :])

    def transfer(self, out: int, into: int, source: int, target: int) -> None:
        """Everything moves; a debt is repaid from the soonest lots."""
        debt, self.debt[source] = self.debt[source], 0
        if debt:
            self.notes[out] = Note(source, "transfer", debt)
            self.notes[into] = Note(target, "transfer", -debt)
            uses = self._grab(target, debt, lambda _: False)
            self.debt[target] += debt - sum(use[1] for use in uses)
            return
        moved = self._grab(source, 10**12, lambda _: False)
        amount = sum(use[1] for use in moved)
        self.notes[out] = Note(source, "transfer", -amount, uses=moved)
        self.notes[into] = Note(target, "transfer", amount)
        repaid = min(amount, self.debt[target])
        self.debt[target] -= repaid
        for place, part, _ in moved:
            kept = part - min(part, repaid)
            repaid -= part - kept
            if kept:
                self.heaps.append(_copy(self.heaps[place], target, kept, into))


def _copy(heap: Heap, card: int, amount: int, posting: int) -> Heap:
    return Heap(
        card,
        amount,
        heap.credited,
        heap.available,
        heap.ends,
        heap.receipt,
        posting,
        amount,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(ZONE)
