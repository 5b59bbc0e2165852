"""Would guests recommend the business: the figure by quarters, its words, and a file."""

from collections.abc import Iterator

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, locales
from app.core.locales import gettext as _
from app.exchange.tables import Column, Kind, Row, Table
from app.insights.periods import Span
from app.surveys import asking, queries, rules
from app.surveys.queries import Quarter
from app.surveys.rules import Tally
from app.web import files, survey_words
from app.web.office.door import blueprint, is_manager, moderates
from app.web.page import page


@blueprint.get("/nps")
@moderates
def nps() -> ResponseReturnValue:
    """This quarter, the ones before, and what guests added in words."""
    quarters = queries.quarters(g.business.zone)
    group = request.args.get("group", "")
    group = group if group in survey_words.GROUPS else ""
    before = survey_words.place(request.args.get("before", ""))
    found = queries.comments(group=group, before=before, has_names=is_manager())
    more = survey_words.spelt(found.next_before)
    return page(
        "office/nps.html",
        quarters=quarters,
        titles=[
            f"{survey_words.quarter(q.first_day)}: {_said(q.tally)}" for q in quarters
        ],
        now=quarters[-1] if quarters else None,
        quarter=survey_words.quarter,
        signed=locales.signed,
        groups=survey_words.GROUPS,
        group=group,
        found=found,
        limits=rules,
        more=more and url_for("office.nps", group=group or None, before=more),
    )


@blueprint.get("/nps.<any(csv,xlsx):ending>")
@moderates
def nps_file(ending: str) -> ResponseReturnValue:
    """The table of the quarters as a file."""
    quarters = queries.quarters(g.business.zone)
    table = Table(_("Recommendations"), _columns(), _rows(quarters))
    first = quarters[0].first_day if quarters else asking.current(g.business.zone)
    span = Span(first, clock.today(g.business.zone))
    return files.download(table, ending, files.called("nps", span))


def _said(tally: Tally) -> str:
    return _("few answers") if tally.score is None else locales.signed(tally.score)


def _columns() -> tuple[Column, ...]:
    groups = (_(words) for words in survey_words.GROUPS.values())
    return (
        Column(_("First day of the quarter"), Kind.DAY),
        Column(_("Answers"), Kind.NUMBER),
        *(Column(words, Kind.NUMBER) for words in groups),
        Column(_("NPS"), Kind.NUMBER),
        Column(_("95 times of 100: from"), Kind.NUMBER),
        Column(_("95 times of 100: to"), Kind.NUMBER),
    )


def _rows(quarters: list[Quarter]) -> Iterator[Row]:
    for each in quarters:
        tally = each.tally
        yield (
            each.first_day,
            tally.count,
            tally.promoters,
            tally.passives,
            tally.detractors,
            tally.score,
            *(tally.interval or (None, None)),
        )
