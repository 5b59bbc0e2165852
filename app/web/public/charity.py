"""Donations for everybody to check: how much, to whom, by which documents (M7)."""

from flask import Response
from werkzeug import Response as Answer

from app.charity import queries
from app.charity.errors import NoCharity
from app.web import session
from app.web.page import page


def charity() -> Response | Answer:
    """The running total, the budget, what was sent, and what is the reader's part."""
    if not queries.has_any():
        raise NoCharity
    visitor = session.visitor()
    drives = queries.charities()
    return page(
        "public/charity.html",
        running=queries.running(),
        drives=[(each, queries.totals(each.id)) for each in drives],
        funds={each.id: each.fund for each in drives},
        totals=queries.totals(),
        batches=queries.batches(sent=True),
        mine_minor=queries.of_person(visitor.person_id) if visitor else 0,
    )


def charity_document(batch_id: int) -> Response:
    """A payment document, as it was uploaded; never anything that runs."""
    data, kind = queries.document(batch_id)
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = "inline"
    return answer
