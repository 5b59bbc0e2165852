"""What a phone says in a call, read and checked: who it is, what it holds, what it wants."""

from typing import Any

from app.core.config import Config
from app.core.errors import AppError
from app.wallet import identity
from app.wallet.apple import packages
from app.wallet.apple.packages import HeldPass, Package
from app.wallet.apple.registrations import Phone
from passes.apple import protocol
from passes.apple.protocol import BadLogs, Scheme

DEFAULT_SCHEME = str(Scheme.APPLE)
http_date = protocol.http_date


class NotPermitted(AppError):
    """The token does not open this pass, or there is no such pass: never told apart."""

    code = "not_permitted"
    status = 401
    sentence = "This token does not open this pass."


class BadCall(AppError):
    """A body that no phone sends."""

    code = "bad_call"
    sentence = "This request cannot be understood. Go back and try again."


def permitted(
    authorization: str | None, pass_type: str, serial: str, config: Config
) -> tuple[Scheme, HeldPass]:
    """Who asks and for which pass; raises NotPermitted.

    The token is compared before anything is looked up, so that a serial nobody has
    and a wrong token take the same time.
    """
    scheme, token = protocol.parse_authorization(authorization) or (Scheme.APPLE, "")
    is_open = identity.opens(token, serial, config.secret_key)
    if not is_open or pass_type != config.apple_pass_type:
        raise NotPermitted
    held = packages.by_serial(serial)
    if held is None:
        raise NotPermitted
    return scheme, held


def phone(
    device: str, body: Any, *, scheme: Scheme, agent: str, config: Config
) -> Phone:
    """Who registers; raises BadCall."""
    token = body.get("pushToken") if isinstance(body, dict) else None
    if not protocol.is_device_id(device) or not protocol.is_push_token(scheme, token):
        raise BadCall
    return Phone(
        digest=identity.device_digest(device, config.secret_key),
        scheme=scheme,
        push_token=str(token),
        agent=agent,
    )


def has(if_modified_since: str | None, held: HeldPass | Package) -> bool:
    """Whether a phone says that it holds this very state of a pass."""
    return protocol.is_unchanged(if_modified_since, held.modified_at)


def messages(body: Any) -> list[str]:
    """What a phone complains about; raises BadCall."""
    try:
        return protocol.device_logs(body)
    except BadLogs as error:
        raise BadCall from error
