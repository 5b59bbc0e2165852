"""The till without a network: its page, and what its scripts ask while there is one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, after_this_request, g, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.core import clock, db, limits, locales
from app.core.errors import AppError
from app.core.limits import Limit
from app.sales.offline import devices, queries, queue, snapshot
from app.sales.offline.errors import (
    DeviceElsewhere,
    DeviceRevoked,
    Unreadable,
)
from app.sales.offline.wire import Letter
from app.web import assets, clearing, deals
from app.web.errors import sentence_of
from app.web.guards import staff
from app.web.page import page
from app.web.till import door
from app.web.till.door import blueprint

P = ParamSpec("P")
MOST_AT_ONCE = 100
MAX_BYTES = 4 * 1024 * 1024
MAX_ID = 2**53 - 1
_REGISTERED = Limit("till-devices", 20, 3600)
_LATEST_MS = 4_102_444_800_000  # the year 2100; what is later no clock means


@blueprint.get("/offline")
def offline() -> ResponseReturnValue:
    """The page that works without a network; it names nobody, for it is kept."""
    return page(
        "till/offline.html",
        urls={
            name: url_for(f"till.{endpoint}")
            for name, endpoint in (
                ("hello", "offline_hello"),
                ("devices", "offline_devices"),
                ("snapshot", "offline_snapshot"),
                ("deals", "offline_deals"),
                ("till", "home"),
                ("worker", "offline_worker"),
            )
        },
        asset_url=assets.asset_url,
        currency=g.business.currency,
    )


def _told(view: Callable[P, Any]) -> Callable[P, Response]:
    """Answer a script in JSON, refusals too."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return jsonify(view(*args, **kwargs))
        except AppError as error:
            refused = jsonify(code=error.code, sentence=sentence_of(error))
            refused.status_code = error.status
            return refused

    return answered


@blueprint.get("/offline/hello")
@_told
def offline_hello() -> dict[str, Any]:
    """Who is at work and where, a token for forms, and what became of deals."""
    told: dict[str, Any] = {
        "csrf": generate_csrf(),
        "now": int(clock.now().timestamp() * 1000),
        "outlet": door.outlet().name,
        "deals": [],
    }
    device_id = _whole(request.args.get("device", ""), default=0)
    if device_id:
        waiting = request.args.get("sequences", "").split(",")[:MOST_AT_ONCE]
        sequences = [_whole(each, default=0) for each in waiting]
        found = queries.states(device_id, sequences)
        told["deals"] = [
            {"sequence": key, "state": state, "words": deals.why(reason)}
            for key, (state, reason) in found.items()
        ]
    return told


@blueprint.post("/offline/devices")
@_told
def offline_devices() -> dict[str, Any]:
    """Take this browser into use at this outlet."""
    asked = _body()
    name, key = asked.get("name"), asked.get("public_key")
    if not isinstance(name, str) or not isinstance(key, str):
        raise Unreadable
    with db.writing():
        limits.hit(_REGISTERED, door.actor())
    with db.writing():
        device_id = devices.register(
            outlet_id=door.outlet().id,
            staff_id=staff().id,
            name=name,
            public_key=key,
        )
    after_this_request(_marked)
    return {"device": device_id}


def _marked(answer: Response) -> Response:
    clearing.keep_deals(answer)
    return answer


@blueprint.get("/offline/snapshot")
@_told
def offline_snapshot() -> dict[str, Any]:
    """The signed limits and the rules in words, for a day."""
    device = queries.device(_whole(request.args.get("device", "")))
    if device.revoked_at is not None:
        raise DeviceRevoked
    if device.outlet_id != door.outlet().id:
        raise DeviceElsewhere
    taken = snapshot.take(
        device_id=device.id,
        staff_id=staff().id,
        outlet_id=door.outlet().id,
        language=locales.language(),
    )
    return taken | {"sequence": device.last_sequence}


@blueprint.post("/offline/deals")
@_told
def offline_deals() -> dict[str, Any]:
    """Take in what was kept, in order; each deal in a transaction of its own."""
    asked = _body()
    letters = asked.get("deals")
    if not isinstance(letters, list) or len(letters) > MOST_AT_ONCE:
        raise Unreadable
    device_id = _number(asked.get("device"), MAX_ID)
    sent_at = datetime.fromtimestamp(
        _number(asked.get("sent_at"), _LATEST_MS) / 1000, UTC
    )
    return {"deals": [_received(device_id, _letter(each), sent_at) for each in letters]}


def _received(device_id: int, letter: Letter, sent_at: datetime) -> dict[str, Any]:
    with db.writing():
        outcome = queue.receive(
            device_id=device_id, staff_id=staff().id, letter=letter, sent_at=sent_at
        )
    words = deals.why(outcome.reason)
    if outcome.is_overdrawn:
        words = locales.gettext(deals.OVERDRAWN)
    return {
        "sequence": outcome.sequence,
        "state": outcome.state,
        "words": words,
        "number": outcome.number,
    }


def _letter(value: Any) -> Letter:
    if not isinstance(value, dict):
        raise Unreadable
    body, signature = value.get("body"), value.get("signature")
    if not isinstance(body, str) or not isinstance(signature, str):
        raise Unreadable
    return Letter(body, signature)


def _body() -> dict[str, Any]:
    """The JSON object that was sent; raises Unreadable."""
    request.max_content_length = MAX_BYTES
    try:
        data = json.loads(request.get_data(cache=False).decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(data, dict):
        raise Unreadable
    return data


def _whole(text: str, default: int | None = None) -> int:
    """A number of an address; raises Unreadable where there is no default."""
    if text.isascii() and text.isdecimal() and int(text[:16]) <= MAX_ID:
        return int(text[:16])
    if default is None:
        raise Unreadable
    return default


def _number(value: Any, most: int) -> int:
    """A number of a body; raises Unreadable."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Unreadable
    return value
