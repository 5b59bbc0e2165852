"""Waiting for Google on the device that takes a card along."""

from functools import partial

from flask import Response, redirect, url_for
from werkzeug import Response as Answer

from app.wallet.google import queue
from app.web import google as waiting
from app.web import saving, session
from app.web.browsers import Device
from app.web.public.take import held_by_ticket, private


def taken(token: str) -> Response | Answer:
    """Wait for the card, then lead on to Google."""
    held = held_by_ticket(token)
    if queue.standing(held.id) is None:
        return redirect(url_for("public.take", token=token), 303)
    answer = waiting.waiting(
        held.id,
        session.config(),
        template="public/taken.html",
        fragment="public/_taken.html",
        here=partial(url_for, "public.taken", token=token),
        ways=saving.ways().without(Device.ANDROID),
        elsewhere=url_for("public.take", token=token),
    )
    return private(answer)
