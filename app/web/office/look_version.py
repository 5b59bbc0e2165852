"""One former version of the look: looked at, and published again."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.businesses import looks, versions
from app.people import queries as people
from app.wallet import previews
from app.web import drafts, guards, session, tenants
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.page import page


@blueprint.route("/look-history/<int:number>", methods=["GET", "POST"])
@manages
def look_version(number: int) -> ResponseReturnValue:
    """Show a version as guests saw it; a POST publishes it again."""
    version = versions.version(number)
    form = OfficeForm()

    def restore() -> dict[str, Any]:
        looks.restore(number=number, staff_id=guards.staff().id)
        return {}

    if form.is_sent() and form.send(restore, field="idempotency_key") is not None:
        tenants.forget(g.business.slug)
        return redirect(url_for("office.look", done="back"), 303)
    return page(
        "office/look_version.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        version=version,
        look=version.look,
        which=str(number),
        link=drafts.token(version.id),
        is_shared=True,
        sample=previews.sample(g.business, version.look, session.config()),
        points=previews.POINTS,
        names={one.id: one.name for one in people.staff()},
        is_shown=version.state == "published" and version.look == g.business.look,
    )
