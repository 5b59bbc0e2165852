"""Contacts as owners type them, kept in one form that a link may lead to.

Whatever is kept begins with ``https://`` (sites, Telegram, VK) or is a telephone number
or an e-mail address and nothing else, so that no page can be made to lead elsewhere.
"""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from email_validator import EmailNotValidError, validate_email

from app.businesses import phones

_LONGEST: Final = 200
_LONGEST_EMAIL: Final = 254
_HOST: Final = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?:xn--[a-z0-9-]{2,59}|[a-z]{2,63})"
)
_TELEGRAM: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")
_VK: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.]{1,31}")
_TELEGRAM_HOSTS: Final = {"t.me", "telegram.me", "telegram.dog"}
_VK_HOSTS: Final = {"vk.com", "vk.ru", "m.vk.com", "m.vk.ru", "vkontakte.ru"}
_SAFE_PATH: Final = "/%:@!$&'()*+,;=-._~"


class BadContact(ValueError):
    """Not a contact of this kind."""


def phone(text: str, country: str) -> str:
    """A telephone number of any kind as E.164; raises BadContact.

    ``country`` (ISO 3166) is taken for numbers without a country code.
    """
    try:
        number = phones.parse(text, country)
    except phones.BadPhone as error:
        raise BadContact from error
    if number != phones.plain(number):
        raise BadContact
    return number


def email(text: str) -> str:
    """An e-mail address in its one form; raises BadContact."""
    if len(text) > _LONGEST_EMAIL:
        raise BadContact
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise BadContact from error


def site(text: str) -> str:
    """A site as an https address; raises BadContact.

    A missing scheme and http become https; names in other scripts become Punycode.
    No user, no password, no port, nothing but a name of the public network.
    """
    host, rest = _split(text)
    return f"https://{host}{rest}"


def telegram(text: str) -> str:
    """A Telegram name or address as ``https://t.me/name``; raises BadContact."""
    return "https://t.me/" + _handle(text, _TELEGRAM_HOSTS, _TELEGRAM)


def vk(text: str) -> str:
    """A VK name or address as ``https://vk.com/name``; raises BadContact."""
    return "https://vk.com/" + _handle(text, _VK_HOSTS, _VK)


def _handle(text: str, hosts: set[str], shape: re.Pattern[str]) -> str:
    name = text.removeprefix("@")
    if "/" in name or name.lower() in hosts:
        host, path = _split(name)
        if host.removeprefix("www.") not in hosts:
            raise BadContact
        name = path.strip("/").removeprefix("@")
    if not shape.fullmatch(name):
        raise BadContact
    return name


def _split(text: str) -> tuple[str, str]:
    """Host, and path with query, of an address on the web."""
    if len(text) > _LONGEST or any(c.isspace() or not c.isprintable() for c in text):
        raise BadContact
    full = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(full)
        port, host = parts.port, (parts.hostname or "")
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError) as error:
        raise BadContact from error
    has_more = port is not None or parts.username is not None or "\\" in text
    if parts.scheme not in {"http", "https"} or has_more or not _HOST.fullmatch(host):
        raise BadContact
    rest = quote(parts.path or "/", safe=_SAFE_PATH)
    if parts.query:
        rest += "?" + quote(parts.query, safe=_SAFE_PATH + "?")
    return host, rest
