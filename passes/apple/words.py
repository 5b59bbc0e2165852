"""Words of a pass in every language: keys in `pass.json`, tables in `pass.strings`.

The key of a text is its wording in the customer's own language, so that a phone in a
third language still shows words and not an identifier.
"""

import codecs
from typing import Final

from passes.card import LANGUAGES, Text, text_in

_APART: Final = "\u2060"
"""Word joiner: invisible; tells two texts with one wording apart."""

_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


class Words:
    """Collects the translated texts of one pass while its document is made."""

    def __init__(self, language: str) -> None:
        """Start empty; `language` gives the keys."""
        self._language = language
        self._tables: dict[str, dict[str, str]] = {}

    def key(self, text: Text) -> str:
        """What to write into `pass.json` for this text."""
        own = text_in(text, self._language)
        if isinstance(text, str) or not own:
            return own
        row: dict[str, str] = {
            language: text_in(text, language) for language in LANGUAGES
        }
        while self._tables.get(own, row) != row:
            own += _APART
        self._tables[own] = row
        return own

    def files(self) -> dict[str, bytes]:
        """`<language>.lproj/pass.strings` for every language.

        UTF-16, big-endian, with a byte order mark: the one encoding that all known
        readers understand.
        """
        return {
            f"{language}.lproj/pass.strings": codecs.BOM_UTF16_BE
            + "".join(
                f'"{_escaped(key)}" = "{_escaped(row[language])}";\n'
                for key, row in self._tables.items()
            ).encode("utf-16-be")
            for language in LANGUAGES
        }


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
