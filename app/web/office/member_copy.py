"""A copy of a guest's data for who asked on paper (M14): this business's part."""

import io

from flask import g, send_file
from flask.typing import ResponseReturnValue

from app.core import audit, db
from app.core.ids import MemberId
from app.exchange.portable.writing import copy_of
from app.people import queries
from app.web.office.door import blueprint, touches_all
from app.web.office.paper_form import NeededPaperForm
from app.web.page import page


class CopyForm(NeededPaperForm):
    """The number of the form on which the guest asked."""


@blueprint.route("/members/<int:member_id>/copy", methods=["GET", "POST"])
@touches_all
def member_copy(member_id: MemberId) -> ResponseReturnValue:
    """Ask for the form's number; a POST is answered with the file."""
    member, form = queries.member_by_id(member_id), CopyForm()
    if form.is_sent():
        with db.writing():
            form.keep_paper(member_id, "export")
            audit.note("identity.exported", subject=f"member:{member_id}")
        body = copy_of(member.person_id, only=g.business.id)
        return send_file(
            io.BytesIO(body),
            mimetype="application/zip",
            as_attachment=True,
            download_name=f"{g.business.slug}-member-{member_id}.zip",
        )
    return page(
        "office/member_copy.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        member=member,
    )
