"""Writing a mailing: beside the form stands what readers will get; drafts keep themselves."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import pictures
from app.campaigns import actions, patterns, queries
from app.campaigns.content import Content, Wording
from app.campaigns.queries import MailingView
from app.core import db, idempotency, locales
from app.core.errors import Conflict, NotFound, Refused
from app.core.ids import GroupId
from app.core.locales import mark
from app.people import limits
from app.space import markdown
from app.web import guards, paging
from app.web.errors import sentence_of
from app.web.office.door import blueprint, manages
from app.web.office.mailing_form import MailingForm, filled, other_language
from app.web.office.mailings import only_by
from app.web.office.steps import StepForm
from app.web.page import page, wants_fragment


@blueprint.route("/mailings/new", methods=["GET", "POST"])
@manages
def new_mailing() -> ResponseReturnValue:
    """Begin a mailing, from a pattern or from nothing."""
    code = request.args.get("pattern", "")
    if code and code not in patterns.BY_CODE:
        raise NotFound
    form = filled(_beginning(code))
    known = paging.row_id(form.mailing_id.data or "")
    found = None if known is None else queries.mailing(known, only_by())
    return _answer(form, found, _beginning(code))


@blueprint.route("/mailings/<int:mailing_id>", methods=["GET", "POST"])
@manages
def mailing(mailing_id: int) -> ResponseReturnValue:
    """Change a draft; what has begun is shown with what came of it."""
    found = queries.mailing(mailing_id, only_by())
    if not found.is_draft:
        result = url_for("office.mailing_result", mailing_id=mailing_id)
        return redirect(result, 303 if request.method == "POST" else 302)
    return _answer(filled(found.content, found), found, found.content)


def _beginning(code: str) -> Content:
    pattern = patterns.BY_CODE.get(code)
    if pattern is None:
        return Content()
    return Content(
        name=locales.gettext(pattern.title),
        audience=pattern.audience,
        words=dict(pattern.words),
    )


def groups_of_author() -> tuple[GroupId, ...]:
    """The groups that bind who is at work; empty for who sees all guests."""
    return tuple(sorted(limits.limits_of(guards.staff().id).groups))


def _answer(
    form: MailingForm, found: MailingView | None, before: Content
) -> ResponseReturnValue:
    if request.method == "GET":
        return _show(form, found)
    wish = request.form.get("do", "save")
    form.validate()
    form.read_picture()
    if wish == "preview":
        return _preview(form, found, before)
    if not form.errors and (mailing_id := _save(form, found, before)):
        endpoint = "office.mailing_audience" if wish == "next" else "office.mailing"
        done = None if wish == "next" else "saved"
        return redirect(url_for(endpoint, mailing_id=mailing_id, done=done), 303)
    form.show_picture()
    return _show(form, found)


def _save(form: MailingForm, found: MailingView | None, before: Content) -> int | None:
    mailing_id = found.id if found else _begun(form, before)

    def write() -> dict[str, Any]:
        form.keep_picture()
        actions.change(
            mailing_id=mailing_id,
            to=form.content(before),
            seen=form.seen_at,
            window=form.window,
        )
        return {"mailing_id": mailing_id}

    if form.send(write, field="subject") is None:
        form.mailing_id.data = str(mailing_id)
        return None
    return mailing_id


def _begun(form: MailingForm, before: Content) -> int:
    """The draft of this page, begun once however often the page is sent."""
    answer = idempotency.run(
        key=f"office.mailing.begun:{form.idempotency_key.data}",
        fingerprint=b"mailing",
        action=lambda: {
            "mailing_id": actions.draft(
                of=Content(audience=before.audience),
                staff_id=guards.staff().id,
                within=groups_of_author(),
            )
        },
    )
    return int(answer.body["mailing_id"])


def _preview(
    form: MailingForm, found: MailingView | None, before: Content
) -> ResponseReturnValue:
    """Show it as readers would get it; the draft is kept on the way."""
    form.show_picture()
    if form.errors:
        first = next(iter(form.errors.values()))[0]
        return _show(form, found, locales.gettext(mark("Not saved yet:")), str(first))
    try:
        kept = _keep(form, found, before)
    except (Refused, Conflict) as refusal:
        return _show(form, found, sentence_of(refusal))
    return _show(form, kept, locales.gettext(mark("The draft is saved.")))


def _keep(form: MailingForm, found: MailingView | None, before: Content) -> MailingView:
    mailing_id = found.id if found else _begun(form, before)
    stored = queries.mailing(mailing_id).content.picture_id
    # A request that was on its way before an upload does not know of it.
    if form.clean is None and not form.no_picture.data and stored is not None:
        form.picture.data = str(stored)
    with db.writing():
        seen = actions.change(
            mailing_id=mailing_id,
            to=form.content(before),
            seen=form.seen_at,
            window=form.window,
        )
    form.mailing_id.data = str(mailing_id)
    form.saw(seen)
    return queries.mailing(mailing_id)


def _show(
    form: MailingForm, found: MailingView | None, *saved: str
) -> ResponseReturnValue:
    is_wrong = bool(form.errors) and not wants_fragment()
    return page(
        "office/mailing.html",
        fragment="office/_mailing_side.html",
        status=422 if is_wrong else 200,
        error_title=is_wrong,
        form=form,
        step_form=StepForm(formdata=None),
        mailing=found,
        saved=saved,
        shown=shown(form.content(Content())),
        language_main=g.business.language,
        language_other=other_language(),
        pattern=request.args.get("pattern"),
    )


def shown(said: Content) -> dict[str, Any]:
    """What the preview needs: words, ready markup, the picture."""
    words = said.words.get(g.business.language, Wording())
    return {
        "subject": words.subject,
        "button": words.button,
        "text": markdown.render(words.text),
        "plain": markdown.excerpt(words.text),
        "channels": said.channels,
        "picture": _digest(said),
        "picture_alt": said.picture_alt,
        "advertiser": said.ad_advertiser,
        "token": said.ad_token,
        "label": said.ad_label,
    }


def _digest(said: Content) -> str | None:
    return None if said.picture_id is None else pictures.digest_of(said.picture_id)
