"""Members of the business: a list by date of joining, and a search."""

from collections.abc import Iterator

from flask import g, request
from flask.typing import ResponseReturnValue

from app.cards import directory
from app.cards.codes import spoken
from app.cards.directory import Holder
from app.core import audit, clock, db
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Row, Table
from app.insights.periods import Span
from app.ledger import queries as ledger
from app.people import addresses
from app.people.queries import MemberView
from app.web import files
from app.web.office import cursor
from app.web.office.door import blueprint, reads
from app.web.page import page

PAGE = 25
BATCH = 500


@blueprint.get("/members")
@reads
def members() -> ResponseReturnValue:
    """A page of members; ``q`` searches, ``after`` goes on."""
    search = _search()
    after = cursor.read(request.args.get("after"))
    found = directory.holders(search=search, before=after, limit=PAGE + 1)
    shown = found[:PAGE]
    balances = ledger.balances([h.card_id for h in shown if h.card_id is not None])
    lines = [
        {
            "holder": holder,
            "contact": contact(holder),
            "number": spoken(holder.number) if holder.number else "",
            "points": _points(holder, balances),
        }
        for holder in shown
    ]
    last = shown[-1] if len(found) > PAGE else None
    return page(
        "office/members.html",
        lines=lines,
        search=search,
        count=directory.count(),
        is_continued=after is not None,
        more=cursor.write(last.joined_at, last.member_id) if last else "",
    )


@blueprint.get("/members.<any(csv,xlsx):ending>")
@reads
def members_file(ending: str) -> ResponseReturnValue:
    """Everybody whom the search finds, with what the list shows of them."""
    search = _search()
    with db.writing():
        # Many guests leave the house in one file: who took it is kept.
        audit.note(
            "members.exported",
            subject="members",
            ending=ending,
            is_searched=bool(search),
        )
    table = Table(_("Members"), _columns(), _rows(search), g.business.zone)
    today = clock.today(g.business.zone)
    return files.download(table, ending, files.called("members", Span(today, today)))


def _search() -> str:
    return request.args.get("q", "").replace("\0", "").strip()


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Member"), width=24),
        Column(_("Card"), width=16),
        Column(_("Contact"), width=24),
        Column(_("Available"), Kind.NUMBER),
        Column(_("Joined"), Kind.MOMENT, 18),
    )


def _rows(search: str) -> Iterator[Row]:
    """Read batch by batch, so that a list of any length costs the same memory."""
    after = None
    while True:
        found = directory.holders(search=search, before=after, limit=BATCH)
        balances = ledger.balances([h.card_id for h in found if h.card_id is not None])
        for holder in found:
            yield (
                holder.name or _("Guest %(number)s", number=holder.member_id),
                spoken(holder.number) if holder.number else None,
                contact(holder),
                _points(holder, balances),
                holder.joined_at,
            )
        if len(found) < BATCH:
            return
        after = (found[-1].joined_at, found[-1].member_id)


def contact(member: Holder | MemberView) -> str:
    """Enough of a verified contact to recognise it; empty without one."""
    if member.phone is not None:
        return addresses.masked("phone", member.phone)
    if member.email is not None:
        return addresses.masked("email", member.email)
    return ""


def _points(holder: Holder, balances: dict[int, ledger.Balance]) -> int:
    if holder.card_id is None:
        return 0
    return balances.get(holder.card_id, ledger.NOTHING).available
