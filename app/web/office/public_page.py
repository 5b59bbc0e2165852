"""The public page from behind: its address, how a link to it looks, who may find it."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from app.businesses import actions
from app.core.locales import mark
from app.web import domains, tenants
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.page import page
from app.web.share import picture_of


class PublicPageForm(OfficeForm):
    """Whether strangers may find the page by searching."""

    is_listed = BooleanField(mark("Search engines may show this page"))


@blueprint.route("/public-page", methods=["GET", "POST"])
@manages
def public_page() -> ResponseReturnValue:
    """Look at it and say who may find it."""
    form = PublicPageForm(data={"is_listed": g.business.is_listed})
    if form.is_sent() and _save(form):
        return redirect(url_for("office.public_page", done=1), 303)
    return page(
        "office/public_page.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        address=domains.address_of(g.business.slug, url_for("public.business")),
        picture=url_for("public.share_picture", digest=picture_of(g.business).digest),
    )


def _save(form: PublicPageForm) -> bool:
    business = g.business

    def save() -> dict[str, Any]:
        is_listed = bool(form.is_listed.data)
        actions.list_in_search(business_id=business.id, is_listed=is_listed)
        return {}

    is_done = form.send(save, field="is_listed") is not None
    tenants.forget(business.slug)
    return is_done
