"""A month with a partner: totals, days without guests, accepted, disputed, settled."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.coalitions import pacts, statements
from app.coalitions.deposits import LONGEST_NUMBER
from app.coalitions.errors import BadDocument, StatementNotFound
from app.coalitions.pacts import Partner
from app.coalitions.statements import DayLine, Statement
from app.coalitions.terms import to_minor
from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.exchange.tables import Column, Kind, Row, Table
from app.wallet import papers
from app.web import files
from app.web.office import terms_form
from app.web.office.door import blueprint, owns, touches_all
from app.web.office.forms import (
    BlockField,
    LineField,
    Needed,
    OfficeForm,
    day_field,
)
from app.web.office.steps import StepForm
from app.web.page import page


class WordsForm(OfficeForm):
    """What is wrong, or what is said to it."""

    words = BlockField(
        mark("In your words"),
        validators=[
            Needed(
                mark("Write up to 500 characters about it."), statements.LONGEST_DISPUTE
            )
        ],
    )


class SettleForm(OfficeForm):
    """The document of the payment."""

    number = LineField(
        mark("Number of the payment document"),
        validators=[Needed(mark(BadDocument.sentence), LONGEST_NUMBER)],
    )
    paid_on = day_field(mark("Paid on"))


@blueprint.get("/partners/<int:pact_id>/statements/<month>")
@touches_all
def statement(pact_id: int, month: str) -> ResponseReturnValue:
    """One month as this side sees it."""
    return _show(pact_id, _month(month), StepForm(formdata=None))


@blueprint.get("/partners/<int:pact_id>/statements/<month>/file.<any(csv,xlsx):ending>")
@touches_all
def statement_file(pact_id: int, month: str, ending: str) -> ResponseReturnValue:
    """The days of a month as a file."""
    found, seen = _found(pact_id, _month(month))
    lines = statements.month_days(pact_id, seen.month)
    table = Table(_("Statement"), _columns(seen), _rows(lines))
    return files.download(table, ending, f"partner-{found.pact.id}-{month}")


@blueprint.get("/partners/<int:pact_id>/statements/<month>/statement.pdf")
@touches_all
def statement_pdf(pact_id: int, month: str) -> ResponseReturnValue:
    """The month on paper, to be signed or filed."""
    found, seen = _found(pact_id, _month(month))
    answer = Response(_paper(found, seen), mimetype="application/pdf")
    name = f"{g.business.slug}-partner-{found.pact.id}-{month}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.post("/partners/<int:pact_id>/statements/<month>/steps")
@owns
def statement_step(pact_id: int, month: str) -> ResponseReturnValue:
    """Accept a month, or take a dispute back."""
    form, day, step = StepForm(), _month(month), request.form.get("do", "")
    _found(pact_id, day)
    if step not in _STEPS:
        raise StatementNotFound

    def take() -> dict[str, Any]:
        _STEPS[step](pact_id=pact_id, month=day)
        return {}

    if form.is_sent() and form.once(step, take) is not None:
        return _back(pact_id, month, step)
    return _show(pact_id, day, form)


@blueprint.post("/partners/<int:pact_id>/statements/<month>/<any(dispute,answer):what>")
@owns
def statement_words(pact_id: int, month: str, what: str) -> ResponseReturnValue:
    """Dispute a month in words, or answer the partner's dispute."""
    form, day = WordsForm(), _month(month)
    _found(pact_id, day)
    say = statements.dispute if what == "dispute" else statements.answer

    def tell() -> dict[str, Any]:
        say(pact_id=pact_id, month=day, words=form.words.data or "")
        return {}

    if form.is_sent() and form.send(tell, field="words") is not None:
        return _back(pact_id, month, what)
    return _show(pact_id, day, StepForm(formdata=None), words=form)


