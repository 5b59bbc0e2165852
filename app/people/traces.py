"""What subjects above keep of a person, so that it is forgotten and moved with them.

They register here what to do, since people know nothing of comments or requests.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.core.ids import MemberId, PersonId

Moved = Mapping[str, Sequence[int]]
"""What was moved: ids by what they are."""


@dataclass(frozen=True)
class Traces:
    """All run in the transaction of the caller, the first two across businesses.

    ``forget`` is given a person and the contacts that were theirs; ``move`` an anonymous
    person and the one that they turned out to be; ``hand_over`` two memberships of the
    business in scope, of which the first ends, and says by ids what it moved; ``part``
    is given the same two and those ids, and gives it back.
    """

    forget: Callable[[PersonId, Sequence[str]], None]
    move: Callable[[PersonId, PersonId], None]
    hand_over: Callable[[MemberId, MemberId], Moved] | None = None
    part: Callable[[MemberId, MemberId, Moved], None] | None = None


_known: dict[str, Traces] = {}


def keep(subject: str, traces: Traces) -> None:
    """Let ``subject`` take part; once, however often it is said."""
    _known[subject] = traces


def forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Remove what tells who a person is, wherever it was kept (R24)."""
    for traces in _known.values():
        traces.forget(person_id, contacts)


def move(source_id: PersonId, target_id: PersonId) -> None:
    """Give what an anonymous person left to who they turned out to be (R23)."""
    for traces in _known.values():
        traces.move(source_id, target_id)


def hand_over(source_id: MemberId, target_id: MemberId) -> dict[str, Moved]:
    """Give what hangs on a membership that ends to the one that goes on (R23).

    What was moved, by subject, for ``part``.
    """
    return {
        subject: traces.hand_over(source_id, target_id)
        for subject, traces in _known.items()
        if traces.hand_over is not None
    }


def part(source_id: MemberId, target_id: MemberId, moved: Mapping[str, Moved]) -> None:
    """Give back what ``hand_over`` moved, save what is gone since (R23)."""
    for subject, ids in moved.items():
        traces = _known.get(subject)
        if traces is not None and traces.part is not None:
            traces.part(source_id, target_id, ids)
