"""Words of a pass in every language: keys in `pass.json`, tables in `pass.strings`.

The key of a text is its wording in the customer's own language, so that a phone in a
third language still shows words and not an identifier.
"""

import codecs
from functools import lru_cache
from typing import Final

from passes.card import LANGUAGES, Text, text_in

_APART: Final = "\u2060"
"""Word joiner: invisible; tells two texts with one wording apart."""

_UNTRANSLATED: Final[tuple[str | None, ...]] = (None,) * len(LANGUAGES)
"""The row of a text that is the same for everybody."""

_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


class Words:
    """Collects the texts of one pass while its document is made."""

    def __init__(self, language: str) -> None:
        """Start empty; `language` gives the keys."""
        self._language = language
        self._rows: dict[str, tuple[str | None, ...]] = {}

    def key(self, text: Text) -> str:
        """What to write into `pass.json` for this text.

        A text of one language is kept too: a name must not be translated because
        a label happens to have the same wording.
        """
        if isinstance(text, str):
            own, row = text, _UNTRANSLATED
        else:
            own = text.get(self._language) or text_in(text, self._language)
            row = tuple([text.get(language) for language in LANGUAGES])
        if not own:
            return own
        while self._rows.setdefault(own, row) != row:
            own += _APART
        return own

    def files(self) -> dict[str, bytes]:
        """`<language>.lproj/pass.strings` for every language; none without need.

        UTF-16, big-endian, with a byte order mark: the one encoding that all known
        readers understand.
        """
        lines = [
            _lines(key, row)
            for key, row in self._rows.items()
            if row is not _UNTRANSLATED
        ]
        if not lines:
            return {}
        return {
            f"{language}.lproj/pass.strings": codecs.BOM_UTF16_BE + b"".join(table)
            for language, table in zip(LANGUAGES, zip(*lines, strict=True), strict=True)
        }


@lru_cache(maxsize=4096)
def _lines(key: str, row: tuple[str | None, ...]) -> tuple[bytes, ...]:
    """A text's line in every table; most texts come again with the next card."""
    return tuple(
        f'"{_escaped(key)}" = "{_escaped(words or key)}";\n'.encode("utf-16-be")
        for words in row
    )


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
