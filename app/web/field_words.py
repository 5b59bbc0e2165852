"""What WTForms says of a field that is wrong, in the words of this product.

Its own sentences are no part of our catalogue and do not say what to do. Places such as
``%(min)d`` stay: WTForms fills them in.
"""

import re
from collections.abc import Callable

from app.core import locales
from app.core.locales import mark

_WORDS = {
    "CSRF failed.": mark("Reload the page and try again."),
    "CSRF token expired.": mark("Reload the page and try again."),
    "CSRF token missing.": mark("Reload the page and try again."),
    "Date must be at least %(min)s.": mark("Choose a day no earlier than %(min)s."),
    "Date must be at most %(max)s.": mark("Choose a day no later than %(max)s."),
    "Date must be between %(min)s and %(max)s.": mark(
        "Choose a day from %(min)s to %(max)s."
    ),
    "Field must be between %(min)d and %(max)d characters long.": mark(
        "Write from %(min)d to %(max)d characters."
    ),
    "Field must be equal to %(other_name)s.": mark(
        "Write the same here as in “%(other_name)s”."
    ),
    "File does not have an approved extension.": mark("Choose a file of another kind."),
    "File does not have an approved extension: {extensions}": mark(
        "Choose a file of one of these kinds: {extensions}."
    ),
    "Invalid CSRF Token.": mark("Reload the page and try again."),
    "Invalid Choice: could not coerce.": mark("Not a valid choice."),
    "Invalid IP address.": mark("Write an IP address, for example 192.0.2.1."),
    "Invalid Mac address.": mark("Write a MAC address, for example 00:00:5e:00:53:01."),
    "Invalid URL.": mark("Write an address, for example https://example.com."),
    "Invalid UUID.": mark("This is no identifier. Copy it again."),
    "Invalid choice(s): one or more data inputs could not be coerced.": mark(
        "Not a valid choice."
    ),
    "Invalid email address.": mark("Write an e-mail address, like name@example.com."),
    "Invalid input.": mark("Write this in another way."),
    "Invalid value, can't be any of: %(values)s.": mark(
        "Write something other than: %(values)s."
    ),
    "Invalid value, must be one of: %(values)s.": mark(
        "Write one of these: %(values)s."
    ),
    "Not a valid choice.": mark("Not a valid choice."),
    "Not a valid date value.": mark("Choose a day."),
    "Not a valid datetime value.": mark("Choose a day and a time."),
    "Not a valid decimal value.": mark("Write a number, for example 99.50."),
    "Not a valid float value.": mark("Write a number, for example 99.50."),
    "Not a valid integer value.": mark("Write a whole number."),
    "Not a valid time value.": mark("Choose a time of day, for example 21:00."),
    "Not a valid week value.": mark("Choose a week."),
    "Number must be at least %(min)s.": mark("Write a number from %(min)s up."),
    "Number must be at most %(max)s.": mark("Write a number up to %(max)s."),
    "Number must be between %(min)s and %(max)s.": mark(
        "Write a number from %(min)s to %(max)s."
    ),
    "This field cannot be edited.": mark("This cannot be changed here."),
    "This field is disabled and cannot have a value.": mark(
        "This cannot be changed here."
    ),
    "This field is required.": mark("This field is required."),
}


_FILE_SIZE = re.compile(r"File must be between (\d+) and (\d+) bytes\.")


def said(message: str) -> str:
    """What we say in place of a message of WTForms."""
    size = _FILE_SIZE.fullmatch(message)
    if size:
        low, high = (locales.number_text(int(bound)) for bound in size.groups())
        words = mark("Choose a file of %(low)s to %(high)s bytes.")
        return locales.gettext(words, low=low, high=high)
    return locales.gettext(_WORDS.get(message, message))


def said_of_several(singular: str, plural: str, number: int) -> str:
    """The same where WTForms counts something."""
    count = _COUNTED.get(singular)
    if count is None:
        own = locales.catalogue(locales.language())
        return own.ngettext(singular, plural, number)
    return count(number)


def _at_least(number: int) -> str:
    return locales.catalogue(locales.language()).ngettext(
        "Write at least %(min)d character.",
        "Write at least %(min)d characters.",
        number,
    )


def _at_most(number: int) -> str:
    return locales.catalogue(locales.language()).ngettext(
        "Write at most %(max)d character.",
        "Write at most %(max)d characters.",
        number,
    )


def _exactly(number: int) -> str:
    return locales.catalogue(locales.language()).ngettext(
        "Write exactly %(max)d character.",
        "Write exactly %(max)d characters.",
        number,
    )


def _no_choice(_: int) -> str:
    return locales.gettext("Not a valid choice.")


_COUNTED: dict[str, Callable[[int], str]] = {
    "'%(value)s' is not a valid choice for this field.": _no_choice,
    "Field must be at least %(min)d character long.": _at_least,
    "Field cannot be longer than %(max)d character.": _at_most,
    "Field must be exactly %(max)d character long.": _exactly,
}
