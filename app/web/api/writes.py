"""Changes over the API: what is asked is done once per Idempotency-Key (R14, E31)."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, request

from app.core import idempotency
from app.core.idempotency import MAX_KEY_LENGTH, BadKey
from app.web.api import keys

_plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)


def once(body: dict[str, Any], action: Callable[[], dict[str, Any]]) -> Response:
    """Run ``action`` once for this key and body; the answer says when it is a repeat.

    Raises BadKey, KeyReused (same key, another body), StillRunning and what ``action``
    raises. A key counts for one outlet, whichever of its API keys is used.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise BadKey
    sent = _plain.encode([request.path, body])
    answer = idempotency.run(
        key=stored_key(key, keys.holder().outlet_id),
        fingerprint=sent.encode(),
        action=action,
    )
    response = json_answer(answer.body, answer.status)
    if answer.is_replay:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def stored_key(key: str, outlet_id: int) -> str:
    """How a caller's key is kept: apart by outlet, and of one length."""
    return f"api:{outlet_id}:{hashlib.sha256(key.encode()).hexdigest()}"


def json_answer(body: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer, its fields in a fixed order."""
    return Response(_plain.encode(body), status, mimetype="application/json")


def instant(value: datetime | None) -> str | None:
    """An instant as ISO text, in UTC."""
    return None if value is None else value.isoformat()
