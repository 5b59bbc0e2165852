"""Phones and e-mail addresses: read as people type them, kept in one form."""

from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from app.people.errors import BadEmail, BadPhone

_LONGEST_PHONE = 40
_LONGEST_EMAIL = 254
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_PREFIX_CUT = 4


@dataclass(frozen=True)
class Address:
    """A contact in its one form: ``+79161234567``, ``anna@example.com``."""

    channel: str
    value: str


def parse(channel: str, text: str, country: str) -> Address:
    """Read a contact as typed; raises BadPhone or BadEmail.

    ``country`` (ISO 3166) is taken for phones written without a country code.
    """
    if channel == "phone":
        return Address("phone", _phone(text, country))
    return Address("email", _email(text))


def any_phone(text: str, country: str) -> str:
    """A number to call, mobile or not, in its one form; raises BadPhone."""
    number = _number(text, country)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def written_out(phone: str) -> str:
    """A number as people read it: ``+7 916 123-45-67``."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _phone(text: str, country: str) -> str:
    number = _number(text, country)
    # Codes by SMS to premium and fixed lines are how money is pumped out of a site.
    if phonenumbers.number_type(number) not in _MOBILE:
        raise BadPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _number(text: str, country: str) -> phonenumbers.PhoneNumber:
    if len(text) > _LONGEST_PHONE or not text.isascii():
        raise BadPhone
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise BadPhone from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise BadPhone
    return number


def _email(text: str) -> str:
    if len(text) > _LONGEST_EMAIL:
        raise BadEmail
    try:
        valid = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise BadEmail from error
    return valid.normalized.lower()


def masked(channel: str, value: str) -> str:
    """Enough to recognise one's own contact: ``+7 ··· 67``, ``an···@example.com``."""
    if channel == "phone":
        country = phonenumbers.parse(value).country_code
        return f"+{country}\u00a0···\u00a0{value[-2:]}"
    name, _, domain = value.partition("@")
    return f"{name[: min(2, len(name) - 1)]}···@{domain}"


def limit_subject(channel: str, value: str) -> str:
    """One mailbox under all its spellings: ``an.na+shop@…`` counts as ``anna@…``."""
    if channel == "phone":
        return value
    name, _, domain = value.partition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def limit_prefix(channel: str, value: str) -> str:
    """What neighbours share: a phone without its last four digits, a mail domain."""
    return value[:-_PREFIX_CUT] if channel == "phone" else value.partition("@")[2]
