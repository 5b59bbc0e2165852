"""A partner's code: its terms, the own cards that take part, and saying yes."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from app.businesses import queries as businesses
from app.coalitions import pairing
from app.coalitions.errors import CodeUnknown
from app.coalitions.pairing import Offered
from app.core import db
from app.core.locales import mark
from app.programmes import queries as programmes
from app.web import session
from app.web.errors import sentence_of
from app.web.office import terms_form
from app.web.office.door import actor, blueprint, owns
from app.web.office.forms import AtMost, LineField, OfficeForm
from app.web.office.programme_audience import TicksField
from app.web.page import page

LONGEST = 60


class CodeForm(OfficeForm):
    """A code as it was read out or scanned."""

    code = LineField(mark("The partner's code"), validators=[AtMost(LONGEST)])


class AcceptForm(OfficeForm):
    """The own cards that take part."""

    code = HiddenField()
    programmes = TicksField(mark("Our cards that take part"), coerce=int)


@blueprint.route("/partners/accept", methods=["GET", "POST"])
@owns
def partner_accept() -> ResponseReturnValue:
    """Find the terms behind a code; a POST of the ticked cards agrees to them."""
    code = str(request.values.get("code", ""))[:LONGEST]
    if not code:
        return _ask(CodeForm(formdata=None))
    offered = _found(code)
    if offered is None:
        form = CodeForm(formdata=None, data={"code": code})
        form.decline("code", sentence_of(CodeUnknown()))
        return _ask(form)
    form = AcceptForm(data={"code": code, "programmes": _first_card()})
    form.programmes.choices = [
        SelectChoice(each.id, each.name) for each in programmes.offered()
    ]
    pact_id = _accept(form, code) if form.is_sent() else None
    if pact_id is not None:
        return redirect(url_for("office.partner", pact_id=pact_id, done="asked"), 303)
    return _show(offered, form)


def _found(code: str) -> Offered | None:
    """What a code offers; every try counts, right or wrong."""
    with db.writing():
        pairing.hit(f"{g.business.id}:{actor()}")
    try:
        return pairing.find(code, session.config().secret_key)
    except CodeUnknown:
        return None


def _first_card() -> list[int]:
    return [each.id for each in programmes.offered()[:1]]


def _accept(form: AcceptForm, code: str) -> int | None:
    def accept() -> dict[str, Any]:
        pact_id = pairing.accept(
            code=code,
            own_programmes=tuple(form.programmes.data or ()),
            secret_key=session.config().secret_key,
        )
        return {"id": pact_id}

    done = form.send(accept, field="programmes")
    return None if done is None else int(done.body["id"])


def _ask(form: CodeForm) -> ResponseReturnValue:
    return page(
        "office/partner_accept.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        offered=None,
    )


def _show(offered: Offered, form: AcceptForm) -> ResponseReturnValue:
    inviter = businesses.by_id(offered.business_id)
    return page(
        "office/partner_accept.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        offered=offered,
        facts=terms_form.words(
            offered.terms, is_first=False, ours=g.business, theirs=inviter
        ),
    )
