"""Bodies that strangers send: taken in to their end, and only then called too long."""

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

HEARD_OUT = 4 * 1024 * 1024
"""Bytes that are taken in: who is cut off while still sending never reads an answer,
and over HTTP/2 waits for it."""


def body(most_bytes: int) -> bytes:
    """The body of this request; raises RequestEntityTooLarge."""
    request.max_content_length = HEARD_OUT
    taken = request.get_data(cache=False)
    if len(taken) > most_bytes:
        raise RequestEntityTooLarge
    return taken
