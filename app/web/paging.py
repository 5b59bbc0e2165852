"""Ids that come as words of an address or a form, where a route cannot type them."""

from app.core.errors import NotFound

_LONGEST = 18


def row_id(word: str) -> int | None:
    """The id that a word names, None for no word; raises NotFound for another one."""
    if not word:
        return None
    if not word.isascii() or not word.isdecimal() or len(word) > _LONGEST:
        raise NotFound
    return int(word)


def id_or_none(word: str) -> int | None:
    """The same for addresses in which nonsense narrows nothing."""
    try:
        return row_id(word)
    except NotFound:
        return None


def id_or_zero(word: object) -> int:
    """The same for a choice of a form; 0, which is nobody's, for what is no id."""
    return id_or_none(str(word)) or 0
