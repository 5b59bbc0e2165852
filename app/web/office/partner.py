"""One partner: what is agreed, what waits for a decision, what is owed, the months."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.coalitions import deposits, limits, pacts, statements
from app.coalitions.errors import BadDocument
from app.coalitions.pacts import Partner, TermsView
from app.coalitions.terms import Cover
from app.core import locales
from app.core.errors import NotFound
from app.core.locales import mark
from app.web.office import terms_form
from app.web.office.door import blueprint, owns, touches_all
from app.web.office.forms import (
    LineField,
    Needed,
    OfficeForm,
    day_field,
    money_field,
)
from app.web.office.steps import StepForm
from app.web.page import page

DAYS = 31


class DepositForm(OfficeForm):
    """What was paid into the pool."""

    amount = money_field(mark("Sum"), (1, 100_000_000_00))
    number = LineField(
        mark("Number of the payment document"),
        validators=[Needed(mark(BadDocument.sentence), deposits.LONGEST_NUMBER)],
    )
    paid_on = day_field(mark("Paid on"))


@blueprint.get("/partners/<int:pact_id>")
@touches_all
def partner(pact_id: int) -> ResponseReturnValue:
    """The contract with one partner."""
    return _show(pact_id, StepForm(formdata=None), DepositForm(formdata=None))


@blueprint.post("/partners/<int:pact_id>/steps")
@owns
def partner_step(pact_id: int) -> ResponseReturnValue:
    """Confirm, decline, agree to other terms or refuse them, give notice."""
    form, step = StepForm(), request.form.get("do", "")
    known = pacts.partner(pact_id)
    if step not in _STEPS:
        raise NotFound

    def take() -> dict[str, Any]:
        _STEPS[step](known)
        return {}

    number = known.open.number if known.open else 0
    if form.is_sent() and form.once([step, number], take) is not None:
        return redirect(url_for("office.partner", pact_id=pact_id, done=step), 303)
    return _show(pact_id, form, DepositForm(formdata=None))


@blueprint.post("/partners/<int:pact_id>/deposits")
@owns
def pay_into_pool(pact_id: int) -> ResponseReturnValue:
    """Write down what we paid into the pool."""
    form = DepositForm()
    pacts.pact(pact_id)

    def pay_in() -> dict[str, Any]:
        deposits.pay_in(
            pact_id=pact_id,
            amount_minor=form.amount.value,
            document_number=form.number.data or "",
            paid_on=form.paid_on.value,
        )
        return {}

    if form.is_sent() and form.send(pay_in, field="number") is not None:
        return redirect(url_for("office.partner", pact_id=pact_id, done="paid_in"), 303)
    return _show(pact_id, StepForm(formdata=None), form)


@blueprint.post("/partners/<int:pact_id>/deposits/<int:deposit_id>/confirmation")
@owns
def confirm_deposit(pact_id: int, deposit_id: int) -> ResponseReturnValue:
    """Say that the partner's payment has come."""
    form = StepForm()
    pacts.pact(pact_id)

    def confirm() -> dict[str, Any]:
        deposits.confirm(pact_id=pact_id, deposit_id=deposit_id)
        return {}

    if form.is_sent() and form.once(deposit_id, confirm) is not None:
        address = url_for("office.partner", pact_id=pact_id, done="confirmed")
        return redirect(address, 303)
    return _show(pact_id, form, DepositForm(formdata=None))


def _agree(known: Partner) -> None:
    number = known.open.number if known.open else 0
    pacts.decide(pact_id=known.pact.id, number=number, is_yes=True)


def _refuse(known: Partner) -> None:
    number = known.open.number if known.open else 0
    pacts.decide(pact_id=known.pact.id, number=number, is_yes=False)


_STEPS: dict[str, Callable[[Partner], Any]] = {
    "confirm": lambda known: pacts.confirm(pact_id=known.pact.id),
    "decline": lambda known: pacts.decline(pact_id=known.pact.id),
    "agree": _agree,
    "refuse": _refuse,
    "notice": lambda known: pacts.give_notice(pact_id=known.pact.id),
}


def _show(pact_id: int, step: StepForm, deposit: DepositForm) -> ResponseReturnValue:
    found = pacts.partner(pact_id)
    shown = found.now or found.open or pacts.versions(pact_id)[0]
    today = found.pact.today
    has_errors = bool(step.errors or deposit.errors)
    return page(
        "office/partner.html",
        status=422 if has_errors else 200,
        error_title=has_errors,
        partner=found,
        shown=shown,
        step=step,
        deposit_form=deposit,
        facts=_words(found, shown),
        open_facts=_words(found, found.open) if found.open and found.now else (),
        days=statements.days(pact_id, today - timedelta(days=DAYS), today),
        statements=statements.of_pact(found.pact),
        balance=limits.balance(pact_id, g.business.id),
        pool=_pool(found, shown),
        deposits=deposits.of_pact(pact_id),
        sum_text=terms_form.sum_text,
        currency=shown.terms.currency,
        money_in=locales.money,
        month_of=locales.month,
    )


def _words(found: Partner, version: TermsView) -> terms_form.Rows:
    return terms_form.words(
        version.terms,
        is_first=found.pact.is_first,
        ours=g.business,
        theirs=found.other,
    )


def _pool(found: Partner, shown: TermsView) -> tuple[int, int] | None:
    """What is left in the pool for our points and for the partner's."""
    if shown.terms.cover is not Cover.POOL:
        return None
    return (
        deposits.left(found.pact.id, g.business.id),
        deposits.left(found.pact.id, found.pact.other_id),
    )
