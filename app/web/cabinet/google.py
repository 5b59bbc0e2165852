"""The card in Google Wallet: asked for by a button, ready a moment later."""

from functools import partial

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.wallet.google import queue
from app.web import google as waiting
from app.web import saving, session
from app.web.browsers import Device
from app.web.cabinet.door import blueprint, card


@blueprint.post("/google")
def ask_google() -> ResponseReturnValue:
    """Let Google have the card; the next page waits for it."""
    waiting.ask(card().id)
    return redirect(url_for("cabinet.google", since=waiting.since()), 303)


@blueprint.get("/google")
def google() -> ResponseReturnValue:
    """Wait for the card, then lead on to Google."""
    held = card()
    if queue.standing(held.id) is None:
        return redirect(url_for("cabinet.delivery"), 303)
    return waiting.waiting(
        held.id,
        session.config(),
        template="cabinet/google.html",
        fragment="cabinet/_google.html",
        here=partial(url_for, "cabinet.google"),
        ways=saving.ways().without(Device.ANDROID),
        elsewhere=url_for("cabinet.delivery"),
    )
