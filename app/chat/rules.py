"""What a message may be, and how one is known again: pure."""

import hashlib
import unicodedata

from app.chat.errors import MessageTooLong, NothingSaid
from app.chat.models import LONGEST

_JOINER = "\u200d"
"""Joins the parts of one sign, such as a family."""


def cleaned(text: str, *, has_photo: bool = False) -> str:
    """A message as it is kept: nothing that cannot be seen, or turns what follows.

    Raises NothingSaid, MessageTooLong.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(
        letter
        for letter in lines
        if letter.isprintable()
        or letter in {"\n", _JOINER}
        or unicodedata.category(letter) == "Zs"
    ).strip()
    if not kept and not has_photo:
        raise NothingSaid
    if len(kept) > LONGEST:
        raise MessageTooLong(count=LONGEST)
    return kept


def client_key(form_key: str, text: str, photo: str) -> str:
    """What a message is known by when it is sent again.

    A form that was gone back to and says something else is another message; ``photo``
    is the digest of its picture.
    """
    said = f"{form_key}\0{text}\0{photo}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:32]
