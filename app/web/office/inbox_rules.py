"""By when guests are to be answered, and who reads comments first."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.core.locales import mark
from app.space import subscriptions, talk_rules
from app.space.talk_rules import Rules
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm, number_field
from app.web.page import page

CALL_BACK, CHAT = (15, 2880), (5, 2880)
DAYS, HOURS = (1, 60), (1, 336)


class RulesForm(OfficeForm):
    """The rules of conversation."""

    minutes = number_field(mark("Call back within"), CALL_BACK)
    chat = number_field(mark("Answer in the chat within"), CHAT)
    applications = number_field(mark("Answer an application within"), DAYS)
    comment_hours = number_field(mark("Read a comment within"), HOURS)
    review_hours = number_field(mark("Answer a review within"), HOURS)
    comments = RadioField(
        mark("Comments are seen"),
        choices={
            "before": mark("after somebody of the team has read them"),
            "after": mark("at once; the team can hide them later"),
        },
    )


@blueprint.route("/inbox/rules", methods=["GET", "POST"])
@manages
def inbox_rules() -> ResponseReturnValue:
    """Choose them."""
    form = RulesForm(data=_values(talk_rules.rules()))

    def change() -> dict[str, Any]:
        talk_rules.change(rules=_rules(form))
        return {}

    if form.is_sent() and form.send(change, field="minutes") is not None:
        return redirect(url_for("office.inbox_rules", done="changed"), 303)
    active, suspended = subscriptions.counts()
    return page(
        "office/inbox_rules.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        active=active,
        suspended=suspended,
    )


@blueprint.get("/requests/rules")
@manages
def inbox_rules_moved() -> ResponseReturnValue:
    """Where they stood before."""
    return redirect(url_for("office.inbox_rules"), 301)


def _values(known: Rules) -> dict[str, object]:
    return {
        "minutes": known.call_back_minutes,
        "chat": known.chat_minutes,
        "applications": known.application_days,
        "comment_hours": known.comment_hours,
        "review_hours": known.review_hours,
        "comments": "before" if known.is_premoderated else "after",
    }


def _rules(form: RulesForm) -> Rules:
    return Rules(
        is_premoderated=form.comments.data == "before",
        call_back_minutes=form.minutes.value,
        chat_minutes=form.chat.value,
        application_days=form.applications.value,
        comment_hours=form.comment_hours.value,
        review_hours=form.review_hours.value,
    )
