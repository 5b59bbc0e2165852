"""Signed links in messages: to what a notice speaks of, and to stop a kind by e-mail.

They need no session and open nothing but that; they are of one business only.
"""

import re

from itsdangerous import BadSignature, Signer

from app.core import tenancy

_LONGEST = 200
_OPEN = re.compile(r"([0-9]{1,18})", re.ASCII)
_STOP = re.compile(r"([0-9]{1,18})-([a-z0-9_]{1,60})", re.ASCII)


def open_token(delivery_id: int, secret_key: str) -> str:
    """What stands in the link of a message."""
    return _signer("open", secret_key).sign(str(delivery_id)).decode()


def stop_token(member_id: int, kind: str, secret_key: str) -> str:
    """What stands in the link that stops a kind by e-mail; good for ever."""
    return _signer("stop", secret_key).sign(f"{member_id}-{kind}").decode()


def behind_open(token: str, secret_key: str) -> int | None:
    """The delivery whose link this is; None when it is forged."""
    read = _read("open", _OPEN, token, secret_key)
    return None if read is None else int(read[1])


def behind_stop(token: str, secret_key: str) -> tuple[int, str] | None:
    """The member and kind of a link that stops; None when it is forged."""
    read = _read("stop", _STOP, token, secret_key)
    return None if read is None else (int(read[1]), read[2])


def _read(
    purpose: str, content: re.Pattern[str], token: str, secret_key: str
) -> re.Match[str] | None:
    if len(token) > _LONGEST or not token.isascii():
        return None
    try:
        said = _signer(purpose, secret_key).unsign(token).decode()
    except BadSignature:
        return None
    return content.fullmatch(said)


def _signer(purpose: str, secret_key: str) -> Signer:
    return Signer(secret_key, salt=f"notice-{purpose}:{tenancy.current()}")
