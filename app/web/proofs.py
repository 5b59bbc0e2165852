"""Codes that prove contacts beyond signing in: asked for and checked on any screen."""

from dataclasses import dataclass

from flask import g, request
from flask import session as cookie

from app.core import db, ids, locales
from app.core.config import Config
from app.core.errors import AppError
from app.people import codes, queries, sign_in
from app.people.addresses import Address
from app.people.errors import CodeExpired, NoCodeSender, WrongCode
from app.people.models import CHANNELS
from app.people.queries import AskedView
from app.web import session


@dataclass(frozen=True)
class Waiting:
    """A code that this browser has to enter; ``digits`` only in the demo."""

    asked: AskedView | None
    digits: str | None


def ways(config: Config) -> tuple[str, ...]:
    """The channels by which codes can be sent; raises NoCodeSender without any."""
    urls = {"phone": config.sms_url, "email": config.smtp_url}
    found = tuple(c for c in reversed(CHANNELS) if config.demo or urls[c])
    if not found:
        raise NoCodeSender
    return found


def nonce() -> str:
    """What binds codes to this browser."""
    kept: str = cookie.setdefault("nonce", ids.token())
    return kept


def ask(address: Address) -> int:
    """Send a code; its id. Runs inside ``writing()``; raises TooMany."""
    return sign_in.ask_code(
        address=address,
        session_nonce=nonce(),
        language=locales.language(),
        sender=g.business.name,
        ip=request.remote_addr or "",
        secret_key=session.config().secret_key,
    ).code_id


def check(code_id: int, typed: str) -> Address | AppError:
    """The contact that a code proves, or why it does not.

    A refusal is an answer here, so that counting it commits. Runs inside ``writing()``;
    raises CodeExpired and TooMany.
    """
    digits = codes.read(typed)
    if digits is None:
        return WrongCode(left=codes.MAX_TRIES)
    checked = sign_in.check_code(
        code_id=code_id,
        digits=digits,
        session_nonce=nonce(),
        ip=request.remote_addr or "",
        secret_key=session.config().secret_key,
    )
    if checked.address is not None:
        return checked.address
    return WrongCode(left=checked.tries_left) if checked.tries_left else CodeExpired()


def waiting(code_id: int) -> Waiting:
    """What the page that asks for a code says of it."""
    config = session.config()
    shown = queries.code_to_send(code_id, config.secret_key) if config.demo else None
    asked = queries.asked_code(code_id, nonce())
    db.session().rollback()
    return Waiting(asked, shown.digits if shown else None)
