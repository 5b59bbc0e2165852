"""Liability: what is owed in points, and the part of the sales that waits for them."""

from collections.abc import Iterator
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from app.core import locales
from app.core.errors import Refused
from app.core.locales import gettext as _
from app.core.locales import mark
from app.exchange.tables import Column, Kind, Row, Table
from app.insights import liability as insights
from app.insights.liability import Liability
from app.insights.periods import MONTH
from app.web import files
from app.web.office import periods
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm, percent_field
from app.web.page import page


class ShareForm(OfficeForm):
    """How many of the points will be spent, as the accountant expects."""

    class Meta(OfficeForm.Meta):
        """Nothing is changed by looking."""

        csrf = False

    expected = percent_field(
        mark("Share of points expected to be spent"), is_needed=False
    )


class BadShare(Refused):
    """A file was asked for with a share that is none."""

    code = "bad_share"
    sentence = "Write the expected share as a percentage from 0 to 100."


@blueprint.get("/liability")
@manages
def liability() -> ResponseReturnValue:
    """Every programme's promise in a period."""
    period, dates = periods.asked(MONTH)
    form = ShareForm(formdata=request.args)
    has_errors = bool(dates.errors) or not form.validate()
    share = None if has_errors else form.expected.data
    return page(
        "office/liability.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        dates=dates,
        form=form,
        period=period,
        presets=periods.named(),
        chosen=periods.arguments(period),
        kept=_kept(),
        span=periods.in_words(period.span),
        rows=insights.liabilities(period.span, g.business.zone, share),
    )


@blueprint.get("/liability.<any(csv,xlsx):ending>")
@manages
def liability_file(ending: str) -> ResponseReturnValue:
    """The same table as a file."""
    span = periods.asked_for_a_file(MONTH).span
    form = ShareForm(formdata=request.args)
    if not form.validate():
        raise BadShare
    rows = insights.liabilities(span, g.business.zone, form.expected.data)
    table = Table(_("Liability"), _columns(), _rows(rows))
    return files.download(table, ending, files.called("liability", span))


def _kept() -> dict[str, Any]:
    """The share that was written, for links to other periods and to the files."""
    typed = request.args.get("expected", "")
    return {"expected": typed} if typed else {}


def _columns() -> tuple[Column, ...]:
    currency = locales.gettext("in %(currency)s", currency=g.business.currency)
    money = [
        _("Owed on cards today"),
        _("Sales of the period"),
        _("Given with them"),
        _("Of it spent"),
        _("Of it expired"),
        _("Set aside for points"),
        _("Revenue at once"),
        _("Released by now"),
        _("Still set aside"),
    ]
    return (
        Column(_("Card"), width=32),
        Column(_("Share expected to be spent"), Kind.PERCENT),
        *(Column(f"{words}, {currency}", Kind.MONEY) for words in money),
    )


def _rows(found: list[Liability]) -> Iterator[Row]:
    for each in found:
        value, parts = each.value_minor, each.deferral
        yield (
            each.name,
            each.share,
            each.outstanding * value,
            each.sales_minor,
            each.cohort.kept * value,
            each.cohort.spent * value,
            each.cohort.expired * value,
            parts.allocated_minor,
            parts.revenue_minor,
            parts.released_minor,
            parts.left_minor,
        )
