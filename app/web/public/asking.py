"""Asking for a code: the contact field, the channels on offer, what the cookie keeps."""

from dataclasses import dataclass
from typing import Any, cast

from flask import Response, request
from flask import session as cookie
from wtforms import StringField

from app.core import ids, locales
from app.core.config import Config
from app.core.errors import AppError, TooMany
from app.core.locales import gettext as _
from app.people import addresses, sign_in
from app.people.addresses import Address
from app.people.errors import NoCodeSender
from app.web import session
from app.web.forms import Form

CHANNELS = ("phone", "email")


class ContactForm(Form):
    """One phone or e-mail address."""

    contact = StringField()

    def ask_for(self, channel: str) -> None:
        """Name the field after what is asked for."""
        self.contact.label.text = _("Phone") if channel == "phone" else _("E-mail")

    def address(self, channel: str) -> Address:
        """The contact as typed, in its one form; raises BadPhone, BadEmail."""
        country = session.config().country
        return addresses.parse(channel, self.contact.data or "", country)


@dataclass(frozen=True)
class Pending:
    """The code that this browser is expected to enter."""

    code_id: int
    nonce: str
    next: str | None


def ways(config: Config) -> tuple[str, ...]:
    """The channels by which codes can be sent; none before a gateway is set up."""
    urls = {"phone": config.sms_url, "email": config.smtp_url}
    return tuple(c for c in CHANNELS if config.demo or urls[c])


def channels(config: Config) -> tuple[str, ...]:
    """The same where nothing goes without; raises NoCodeSender."""
    offered = ways(config)
    if not offered:
        raise NoCodeSender
    return offered


def wanted(offered: tuple[str, ...]) -> str:
    """The channel that the address asks for (``?by=email``), else the first."""
    chosen = request.args.get("by", "")
    return chosen if chosen in offered else offered[0]


def nonce() -> str:
    """What binds codes to this browser."""
    return cast("str", cookie.setdefault("nonce", ids.token()))


def send_code(address: Address, sender: str) -> int:
    """Ask for a code; its id. Runs inside ``writing()``; raises TooMany."""
    asked = sign_in.ask_code(
        address=address,
        session_nonce=nonce(),
        language=locales.language(),
        sender=sender,
        ip=visitor_ip(),
        secret_key=session.config().secret_key,
    )
    return asked.code_id


def visitor_ip() -> str:
    """The network address of who asks, for limits only."""
    return request.remote_addr or ""


def counted_as() -> str:
    """The same as limits keep it: not to be read back."""
    return ids.digest(session.config().secret_key, "limit", visitor_ip()).hex()


def expect(code_id: int, next_path: str | None) -> None:
    """Remember in the cookie which code to ask for on the next page."""
    cookie["code"] = {"id": code_id, "next": next_path}


def pending() -> Pending | None:
    """The code that was asked for in this browser, if any."""
    kept: dict[str, Any] | None = cookie.get("code")
    if kept is None or "nonce" not in cookie:
        return None
    return Pending(kept["id"], cookie["nonce"], kept["next"])


def with_wait(response: Response, error: AppError) -> Response:
    """Say in the headers too when to come back, where the refusal knows."""
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response
