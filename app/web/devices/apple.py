"""Apple's web service for passes: phones register, ask what changed, fetch, complain.

Source: Apple, "Adding a web service to update passes"; the statuses are those that
phones understand.
"""

import json
from typing import Any, NoReturn

import structlog
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.core import ids
from app.wallet import identity
from app.wallet.apple import calls, logs, packages, registrations
from app.wallet.apple.calls import BadCall, NotPermitted
from app.wallet.certificates import NoPasses, PassRefused
from app.web import session
from app.web.devices.blueprint import blueprint
from app.web.devices.bodies import body

ROOT = "/apple/v1"
MAX_BODY = 64 * 1024
MAX_LOG_BODY = 256 * 1024
UNFIT_SECONDS = 3600
KEPT = {"Cache-Control": "private, no-cache"}
_REGISTRATION = f"{ROOT}/devices/<device>/registrations/<pass_type>/<serial>"
_log = structlog.get_logger("apple")


@blueprint.errorhandler(NotPermitted)
def _not_permitted(_: NotPermitted) -> Response:
    return Response(status=401, headers={"WWW-Authenticate": calls.DEFAULT_SCHEME})


@blueprint.post(_REGISTRATION, merge_slashes=False)
def register(device: str, pass_type: str, serial: str) -> ResponseReturnValue:
    """A phone wants to be told of a pass: 201 when that is new, else 200."""
    config = session.config()
    scheme, held = calls.permitted(_authorization(), pass_type, serial, config)
    phone = calls.phone(
        device, _json(MAX_BODY), scheme=scheme, agent=_agent(), config=config
    )
    return _empty(201 if registrations.register(held, phone) else 200)


@blueprint.delete(_REGISTRATION, merge_slashes=False)
def unregister(device: str, pass_type: str, serial: str) -> ResponseReturnValue:
    """A pass was removed from a phone; saying so again changes nothing."""
    _, held = calls.permitted(_authorization(), pass_type, serial, session.config())
    registrations.unregister(held, _digest(device))
    return _empty(200)


@blueprint.get(
    f"{ROOT}/devices/<device>/registrations/<pass_type>", merge_slashes=False
)
def updates(device: str, pass_type: str) -> ResponseReturnValue:
    """What changed since a tag. The phone's identifier is all that it proves."""
    if pass_type != session.config().apple_pass_type:
        return _empty(204)
    news = registrations.news(_digest(device), request.args.get("passesUpdatedSince"))
    if news is None:
        return _empty(204)
    told = {"serialNumbers": news.serials, "lastUpdated": news.tag}
    return Response(json.dumps(told), mimetype="application/json")


@blueprint.get(f"{ROOT}/passes/<pass_type>/<serial>", merge_slashes=False)
def fetch(pass_type: str, serial: str) -> ResponseReturnValue:
    """The pass in its newest state; 304 when the phone has it."""
    _, held = calls.permitted(_authorization(), pass_type, serial, session.config())
    if calls.has(request.headers.get("If-Modified-Since"), held):
        return Response(status=304, headers=KEPT)
    try:
        package = packages.package(held, session.config())
    except (NoPasses, PassRefused) as error:
        _log.warning("pass_refused", reason=str(error.__cause__ or error))
        return Response(status=503, headers={"Retry-After": str(UNFIT_SECONDS)})
    return Response(
        package.body,
        mimetype=packages.MEDIA_TYPE,
        headers={"Last-Modified": calls.http_date(package.modified_at)} | KEPT,
    )


@blueprint.post(f"{ROOT}/log", merge_slashes=False)
def log() -> ResponseReturnValue:
    """What went wrong on a phone, in its own words."""
    messages = calls.messages(_json(MAX_LOG_BODY))
    address = ids.digest(
        session.config().secret_key, "log-address", request.remote_addr or ""
    )
    logs.store(messages, agent=_agent(), subject=address.hex())
    return _empty(200)


def _authorization() -> str | None:
    return request.headers.get("Authorization")


def _json(most_bytes: int) -> Any:
    """The body as JSON, whatever type it says it has; raises BadCall, 413."""
    taken = body(most_bytes)
    try:
        return json.loads(taken, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadCall from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _digest(device: str) -> bytes:
    return identity.device_digest(device, session.config().secret_key)


def _agent() -> str:
    return request.user_agent.string


def _empty(status: int) -> Response:
    answer = Response(status=status)
    del answer.headers["Content-Type"]
    return answer
