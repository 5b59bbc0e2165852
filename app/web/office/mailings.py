"""All mailings: drafts, those that wait for their time, what came of the rest."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns import patterns, queries
from app.campaigns.queries import MailingView
from app.core.ids import StaffId
from app.core.locales import mark
from app.web import guards, paging
from app.web.office.door import blueprint, manages
from app.web.page import page

PAGE = 20
STATE_WORDS = {
    "draft": mark("draft"),
    "scheduled": mark("scheduled"),
    "writing": mark("being written down"),
    "sending": mark("being sent"),
    "done": mark("sent"),
    "stopped": mark("stopped"),
}
STATE_SIGNS = {"done": "good", "stopped": "bad", "draft": "info"}


@blueprint.get("/mailings", endpoint="mailings")
@manages
def all_mailings() -> ResponseReturnValue:
    """The mailings, the newest first, and beginnings for a new one."""
    before = paging.row_id(request.args.get("before", ""))
    shown = queries.mailings(PAGE + 1, before, only_by())
    rows = shown[:PAGE]
    return page(
        "office/mailings.html",
        mailings=rows,
        links={each.id: address(each) for each in rows},
        state_words=STATE_WORDS,
        state_signs=STATE_SIGNS,
        more=rows[-1].id if len(shown) > PAGE else None,
        is_continued=before is not None,
        patterns=patterns.PATTERNS,
    )


def only_by() -> StaffId | None:
    """Who is limited to groups of guests sees the mailings that they wrote themselves."""
    return guards.staff().id if guards.staff().is_limited_to_groups else None


def address(mailing: MailingView) -> str:
    """Where one goes on with a mailing."""
    endpoint = "office.mailing" if mailing.is_draft else "office.mailing_result"
    return url_for(endpoint, mailing_id=mailing.id)
