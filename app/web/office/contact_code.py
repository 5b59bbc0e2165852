"""The code that proves a guest's new contact: they read it out, staff type it in."""

from typing import Any

from flask import redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.cards import holds, papers
from app.core import clock, db
from app.core.errors import Conflict, Refused, TooMany
from app.core.ids import MemberId
from app.core.locales import mark
from app.people import contact_changes, queries
from app.people.addresses import Address
from app.people.contact_changes import HOLD
from app.web import proofs
from app.web.errors import sentence_of
from app.web.office.door import actor, blueprint, touches_all
from app.web.office.forms import LineField, Needed, OfficeForm
from app.web.office.lost_contact import COOKIE
from app.web.page import page


class CodeForm(OfficeForm):
    """Six digits."""

    code = LineField(
        mark("Code"), validators=[Needed(mark("Enter the six digits of the code."), 20)]
    )


@blueprint.route("/members/<int:member_id>/contact/code", methods=["GET", "POST"])
@touches_all
def contact_code(member_id: MemberId) -> ResponseReturnValue:
    """Ask for the digits; right ones change the contact."""
    member, kept = queries.member_by_id(member_id), cookie.get(COOKIE)
    if kept is None or kept["member"] != member_id:
        return redirect(url_for("office.lost_contact", member_id=member_id), 303)
    form = CodeForm()
    if form.is_sent():
        try:
            with db.writing():
                answer = _change(member_id, kept, form.code.data)
        except (Refused, Conflict, TooMany) as refusal:
            answer = refusal
        if isinstance(answer, Address):
            del cookie[COOKIE]
            address = url_for("office.identity", member_id=member_id, done="contact")
            return redirect(address, 303)
        form.decline("code", sentence_of(answer))
    return page(
        "office/contact_code.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        member=member,
        waiting=proofs.waiting(kept["code"]),
    )


def _change(member_id: MemberId, kept: dict[str, Any], typed: str) -> Any:
    """The proved contact once it is the member's, or why it is not."""
    answer = proofs.check(kept["code"], typed)
    if isinstance(answer, Address):
        if kept["paper"]:
            papers.record(
                member_id=member_id,
                kind="contact",
                number=kept["paper"],
                actor=actor(),
            )
        contact_changes.change(
            member_id=member_id,
            address=answer,
            reason=kept["reason"],
            actor=actor(),
        )
        holds.hold(member_id=member_id, until=clock.now() + HOLD)
    return answer
