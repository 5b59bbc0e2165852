"""The question of the quarter: how likely a guest is to recommend the business."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField

from app.core.locales import mark
from app.surveys import actions, asking, queries, rules
from app.surveys.errors import QuarterOver, ScoreMissing
from app.web import survey_words
from app.web.cabinet.door import blueprint, card
from app.web.errors import sentence_of
from app.web.lines import AtMost, BlockField
from app.web.page import page
from app.web.sending import OnceForm

SCORES = {str(score): str(score) for score in rules.SCORES}


class SurveyForm(OnceForm):
    """A number, and words for who likes to give them.

    ``quarter`` is the one the page spoke of: an answer must not slip into the next one.
    """

    quarter = HiddenField()
    score = RadioField(
        mark("From 0, not at all, to 10, for certain"),
        choices=SCORES,
        validate_choice=False,
    )
    text = BlockField(
        mark("What is the main reason?"), validators=[AtMost(rules.LONGEST)]
    )


@blueprint.route("/nps", methods=["GET", "POST"])
def nps() -> ResponseReturnValue:
    """See the question; a POST answers it, or answers it anew."""
    member_id, zone = card().member_id, g.business.zone
    quarter = asking.current(zone)
    mine = queries.of_quarter(member_id, quarter)
    values: dict[str, Any] = {"quarter": quarter.isoformat()}
    if mine is not None:
        values |= {"score": str(mine.score), "text": mine.text}
    form = SurveyForm(data=values)
    if _is_sent(form) and form.send(lambda: _answer(form), field="score") is not None:
        return redirect(url_for("cabinet.nps", done="answered"), 303)
    return page(
        "cabinet/nps.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        mine=mine,
        is_open=asking.is_open(member_id, quarter, zone),
        last_day=rules.last_day(quarter),
        limits=rules,
    )


def _is_sent(form: SurveyForm) -> bool:
    is_fine = form.is_sent()
    if request.method == "POST" and form.score.data not in SCORES:
        form.refuse("score", sentence_of(ScoreMissing()))
        return False
    return is_fine


def _answer(form: SurveyForm) -> dict[str, Any]:
    quarter = survey_words.day(form.quarter.data or "")
    if quarter is None:
        raise QuarterOver
    actions.answer(
        member_id=card().member_id,
        quarter=quarter,
        score=int(form.score.data),
        text=form.text.data or "",
    )
    return {}
