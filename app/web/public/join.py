"""From a poster to a card: one page, one tap, nothing to type (M1, row 35).

On a phone the one tap is the wallet's own button: it makes the card and goes on to the
wallet. Everywhere else, and beside it, the card stays in the browser.
"""

import secrets
import threading
from typing import Any

from flask import Response, g, redirect, request, url_for
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from app.core import idempotency, limits, locales
from app.core.idempotency import StillRunning
from app.core.ids import CardId, PersonId, ProgrammeId
from app.core.limits import Limit
from app.core.locales import gettext as _
from app.people import actions as people
from app.people.actions import LONGEST_SOURCE
from app.programmes.kinds.registry import kind_of
from app.rewards import gifts
from app.wallet.google.account import AccountRefused, NoGoogle
from app.web import google, measures, saving, session, touches
from app.web.browsers import Device
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import arrival, brought, sharing
from app.web.public.asking import counted_as
from app.web.public.business import NEW_CARD_POINTS, clauses, rules, terms
from app.web.public.offer import InvitationEnded, Offer, offer, take

# A café's guests share one address, so this only stops machines.
NEW_CARDS = Limit("new_cards_ip_hour", 120, 3600)
WAIT_SECONDS = 0.05
MAX_WAITS = 60


class JoinForm(Form):
    """Nothing to fill in; ``source`` says which poster or link led here.

    Where several cards are open to everybody, one is chosen; ``group`` is the secret of
    an invitation, ``r`` the code of the member who brings a friend.
    """

    source = HiddenField()
    r = HiddenField()
    group = HiddenField()
    programme = RadioField(coerce=int)

    def offer(self, offered: Offer) -> None:
        """Ask only for what there is to choose."""
        choices = () if offered.group_cards else offered.choices
        if len(choices) > 1 or offered.named:
            self.programme.label.text = locales.gettext("Which card do you want?")
            self.programme.choices = [
                SelectChoice(each.id, each.name) for each in choices
            ]
            if self.programme.data is None:
                self.programme.data = offered.named or choices[0].id
        else:
            del self.programme
        if not self.group.data:
            del self.group
        if not self.r.data:
            del self.r

    @property
    def chosen(self) -> ProgrammeId | None:
        """The card that was chosen, where there was a choice."""
        return ProgrammeId(self.programme.data) if "programme" in self else None

    def go_on_without(self, message: str) -> None:
        """Say why the invitation does not count, and ask for the usual card anew."""
        del self.group
        self.idempotency_key.data = secrets.token_urlsafe(16)
        self.refuse("idempotency_key", message)

    @property
    def friend_code(self) -> str:
        """The code of who brings a friend, if somebody does."""
        return (self.r.data or "") if "r" in self else ""

    @property
    def code(self) -> str:
        """The invitation, if there is one."""
        return (self.group.data or "") if "group" in self else ""


def join() -> Response | Answer:
    """Offer the card; a POST issues it and signs the browser in."""
    visitor = session.visitor()
    known = visitor.person_id if visitor else None
    form = JoinForm(
        source=(request.args.get("s") or touches.code())[:LONGEST_SOURCE],
        group=_invited(),
        r=brought.code(),
    )
    offered = offer(known, form.group.data or "")
    if not offered.is_new:
        return redirect(url_for("cabinet.home", card=offered.asked), 303)
    form.offer(offered)
    if not form.is_sent():
        return _show(form, offered)
    try:
        person_id, card_id = _join_once(form, known)
    except InvitationEnded as refusal:
        form.go_on_without(sentence_of(refusal))
        return _show(form, offer(known, ""))
    if known is None:
        session.sign_in(person_id)
    # Who has several cards is shown the new one.
    shown = card_id if offered.held else None
    return brought.remember(redirect(_next(card_id, shown), 303), person_id)


def _invited() -> str:
    """The invitation in the address, if it still leads somewhere."""
    code = request.args.get("g", "")
    return code if code and offer(None, code).group is not None else ""


def _next(card_id: CardId | None, shown: CardId | None) -> str:
    """Where the pressed button leads: to a wallet at once, or to all the ways."""
    ways = url_for("cabinet.delivery", new=1, card=shown)
    if card_id is None or (own := saving.ways().own) is None:
        return ways
    if request.form.get("to") != own.device:
        return ways
    if own.device == Device.APPLE:
        cookie["start"] = Device.APPLE.value
        return ways
    try:
        google.ask(card_id)
    except (NoGoogle, AccountRefused):
        return ways
    return url_for("cabinet.google", since=google.since(), card=shown)


def _show(form: JoinForm, offered: Offer) -> Response:
    """The page, with the device's own button, and the way out of another app."""
    asked = {
        name: request.args[name] for name in ("g", "p", "r") if name in request.args
    }
    told, link = rules(offered.shown), url_for("public.join")
    words = terms(told)
    if told is not None:
        measures.speak_of(kind_of(told).unit)
    return page(
        "public/join.html",
        status=422 if form.errors else 200,
        form=form,
        points=NEW_CARD_POINTS,
        terms=clauses(told),
        share=sharing.share(
            path=link, title=_("Get a card"), description=words or g.business.about
        ),
        sentences={each.id: terms(rules(each.id)) for each in offered.choices},
        group=offered.group,
        welcome=brought.welcome(form.friend_code, told),
        has_ended="g" in request.args and offered.group is None,
        ways=saving.ways(),
        here=url_for("public.join", **arrival.campaign()),
        link=url_for("public.join", _external=True, **arrival.tags(), **asked),
    )


def _join_once(
    form: JoinForm, known: PersonId | None
) -> tuple[PersonId, CardId | None]:
    """Whose card it is; a double tap waits for the first tap and gets its card.

    The answer is bound to this browser by its token, so that a key that leaked opens
    nobody's card.
    """

    def action() -> dict[str, Any]:
        is_new = brought.is_newcomer(known)
        person_id = known or _newcomer()
        source = (form.source.data or "")[:LONGEST_SOURCE]
        member_id = people.join_business(person_id=person_id, source=source)
        card_id = take(member_id, form.chosen, form.code)
        # Who joins here sees their gift at once; the worker welcomes all others.
        gifts.welcome(member_id=member_id)
        touches.keep(member_id)
        if is_new:
            brought.bring(member_id, form.friend_code)
        return {"person_id": person_id, "card_id": card_id}

    browser = f"join:{known}:{cookie.get('csrf_token')}".encode()
    key = f"join:{form.idempotency_key.data}"
    waits = 0
    while True:
        try:
            done = idempotency.run(key=key, fingerprint=browser, action=action)
            return PersonId(done.body["person_id"]), done.body.get("card_id")
        except StillRunning:
            waits += 1
            if waits > MAX_WAITS:
                raise
            threading.Event().wait(WAIT_SECONDS)


def _newcomer() -> PersonId:
    limits.hit(NEW_CARDS, counted_as())
    return people.start_anonymous(language=locales.language())
