"""Who a member is: numbers of their cards, contacts, what was joined, papers signed."""

from flask import request
from flask.typing import ResponseReturnValue

from app.cards import merges, papers
from app.cards import queries as cards
from app.core.ids import MemberId
from app.people import contacts, queries
from app.web.office.door import blueprint, touches_all
from app.web.page import page


@blueprint.get("/members/<int:member_id>/identity")
@touches_all
def identity(member_id: MemberId) -> ResponseReturnValue:
    """Everything by which a member is recognised, and what can be done about it."""
    member = queries.member_by_id(member_id)
    return page(
        "office/identity.html",
        member=member,
        cards=cards.cards_of(member_id),
        contacts=contacts.masked_of_member(member_id),
        changes=contacts.changes(member_id),
        merges=merges.open_merges(member_id),
        papers=papers.papers(member_id),
        done=request.args.get("done", ""),
    )
