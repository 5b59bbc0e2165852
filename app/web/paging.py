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
