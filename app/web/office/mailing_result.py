"""How a mailing goes, and what came of it."""

from datetime import timedelta
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns import actions, figures, queries, spoken
from app.campaigns.queries import MailingView
from app.core import clock, locales
from app.core.locales import mark
from app.notifications import whys
from app.web import guards
from app.web.office.door import blueprint, manages
from app.web.office.mailing import groups_of_author
from app.web.office.mailing_form import CHANNEL_NAMES
from app.web.office.mailings import STATE_SIGNS, STATE_WORDS, only_by
from app.web.office.steps import StepForm
from app.web.page import page

UNDER_WAY = {"scheduled", "writing", "sending"}
_COPY = mark("%(name)s, again")


@blueprint.get("/mailings/<int:mailing_id>/result")
@manages
def mailing_result(mailing_id: int) -> ResponseReturnValue:
    """Progress while it goes out; figures for ever after."""
    return _show(queries.mailing(mailing_id, only_by()), StepForm(formdata=None))


@blueprint.post("/mailings/<int:mailing_id>/stop")
@manages
def stop_mailing(mailing_id: int) -> ResponseReturnValue:
    """Tell nobody more."""
    return _step(mailing_id, "stop", "mailing_result", actions.stop)


@blueprint.post("/mailings/<int:mailing_id>/put-back")
@manages
def put_mailing_back(mailing_id: int) -> ResponseReturnValue:
    """Make a draft again of what waits for its time."""
    return _step(mailing_id, "put_back", "mailing", actions.put_back)


@blueprint.post("/mailings/<int:mailing_id>/discard")
@manages
def discard_mailing(mailing_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    return _step(mailing_id, "discarded", "mailings", actions.discard)


@blueprint.post("/mailings/<int:mailing_id>/copy")
@manages
def copy_mailing(mailing_id: int) -> ResponseReturnValue:
    """Begin a new draft with everything that a mailing says."""
    found, form = queries.mailing(mailing_id, only_by()), StepForm()
    if not form.is_sent():
        return _show(found, form)
    answer = form.once(["copy", mailing_id], lambda: _copied(found))
    if answer is None:
        return _show(found, form)
    new_id = answer.body["mailing_id"]
    return redirect(url_for("office.mailing", mailing_id=new_id, done="copied"), 303)


def _copied(found: MailingView) -> dict[str, Any]:
    name = locales.gettext(_COPY, name=found.title)
    new_id = actions.copy(
        mailing_id=found.id,
        name=name,
        staff_id=guards.staff().id,
        within=groups_of_author(),
    )
    return {"mailing_id": new_id}


def _step(mailing_id: int, done: str, to: str, action: Any) -> ResponseReturnValue:
    found, form = queries.mailing(mailing_id, only_by()), StepForm()

    def run() -> dict[str, Any]:
        action(mailing_id=mailing_id)
        return {}

    if not form.is_sent() or form.once([done, mailing_id], run) is None:
        return _show(found, form)
    named = None if to == "mailings" else mailing_id
    return redirect(url_for(f"office.{to}", done=done, mailing_id=named), 303)


def _show(found: MailingView, form: StepForm) -> ResponseReturnValue:
    return page(
        "office/mailing_result.html",
        fragment="office/_mailing_progress.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        mailing=found,
        form=form,
        figures=figures.figures(found.id, found.started_at),
        is_under_way=found.state in UNDER_WAY,
        minutes_left=_minutes_left(found),
        state=locales.gettext(STATE_WORDS[found.state]),
        sign=STATE_SIGNS.get(found.state, "wait"),
        audience=spoken.sentences(found.content.audience, g.business.currency),
        channel_names={
            key: locales.gettext(each) for key, each in CHANNEL_NAMES.items()
        },
        why=lambda code: locales.gettext(whys.SENTENCES.get(code, code)),
        problem=next((str(each[0]) for each in form.errors.values()), ""),
        is_done=request.args.get("done", ""),
    )


def _minutes_left(found: MailingView) -> int | None:
    """How long the rest takes at the pace so far; None while nothing is known."""
    if found.state != "writing" or found.started_at is None or not found.recipients:
        return None
    took = clock.now() - found.started_at
    left = took * max(0, found.expected - found.recipients) / found.recipients
    return -(-left // timedelta(minutes=1))
