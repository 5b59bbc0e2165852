"""Which of a guest's cards a till takes: pure rules, no database, no clock.

The card that fits best is taken: one that this outlet accepts, of a group that the
guest is in, made for this outlet; after that the one that was shown. A card whose
audience the guest has left earns nothing, so any other is better for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.ids import CardId, ProgrammeId


class Reason(StrEnum):
    """Why a card was taken."""

    ONLY = "only"
    OWN = "own"
    ONLY_HERE = "only_here"
    GROUP = "group"
    OUTLET = "outlet"
    STILL_EARNS = "still_earns"
    SHOWN = "shown"
    FIRST = "first"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One of a guest's cards, as it stands to them and to the outlet.

    Attributes:
        position: the place of its programme in the business's own order.
        is_for_group: whether the programme is for groups and not for everybody.
        is_entitled: whether the guest belongs to its audience now.
        is_limited: whether the programme is taken at some outlets only.
        is_taken_here: whether this outlet is one of them.
        is_shown: whether this card's own code was scanned, or its number typed.
        unit: what the card holds.
        sharer_id: the link by which the guest uses a relative's card, if it is one.
        holder: that relative, as the till names them.
    """

    card_id: CardId
    programme_id: ProgrammeId
    programme: str
    number: str
    position: int = 0
    is_for_group: bool = False
    is_entitled: bool = True
    is_limited: bool = False
    is_taken_here: bool = True
    is_shown: bool = False
    unit: str = "point"
    sharer_id: int | None = None
    holder: str = ""

    @property
    def fit(self) -> tuple[bool, bool, bool, bool, bool, bool]:
        """How well it fits, the weightiest first; greater is better."""
        return (
            self.sharer_id is None,
            self.is_taken_here,
            self.is_entitled,
            self.is_for_group,
            self.is_limited,
            self.is_shown,
        )


_REASONS = (
    Reason.OWN,
    Reason.ONLY_HERE,
    Reason.STILL_EARNS,
    Reason.GROUP,
    Reason.OUTLET,
    Reason.SHOWN,
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The card to take, why, and the others, best first.

    ``is_sure`` is false when another card fits as well and none was shown: then the
    guest is asked.
    """

    card: Candidate
    reason: Reason
    others: tuple[Candidate, ...]
    is_sure: bool


def choose(candidates: Sequence[Candidate]) -> Choice:
    """The best of a guest's cards; raises ValueError when there is none."""
    if not candidates:
        raise ValueError("no cards to choose from")
    ranked = sorted(candidates, key=_rank)
    best, others = ranked[0], tuple(ranked[1:])
    if not others:
        return Choice(card=best, reason=Reason.ONLY, others=(), is_sure=True)
    reason = _reason(best, others[0])
    return Choice(
        card=best, reason=reason, others=others, is_sure=reason is not Reason.FIRST
    )


def _rank(candidate: Candidate) -> tuple[tuple[bool, ...], int, int]:
    worse = tuple(not each for each in candidate.fit)
    return worse, candidate.position, candidate.card_id


def _reason(best: Candidate, second: Candidate) -> Reason:
    """The first thing in which the best one is ahead of the second."""
    for reason, mine, other in zip(_REASONS, best.fit, second.fit, strict=True):
        if mine != other:
            return reason
    return Reason.FIRST
