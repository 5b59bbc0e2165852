"""Erasing a guest who asked for it on paper (R24, M14), with their certificate."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from app.cards import erasing
from app.cards import queries as cards
from app.core.ids import MemberId
from app.core.locales import mark
from app.ledger import queries as ledger
from app.people import certificates, queries
from app.web import measures, session
from app.web.lines import Chosen
from app.web.office.door import actor, blueprint, touches_all
from app.web.office.paper_form import NeededPaperForm
from app.web.page import page


class EraseForm(NeededPaperForm):
    """The signed form's number, and one box that nobody ticks by accident."""

    sure = BooleanField(
        mark("The guest signed the form and knows that this cannot be undone"),
        validators=[
            Chosen(mark("Tick the box, so that nothing is deleted by mistake."))
        ],
    )


@blueprint.route("/members/<int:member_id>/erase", methods=["GET", "POST"])
@touches_all
def erase_member(member_id: MemberId) -> ResponseReturnValue:
    """Say what goes and what stays; a POST erases and leads to the certificate."""
    member, form = queries.member_by_id(member_id), EraseForm()
    if form.is_sent():

        def erase() -> dict[str, Any]:
            return _erase(member_id, form)

        answer = form.send(erase, field="paper")
        if answer is not None:
            return redirect(url_for("office.erased_member", **answer.body), 303)
    held = cards.cards_of(member_id)
    known = ledger.balances([card.id for card in held])
    return page(
        "office/erase_member.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        member=member,
        lost=measures.together(
            (card.programme_id, known[card.id].available)
            for card in held
            if card.id in known
        ),
    )


def _erase(member_id: MemberId, form: EraseForm) -> dict[str, Any]:
    form.keep_paper(member_id, "erasure")
    language = queries.person(queries.member_by_id(member_id).person_id).language
    erased = erasing.erase_here(member_id=member_id, actor=actor())
    issued = certificates.issue(
        businesses=[g.business.name],
        cards=erased.cards,
        points=erased.points,
        is_russian=g.business.currency == "RUB",
        address=None,
        language=language,
        secret_key=session.config().secret_key,
    )
    return {"certificate_id": issued.certificate_id, "token": issued.token}


@blueprint.get("/erased/<int:certificate_id>/<token>")
@touches_all
def erased_member(certificate_id: int, token: str) -> ResponseReturnValue:
    """It is done: the certificate to print and hand over."""
    body = certificates.fetch(certificate_id, token, session.config().secret_key)
    return page(
        "office/erased_member.html",
        body=body,
        certificate_id=certificate_id,
        token=token,
    )
