"""The last look: to how many, by which ways, how it reads; then a test, now or later."""

from typing import Any

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns import actions, queries, reach, spoken, trying
from app.campaigns.queries import MailingView
from app.core import locales
from app.core.locales import LANGUAGES, mark
from app.notifications import letter
from app.offers import queries as offers
from app.rewards import gift_queries
from app.space import rules
from app.space.words import zone_name
from app.web import guards, session
from app.web.office.door import blueprint, manages
from app.web.office.mailing import groups_of_author, shown
from app.web.office.mailing_form import CHANNEL_NAMES
from app.web.office.mailings import only_by
from app.web.office.post_form import moment_field
from app.web.office.steps import StepForm
from app.web.page import page

_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; "
    "frame-ancestors 'self'"
)


class SendForm(StepForm):
    """When it goes out, where it is not at once."""

    starts = moment_field(mark("Send at"))


@blueprint.route("/mailings/<int:mailing_id>/send", methods=["GET", "POST"])
@manages
def mailing_send(mailing_id: int) -> ResponseReturnValue:
    """Look at everything once more; try it, send it, or put it off."""
    found = queries.mailing(mailing_id, only_by())
    form = SendForm()
    if request.method == "GET":
        return _show(found, form)
    wish = request.form.get("do", "")
    if not form.is_sent() or not _is_timed(form, wish):
        return _show(found, form)
    step = _try if wish == "try" else _start
    # What is missing in the text is no fault of a time that nobody chose.
    answer = form.once(
        [wish, str(form.starts.data)],
        lambda: step(found, form, wish),
        field="starts" if wish == "schedule" else "idempotency_key",
    )
    if answer is None:
        return _show(found, form)
    endpoint = "office.mailing_send" if wish == "try" else "office.mailing_result"
    return redirect(url_for(endpoint, mailing_id=mailing_id, done=wish), 303)


@blueprint.get("/mailings/<int:mailing_id>/letter")
@manages
def mailing_letter(mailing_id: int) -> Response:
    """The letter as it is sent, for the frame of our own page: mail knows no stylesheets."""
    queries.mailing(mailing_id, only_by())
    wanted = request.args.get("language", "")
    language = wanted if wanted in LANGUAGES else g.business.language
    written = trying.as_letter(
        session.config(), g.business, mailing_id, language, "guest@example.com"
    )
    response = Response(letter.as_html(written), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _LETTER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_timed(form: SendForm, wish: str) -> bool:
    if wish == "schedule" and form.starts.data is None:
        form.decline("starts", locales.gettext("Choose a day and a time."))
        return False
    return wish in {"now", "schedule", "try"}


def _start(found: MailingView, form: SendForm, wish: str) -> dict[str, Any]:
    at = None
    if wish == "schedule":
        at = rules.instant_of(form.starts.value, g.business.zone)
    actions.start(
        mailing_id=found.id,
        staff_id=guards.staff().id,
        at=at,
        within=groups_of_author(),
    )
    return {"mailing_id": found.id}


def _try(found: MailingView, _form: SendForm, _wish: str) -> dict[str, Any]:
    trying.order(mailing_id=found.id, person_id=guards.staff().person_id)
    return {"mailing_id": found.id}


def _show(found: MailingView, form: SendForm) -> ResponseReturnValue:
    said = found.content
    return page(
        "office/mailing_send.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        mailing=found,
        form=form,
        audience=spoken.sentences(said.audience, g.business.currency),
        reach=reach.reach(said.audience, groups_of_author() or found.within),
        channels=said.channels,
        channel_names={
            key: locales.gettext(each) for key, each in CHANNEL_NAMES.items()
        },
        shown=shown(said),
        written_in=[each for each, words in said.words.items() if words.is_whole],
        offer=offers.promotion(said.promotion_id) if said.promotion_id else None,
        gift=gift_queries.gift(said.gift_id) if said.gift_id else None,
        zone=zone_name(g.business.zone),
    )
