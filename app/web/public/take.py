"""A card on its way to another device: the page behind the code on a big screen.

The link signs nobody in. It hands out the pass, and shows what the card's face shows.
"""

from flask import Response, redirect, url_for
from werkzeug import Response as Answer

from app.cards import holding
from app.cards.holding import HeldCard
from app.core import db, limits
from app.core.errors import AppError, NotFound
from app.core.ids import CardId
from app.core.limits import Limit
from app.ledger import queries as ledger
from app.wallet.apple import packages
from app.wallet.certificates import NoPasses, PassRefused
from app.web import google as waiting
from app.web import measures, saving, session, tickets
from app.web.browsers import Device
from app.web.errors import sentence_of
from app.web.google import AccountRefused, NoGoogle
from app.web.page import page
from app.web.public.asking import counted_as

# A person takes a card once or twice; a machine is stopped.
TAKEN = Limit("card_taken_hour", 60, 3600)
GUESSES = Limit("ticket_guesses_hour", 60, 3600)
_FAILURES = (NoPasses, PassRefused, NoGoogle, AccountRefused)


def take(token: str) -> Response | Answer:
    """What to do with the card on this device."""
    return _shown(held_by_ticket(token), token)


def take_apple(token: str) -> Response | Answer:
    """The signed package for Apple Wallet."""
    held = held_by_ticket(token)
    _count(TAKEN, str(held.id))
    try:
        package = packages.hand_out(held.id, session.config())
    except _FAILURES as error:
        return _shown(held, token, without=Device.APPLE, error=error)
    answer = Response(package.body, mimetype=packages.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="card.pkpass"'
    return private(answer)


def take_google(token: str) -> Response | Answer:
    """Let Google have the card; the next page waits for it."""
    held = held_by_ticket(token)
    _count(TAKEN, str(held.id))
    try:
        waiting.ask(held.id)
    except _FAILURES as error:
        return _shown(held, token, without=Device.ANDROID, error=error)
    here = url_for("public.taken", token=token, since=waiting.since())
    return redirect(here, 303)


def held_by_ticket(token: str) -> HeldCard:
    """The card in use behind a link; raises NotFound, TicketExpired, TooMany.

    Of a card that was joined into another meanwhile it is the other one.
    """
    try:
        card_id = tickets.read(token, session.config().secret_key)
    except NotFound:
        _count(GUESSES, counted_as())
        raise
    return _in_use(card_id)


def private(answer: Response) -> Response:
    """An answer that is kept by nobody and whose address is told to nobody."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _in_use(card_id: CardId) -> HeldCard:
    held = holding.held(card_id)
    if held is None:
        raise NotFound
    measures.speak_of(held.unit)
    return held


def _count(limit: Limit, subject: str) -> None:
    with db.writing():
        limits.hit(limit, subject)


def _shown(
    held: HeldCard,
    token: str,
    *,
    without: Device | None = None,
    error: AppError | None = None,
) -> Response:
    ways = saving.ways()
    if without is not None:
        ways = ways.without(without)
    answer = page(
        "public/take.html",
        status=error.status if error else 200,
        balance=ledger.balance(held.id),
        ways=ways,
        token=token,
        link=url_for("public.take", token=token, _external=True),
        trouble=sentence_of(error) if error else "",
        error_title=error is not None,
    )
    return private(answer)
