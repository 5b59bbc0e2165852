"""Signing out: here or everywhere; an unprotected card is warned about first."""

from flask import Response, redirect, request, url_for
from werkzeug import Response as Answer

from app.core import db
from app.people import actions as people
from app.people import queries
from app.web import clearing, session
from app.web.forms import Form
from app.web.page import page


def sign_out() -> Response | Answer:
    """Ask once, then end this browser's session, or all of the person's."""
    visitor = session.visitor()
    if visitor is None:
        return redirect(url_for("public.landing"), 303)
    form = Form()
    if not form.is_sent():
        return page(
            "public/sign_out.html",
            status=422 if form.errors else 200,
            form=form,
            is_protected=queries.person(visitor.person_id).is_protected,
            cards=queries.memberships(visitor.person_id),
            device_count=len(queries.devices(visitor.person_id)),
        )
    if "everywhere" in request.form:
        with db.writing():
            people.close_all_sessions(person_id=visitor.person_id)
    session.sign_out()
    response = redirect(url_for("public.landing"), 303)
    clearing.forget(response)
    return response
