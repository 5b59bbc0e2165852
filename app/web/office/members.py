"""Members of the business: a list by date of joining, and a search."""

from flask import request
from flask.typing import ResponseReturnValue

from app.cards import directory
from app.cards.codes import spoken
from app.cards.directory import Holder
from app.ledger import queries as ledger
from app.people import addresses
from app.people.queries import MemberView
from app.web.office import cursor
from app.web.office.door import blueprint, reads
from app.web.page import page

PAGE = 25


@blueprint.get("/members")
@reads
def members() -> ResponseReturnValue:
    """A page of members; ``q`` searches, ``after`` goes on."""
    search = request.args.get("q", "").replace("\0", "").strip()
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
