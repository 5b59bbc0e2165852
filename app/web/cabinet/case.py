"""Why points are being checked: reasons, answers, the decision, a second look (M12)."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.sales import queries as receipts
from app.trust import cases, reviews
from app.trust.words import CASE_REASONS, CASE_STATES, CASE_STEPS, REVIEW_STATES
from app.web.cabinet.door import blueprint, card
from app.web.lines import AtMost, BlockField
from app.web.page import page
from app.web.sending import OnceForm

LONGEST = 1000


class AnswerForm(OnceForm):
    """What the holder wants to say."""

    text = BlockField(mark("Your answer"), validators=[AtMost(LONGEST)])


@blueprint.get("/checks")
def case() -> ResponseReturnValue:
    """Every check of the card, and every purchase whose points wait."""
    return _show(AnswerForm(formdata=None), 0)


@blueprint.post("/checks/<int:case_id>/answers")
def answer_case(case_id: int) -> ResponseReturnValue:
    """Say something to an open check, or ask for a second look at a decided one."""
    form = AnswerForm()
    say = cases.appeal if request.form.get("do") == "appeal" else cases.answer

    def change() -> dict[str, str]:
        say(case_id=case_id, card_id=card().id, text=form.text.data or "")
        return {}

    if form.is_sent() and form.send(change, field="text") is not None:
        return redirect(url_for("cabinet.case", done="sent"), 303)
    return _show(form, case_id)


def _show(form: AnswerForm, about: int) -> ResponseReturnValue:
    found = cases.of_card(card().id)
    return page(
        "cabinet/case.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        about=about,
        cases=[(each, cases.steps_of(each.id), _evidence(each)) for each in found],
        reviews=reviews.of_card(card().id),
        reasons=CASE_REASONS,
        states=CASE_STATES,
        steps=CASE_STEPS,
        review_states=REVIEW_STATES,
    )


def _evidence(found: cases.CaseRow) -> list[receipts.ReceiptRow]:
    return [receipts.receipt(each).row for each in found.receipts]
