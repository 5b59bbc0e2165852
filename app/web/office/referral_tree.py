"""Who brought whom, and what a period of invitations has cost."""

from collections.abc import Iterator

from flask import g
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.exchange.tables import Column, Kind, Row, Table
from app.insights.periods import MONTH
from app.referrals import trees
from app.web import files
from app.web.office import periods
from app.web.office.door import blueprint, touches_all
from app.web.page import page

STANDINGS = {
    "waiting": mark("waits for the first purchase"),
    "pending": mark("on hold"),
    "paid": mark("given"),
    "held": mark("waits for a look"),
    "void": mark("purchase returned"),
    "declined": mark("declined"),
}
MOST_SHOWN = 50


@blueprint.get("/referrals/tree")
@touches_all
def referral_tree() -> ResponseReturnValue:
    """The cost of a period, and the liveliest guests with those they brought."""
    period, dates = periods.asked(MONTH)
    tree = trees.tree()
    return page(
        "office/referral_tree.html",
        status=422 if dates.errors else 200,
        error_title=bool(dates.errors),
        period=period,
        dates=dates,
        presets=periods.named(),
        span=periods.in_words(period.span),
        cost=trees.cost(*periods.bounds(period.span)),
        roots=tree.roots[:MOST_SHOWN],
        is_whole=tree.is_whole and len(tree.roots) <= MOST_SHOWN,
        standings=STANDINGS,
    )


@blueprint.get("/referrals/tree.<any(csv,xlsx):ending>")
@touches_all
def referral_tree_file(ending: str) -> ResponseReturnValue:
    """The whole tree as a file."""
    currency = locales.gettext("in %(currency)s", currency=g.business.currency)
    columns = (
        Column(_("Depth"), Kind.NUMBER),
        Column(_("Guest"), width=24),
        Column(_("Invited by"), width=24),
        Column(_("Joined"), Kind.MOMENT),
        Column(_("State"), width=24),
        Column(_("Friends in all"), Kind.NUMBER),
        Column(_("Points for who invited"), Kind.NUMBER),
        Column(f"{_('First purchase')}, {currency}", Kind.MONEY),
    )
    table = Table(_("Invitations of friends"), columns, _rows(), g.business.zone)
    return files.download(table, ending, "referrals")


def _rows() -> Iterator[Row]:
    for depth, each, above in trees.tree().rows():
        yield (
            depth,
            each.name or str(each.member_id),
            (above.name or str(above.member_id)) if above else "",
            each.joined_at,
            _(STANDINGS[each.standing]) if each.standing else "",
            each.count,
            each.points,
            each.first_purchase_minor,
        )
