"""From a poster to a card: one page, one tap, nothing to type (M1, row 35).

On a phone the one tap is the wallet's own button: it makes the card and goes on to the
wallet. Everywhere else, and beside it, the card stays in the browser.
"""

import threading
from typing import Any

from flask import Response, redirect, request, url_for
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import HiddenField

from app.cards import actions as cards
from app.cards.holding import held_by
from app.core import idempotency, limits, locales
from app.core.idempotency import StillRunning
from app.core.ids import PersonId
from app.core.limits import Limit
from app.people import actions as people
from app.people.actions import LONGEST_SOURCE
from app.programmes import queries as programmes
from app.wallet.google.account import AccountRefused, NoGoogle
from app.web import google, saving, session, touches
from app.web.browsers import Device
from app.web.forms import Form
from app.web.page import page
from app.web.public.asking import visitor_ip
from app.web.public.business import NEW_CARD_POINTS, terms

# A café's guests share one address, so this only stops machines.
NEW_CARDS = Limit("new_cards_ip_hour", 120, 3600)
WAIT_SECONDS = 0.05
MAX_WAITS = 60


class JoinForm(Form):
    """Nothing to fill in; ``source`` says which poster or link led here."""

    source = HiddenField()


def join() -> Response | Answer:
    """Offer the card; a POST issues it and signs the browser in."""
    visitor = session.visitor()
    if visitor is not None and held_by(visitor.person_id) is not None:
        return redirect(url_for("cabinet.home"), 303)
    form = JoinForm(source=(request.args.get("s") or touches.code())[:LONGEST_SOURCE])
    if not form.is_sent():
        return _show(form)
    known = visitor.person_id if visitor else None
    person_id = _join_once(form, known)
    if known is None:
        session.sign_in(person_id)
    return redirect(_next(person_id), 303)


def _next(person_id: PersonId) -> str:
    """Where the pressed button leads: to a wallet at once, or to all the ways."""
    ways = url_for("cabinet.delivery", new=1)
    held = held_by(person_id)
    if held is None or (own := saving.ways().own) is None:
        return ways
    if request.form.get("to") != own.device:
        return ways
    if own.device == Device.APPLE:
        cookie["start"] = Device.APPLE.value
        return ways
    try:
        google.ask(held.id)
    except (NoGoogle, AccountRefused):
        return ways
    return url_for("cabinet.google", since=google.since())


def _show(form: JoinForm) -> Response:
    """The page, with the device's own button, and the way out of another app."""
    return page(
        "public/join.html",
        status=422 if form.errors else 200,
        form=form,
        points=NEW_CARD_POINTS,
        terms=terms(),
        ways=saving.ways(),
        link=url_for("public.join", _external=True),
    )


def _join_once(form: JoinForm, known: PersonId | None) -> PersonId:
    """Whose card it is; a double tap waits for the first tap and gets its card.

    The answer is bound to this browser by its token, so that a key that leaked opens
    nobody's card.
    """

    def action() -> dict[str, Any]:
        person_id = known or _newcomer()
        source = (form.source.data or "")[:LONGEST_SOURCE]
        member_id = people.join_business(person_id=person_id, source=source)
        programme = programmes.default_programme()
        cards.issue(member_id=member_id, programme_id=programme.id)
        touches.keep(member_id)
        return {"person_id": person_id}

    browser = f"join:{known}:{cookie.get('csrf_token')}".encode()
    key = f"join:{form.idempotency_key.data}"
    waits = 0
    while True:
        try:
            done = idempotency.run(key=key, fingerprint=browser, action=action)
            return PersonId(done.body["person_id"])
        except StillRunning:
            waits += 1
            if waits > MAX_WAITS:
                raise
            threading.Event().wait(WAIT_SECONDS)


def _newcomer() -> PersonId:
    limits.hit(NEW_CARDS, visitor_ip())
    return people.start_anonymous(language=locales.language())
