"""What the Russian pages say, by the message ids of the sources."""

import re

from app.core import locales


def ru(message: str, **values: object) -> str:
    """The Russian words of a message, its spaces as they are typed."""
    with locales.speaking("ru"):
        return plain(locales.gettext(message, **values))


def plain(text: str) -> str:
    """Any run of white space, narrow and unbreakable ones too, as one space."""
    return re.sub(r"\s+", " ", text).strip()
