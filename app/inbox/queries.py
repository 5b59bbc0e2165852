"""The inbox as screens read it: one list, how much waits, how soon it is answered."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.chat import queries as chat
from app.core import db
from app.inbox.items import Item, Source, Unanswered, Wanted
from app.trust import counters as checks

PAGE = 30
MOST_PAGES = 100


@dataclass(frozen=True)
class Listed:
    """A page of the list."""

    items: list[Item]
    has_more: bool


@dataclass(frozen=True)
class Waiting:
    """What the menu says beside its entries."""

    inbox: int = 0
    checks: int = 0
    chats: int = 0


def listed(wanted: Wanted, sources: Collection[Source]) -> Listed:
    """What is open by deadline, what is done by the newest."""
    number = min(wanted.number, MOST_PAGES)
    found: list[Item] = []
    for source in sources:
        if not wanted.kind or wanted.kind in source.kinds:
            found += source.listed(wanted, number * PAGE + 1)
    if wanted.state == "done":
        found.sort(key=lambda item: item.created_at, reverse=True)
    else:
        found.sort(key=lambda item: (item.due_at, item.created_at))
    begin = (number - 1) * PAGE
    return Listed(found[begin : begin + PAGE], len(found) > begin + PAGE)


def unanswered(sources: Collection[Source]) -> Unanswered:
    """What waits in the business in scope, from all of these sources."""
    found = [source.unanswered() for source in sources]
    oldest = [each.oldest for each in found if each.oldest is not None]
    return Unanswered(
        sum(each.count for each in found),
        sum(each.overdue for each in found),
        min(oldest, default=None),
    )


def waiting(
    sources: Collection[Source], *, with_checks: bool, with_chats: bool
) -> Waiting:
    """How much waits in the inbox, among the checks and in chats: one statement."""
    counts = [source.count() for source in sources]
    sums = list(checks.counts()) if with_checks else []
    talks = [chat.count_waiting()] if with_chats else []
    if not counts and not sums and not talks:
        return Waiting()
    asked = select(*counts, *sums, *talks)
    row = [int(each) for each in db.session().execute(asked).one()]
    own, to_check = row[: len(counts)], row[len(counts) : len(counts) + len(sums)]
    return Waiting(sum(own), sum(to_check), sum(row[len(counts) + len(sums) :]))
