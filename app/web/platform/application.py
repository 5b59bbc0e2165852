"""One application: what does not fit, and the decision about it."""

from babel import Locale
from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.core import db, locales
from app.core.errors import AppError
from app.onboarding import actions, queries
from app.onboarding.errors import DecidedAlready, ReasonNeeded
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.platform.applications import doubts, is_home
from app.web.platform.door import blueprint, operator_id


class DecisionForm(Form):
    """Why an application is refused; an approval needs no words."""

    reason = TextAreaField()


@blueprint.get("/applications/<int:application_id>")
def application(application_id: int) -> ResponseReturnValue:
    """Everything that was written, and two buttons."""
    return _show(application_id, DecisionForm(formdata=None))


@blueprint.post("/applications/<int:application_id>/approve")
def approve(application_id: int) -> ResponseReturnValue:
    """Open the business; its owner gets a letter."""
    form = DecisionForm()
    if not form.is_sent():
        return _show(application_id, form, 422)
    try:
        with db.writing():
            actions.approve(
                application_id=application_id,
                operator_id=operator_id(),
                trial_months=session.config().trial_months,
            )
    except DecidedAlready:
        return _decided(application_id)
    except AppError as error:
        if error.status == 404:  # noqa: PLR2004 - no such application
            raise
        form.form_errors.append(sentence_of(error))
        return _show(application_id, form, 422)
    return redirect(url_for("platform.applications", done="approved"), 303)


@blueprint.post("/applications/<int:application_id>/refuse")
def refuse(application_id: int) -> ResponseReturnValue:
    """Refuse it with a reason, which its owner reads."""
    form = DecisionForm()
    if not form.is_sent():
        return _show(application_id, form, 422)
    try:
        with db.writing():
            actions.refuse(
                application_id=application_id,
                operator_id=operator_id(),
                reason=form.reason.data or "",
            )
    except DecidedAlready:
        return _decided(application_id)
    except ReasonNeeded as error:
        form.refuse("reason", sentence_of(error))
        return _show(application_id, form, 422)
    return redirect(url_for("platform.applications", done="refused"), 303)


def _decided(application_id: int) -> ResponseReturnValue:
    """A colleague was faster: the page says what they decided."""
    where = url_for("platform.application", application_id=application_id)
    return redirect(where, 303)


def _show(
    application_id: int, form: DecisionForm, status: int = 200
) -> ResponseReturnValue:
    view = queries.application(application_id)
    form.reason.label.text = locales.gettext("Reason, as the applicant reads it")
    territories = Locale.parse(locales.language()).territories
    return page(
        "platform/application.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        application=view,
        doubts=doubts(view),
        is_home=is_home(view),
        country=str(territories.get(view.country, view.country)),
        slug=queries.business_slug(view.id),
        waiting_count=queries.waiting_count(),
    )
