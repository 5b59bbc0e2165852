"""How soon guests are called back, and who reads comments first."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.core.locales import mark
from app.space import subscriptions, talk_rules
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm, number_field
from app.web.page import page

SHORTEST, LONGEST = 15, 2880


class RulesForm(OfficeForm):
    """Two rules of conversation."""

    minutes = number_field(mark("Call back within"), (SHORTEST, LONGEST))
    comments = RadioField(
        mark("Comments are seen"),
        choices={
            "before": mark("after somebody of the team has read them"),
            "after": mark("at once; the team can hide them later"),
        },
    )


@blueprint.route("/requests/rules", methods=["GET", "POST"])
@manages
def request_rules() -> ResponseReturnValue:
    """Choose them."""
    known = talk_rules.rules()
    form = RulesForm(
        data={
            "minutes": known.call_back_minutes,
            "comments": "before" if known.is_premoderated else "after",
        }
    )

    def change() -> dict[str, Any]:
        talk_rules.change(
            is_premoderated=form.comments.data == "before",
            call_back_minutes=int(form.minutes.data or 0),
        )
        return {}

    if form.is_sent() and form.send(change, field="minutes") is not None:
        return redirect(url_for("office.request_rules", done="changed"), 303)
    active, suspended = subscriptions.counts()
    return page(
        "office/request_rules.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        active=active,
        suspended=suspended,
    )