@blueprint.post("/partners/<int:pact_id>/statements/<month>/settlement")
@owns
def settle_statement(pact_id: int, month: str) -> ResponseReturnValue:
    """Write down that the month was paid, by which document."""
    form, day = SettleForm(), _month(month)
    _found(pact_id, day)

    def settle() -> dict[str, Any]:
        statements.settle(
            pact_id=pact_id,
            month=day,
            document_number=form.number.data or "",
            paid_on=form.paid_on.value,
        )
        return {}

    if form.is_sent() and form.send(settle, field="number") is not None:
        return _back(pact_id, month, "settled")
    return _show(pact_id, day, StepForm(formdata=None), settle=form)


_STEPS: dict[str, Callable[..., None]] = {
    "accept": statements.accept,
    "drop": statements.drop_dispute,
}


def _month(text: str) -> date:
    """The first day of a month written as 2026-03; raises StatementNotFound."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise StatementNotFound from error


def _found(pact_id: int, month: date) -> tuple[Partner, Statement]:
    found = pacts.partner(pact_id)
    return found, statements.statement(found.pact, month)


def _back(pact_id: int, month: str, done: str) -> ResponseReturnValue:
    address = url_for("office.statement", pact_id=pact_id, month=month, done=done)
    return redirect(address, 303)


def _show(
    pact_id: int,
    month: date,
    step: StepForm,
    *,
    words: WordsForm | None = None,
    settle: SettleForm | None = None,
) -> ResponseReturnValue:
    found, seen = _found(pact_id, month)
    words = words or WordsForm(formdata=None)
    settle = settle or SettleForm(formdata=None)
    has_errors = bool(step.errors or words.errors or settle.errors)
    return page(
        "office/statement.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        partner=found,
        statement=seen,
        month=month,
        month_name=locales.month(month),
        lines=statements.month_days(pact_id, month),
        step=step,
        words_form=words,
        settle_form=settle,
        sum_text=terms_form.sum_text,
        money_in=locales.money,
    )


def _columns(seen: Statement) -> tuple[Column, ...]:
    currency = _("in %(currency)s", currency=seen.currency)
    return (
        Column(_("Day"), Kind.DAY),
        Column(_("Our points spent there"), Kind.NUMBER),
        Column(f"{_('We owe')}, {currency}", Kind.MONEY),
        Column(_("Their points spent here"), Kind.NUMBER),
        Column(f"{_('We are owed')}, {currency}", Kind.MONEY),
    )


def _rows(lines: list[DayLine]) -> Iterator[Row]:
    for line in lines:
        yield (
            line.day,
            line.ours_points,
            to_minor(line.ours_amount),
            line.theirs_points,
            to_minor(line.theirs_amount),
        )


def _paper(found: Partner, seen: Statement) -> bytes:
    money = terms_form.sum_text
    lines = statements.month_days(found.pact.id, seen.month)
    return papers.paper(
        title=_("Statement for %(month)s", month=locales.month(seen.month)),
        lines=(
            _(
                "%(ours)s with %(theirs)s",
                ours=g.business.name,
                theirs=found.other.name,
            ),
            _("We owe: %(sum)s", sum=money(seen.ours_amount, seen.currency)),
            _("We are owed: %(sum)s", sum=money(seen.theirs_amount, seen.currency)),
            net_words(found, seen),
        ),
        heads=[column.title for column in _columns(seen)],
        rows=[
            (
                locales.day(line.day),
                locales.number_text(line.ours_points),
                money(line.ours_amount, seen.currency),
                locales.number_text(line.theirs_points),
                money(line.theirs_amount, seen.currency),
            )
            for line in lines
        ],
        language=locales.language(),
    )


def net_words(found: Partner, seen: Statement) -> str:
    """Who pays whom how much."""
    total = locales.money(abs(seen.net_minor), seen.currency)
    if seen.net_minor == 0:
        return _("Nobody owes anything")
    if seen.net_minor < 0:
        return _("We pay %(partner)s %(sum)s", partner=found.other.name, sum=total)
    return _("%(partner)s pays us %(sum)s", partner=found.other.name, sum=total)
