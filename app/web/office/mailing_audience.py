"""To whom: the choice of members, counted while it is made; choices with a name."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.campaigns import actions, queries, reach, segments
from app.campaigns.audience import Audience
from app.campaigns.errors import MailingUnderWay
from app.campaigns.queries import MailingView
from app.core import locales
from app.web import paging
from app.web.office.door import blueprint, manages
from app.web.office.mailing import groups_of_author
from app.web.office.mailing_audience_form import MailingAudienceForm, filled
from app.web.office.mailing_form import CHANNEL_NAMES
from app.web.office.mailings import only_by
from app.web.office.steps import StepForm
from app.web.page import page, wants_fragment


@blueprint.route("/mailings/<int:mailing_id>/audience", methods=["GET", "POST"])
@manages
def mailing_audience(mailing_id: int) -> ResponseReturnValue:
    """Choose the members; the figures follow the choice."""
    found = _draft(mailing_id)
    form = filled(_chosen(found))
    if request.method == "GET":
        return _show(found, form, _chosen(found))
    wish = request.form.get("do", "save")
    if not form.is_sent():
        return _show(found, form, None)
    chosen = form.audience()
    if wish == "count":
        return _show(found, form, chosen)
    # A name that was typed is meant, whichever button was pressed.
    name = form.segment_name.data or ""
    is_named = wish == "keep" or bool(name)
    field = "segment_name" if is_named else "groups"
    written = form.send(
        lambda: _write(found, chosen, name if is_named else None), field=field
    )
    if written is None:
        return _show(found, form, chosen)
    if wish == "next":
        return redirect(url_for("office.mailing_send", mailing_id=mailing_id), 303)
    done = "kept" if is_named else "saved"
    here = url_for("office.mailing_audience", mailing_id=mailing_id, done=done)
    return redirect(here, 303)


@blueprint.post("/mailings/<int:mailing_id>/segments/<int:segment_id>/remove")
@manages
def remove_segment(mailing_id: int, segment_id: int) -> ResponseReturnValue:
    """Forget a segment."""
    _draft(mailing_id)
    form = StepForm()
    segments.segment(segment_id)
    if form.is_sent():
        form.once(["remove", segment_id], lambda: _removed(segment_id))
    here = url_for("office.mailing_audience", mailing_id=mailing_id, done="removed")
    return redirect(here, 303)


def _removed(segment_id: int) -> dict[str, Any]:
    segments.remove(segment_id=segment_id)
    return {}


def _draft(mailing_id: int) -> MailingView:
    found = queries.mailing(mailing_id, only_by())
    if not found.is_draft:
        raise MailingUnderWay
    return found


def _chosen(found: MailingView) -> Audience:
    """The mailing's own choice, or that of a segment that was picked."""
    segment_id = paging.row_id(request.args.get("segment", ""))
    if segment_id is None:
        return found.content.audience
    return segments.segment(segment_id).audience


def _write(found: MailingView, chosen: Audience, name: str | None) -> dict[str, Any]:
    actions.choose(mailing_id=found.id, audience=chosen)
    if name is not None:
        segments.keep(name=name, audience=chosen)
    return {"mailing_id": found.id}


def _show(
    found: MailingView, form: MailingAudienceForm, chosen: Audience | None
) -> ResponseReturnValue:
    is_wrong = bool(form.errors) and not wants_fragment()
    return page(
        "office/mailing_audience.html",
        fragment="office/_mailing_reach.html",
        status=422 if is_wrong else 200,
        error_title=is_wrong,
        mailing=found,
        form=form,
        step_form=StepForm(formdata=None),
        segments=segments.all_segments(),
        picked=paging.row_id(request.args.get("segment", "")),
        reach=None
        if chosen is None
        else reach.reach(chosen, groups_of_author() or found.within),
        channels=found.content.channels,
        channel_names={
            key: locales.gettext(each) for key, each in CHANNEL_NAMES.items()
        },
        problem=next((str(each[0]) for each in form.errors.values()), ""),
    )
