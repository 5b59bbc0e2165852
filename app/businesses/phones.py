"""Phones of a business: any number that can be called, landlines and extensions too."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

LONGEST: Final = 40
_EXTENSION = ";ext="


class BadPhone(ValueError):
    """Nobody can be called by this."""


def parse(text: str, country: str) -> str:
    """A phone in its one form: ``+74951234567``, ``+74951234567;ext=12``.

    ``country`` (ISO 3166) is taken where no country code is written. Raises BadPhone.
    """
    if len(text) > LONGEST:
        raise BadPhone(text[:LONGEST])
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise BadPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(text)
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return plain + (_EXTENSION + number.extension if number.extension else "")


def shown(phone: str) -> str:
    """As people read it: ``+7 495 123-45-67``, unbroken."""
    number = _read(phone)
    if number is None:
        return phone
    text = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return text.replace(" ", "\u00a0").replace("-", "\u2011")


def plain(phone: str) -> str:
    """As machines read it, without an extension."""
    return phone.partition(_EXTENSION)[0]


def link(phone: str) -> str:
    """The address that calls it."""
    return f"tel:{phone}"


def _read(phone: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
