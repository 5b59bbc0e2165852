"""Every read of merges: what a joined card would hold, and what can be taken apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.cards import queries as cards
from app.cards.errors import CardNotFound
from app.cards.identity_models import Merge
from app.core import clock, db
from app.core.ids import MemberId, ProgrammeId
from app.ledger import queries as ledger
from app.people import queries as people
from app.people.queries import MemberView
from app.programmes import queries as programmes


@dataclass(frozen=True)
class Joined:
    """A card as it will stand: what both had, a debt taken off it (E36)."""

    programme: str
    numbers: tuple[str, ...]
    points: int
    debt: int


@dataclass(frozen=True)
class Preview:
    """A merge before it is done: ``source`` leads to ``target`` from then on."""

    source: MemberView
    target: MemberView
    cards: tuple[Joined, ...]


@dataclass(frozen=True)
class MergeView:
    """A merge that can still be taken apart."""

    id: int
    source: MemberView
    target: MemberView
    proof: str
    merged_at: datetime
    undo_until: datetime


def preview(first_id: MemberId, second_id: MemberId) -> Preview:
    """What joining two members would make; raises PersonNotFound.

    The one who stays is ``first``, unless only the other has a verified contact: a card
    that can be brought back on a new phone must stay one.
    """
    first, second = people.member_by_id(first_id), people.member_by_id(second_id)
    source, target = second, first
    if second.is_protected and not first.is_protected:
        source, target = first, second
    return Preview(source, target, _joined(source.id, target.id))


def _joined(source_id: MemberId, target_id: MemberId) -> tuple[Joined, ...]:
    held: dict[ProgrammeId, list[Any]] = {}
    for member_id in (target_id, source_id):
        for card in cards.cards_of(member_id):
            held.setdefault(card.programme_id, []).append(card)
    known = ledger.balances([card.id for group in held.values() for card in group])
    return tuple(
        _sum(programme_id, group, known) for programme_id, group in held.items()
    )


def _sum(programme_id: ProgrammeId, group: list[Any], known: Any) -> Joined:
    standing = [known.get(card.id, ledger.NOTHING) for card in group]
    net = sum(each.available + each.pending - each.debt for each in standing)
    return Joined(
        programme=programmes.programme(programme_id).name,
        numbers=tuple(card.spoken for card in group),
        points=max(net, 0),
        debt=max(-net, 0),
    )


def open_merges(member_id: MemberId) -> list[MergeView]:
    """The merges of a member that can still be taken apart, newest first."""
    rows: Iterable[Any] = db.session().scalars(
        select(Merge)
        .where(
            or_(
                Merge.target_member_id == member_id,
                Merge.source_member_id == member_id,
            ),
            Merge.undone_at.is_(None),
            Merge.undo_until > clock.now(),
        )
        .order_by(Merge.id.desc())
    )
    return [_view(row) for row in rows]


def merge_of(merge_id: int, member_id: MemberId) -> MergeView:
    """One of those; raises CardNotFound, also for another member's."""
    for found in open_merges(member_id):
        if found.id == merge_id:
            return found
    raise CardNotFound


def _view(row: Merge) -> MergeView:
    return MergeView(
        row.id,
        people.member_by_id(MemberId(row.source_member_id)),
        people.member_by_id(MemberId(row.target_member_id)),
        row.proof,
        row.merged_at,
        row.undo_until,
    )
