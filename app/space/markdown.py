"""What people write, as markup that can do no harm: a small Markdown, then a sieve.

The one place where text of others becomes `Markup`. Only paragraphs, emphasis, headings
of two levels, lists, quotes and links are known; raw HTML and pictures stay the words
they are. Links lead to https addresses, mailboxes and phones.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.space.rules import LONGEST_TEXT

LONGEST_EXCERPT: Final = 160
_RULES: Final = (
    "heading",
    "list",
    "blockquote",
    "emphasis",
    "link",
    "autolink",
    "newline",
    "escape",
    "entity",
)
_TAGS: Final = {
    *("p", "br", "em", "strong", "h2", "h3"),
    *("ul", "ol", "li", "blockquote", "a"),
}
_SCHEMES: Final = ("https", "mailto", "tel")
_REL: Final = "nofollow noopener ugc"
# They reorder the words around them: what is read is not what is there.
_BIDI: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_LOWEST: Final = 3
_DEEPEST: Final = 12


class _Reader(MarkdownIt):
    """The small grammar, with whole addresses only."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """A relative address would lead elsewhere from a feed or a letter."""
        scheme, colon, rest = url.partition(":")
        is_whole = rest.startswith("//") if scheme.lower() == "https" else bool(rest)
        return bool(colon) and scheme.lower() in _SCHEMES and is_whole


_READER: Final = _Reader(
    "zero", {"html": False, "breaks": True, "maxNesting": _DEEPEST}
).enable(list(_RULES))


def clean(text: str) -> str:
    """Text without what cannot be seen: control signs and those that turn the reading.

    Lines end with one sign, whatever system they were written on.
    """
    lines = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return "".join(
        sign
        for sign in lines
        if sign in "\n\t" or (sign not in _BIDI and unicodedata.category(sign) != "Cc")
    )


@lru_cache(maxsize=256)
def render(text: str) -> Markup:
    """Text as markup for a page, a feed or a letter; what is beyond 20,000 signs is cut.

    The time it takes is bounded: by the length, by the depth of nesting, and by a
    grammar without tables and pictures.
    """
    tokens = _READER.parse(clean(text)[:LONGEST_TEXT])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            # The page has its own title, so a text begins one level lower.
            token.tag = f"h{min(max(int(token.tag[1]), 2), _LOWEST)}"
    markup = _READER.renderer.render(tokens, _READER.options, {})
    return Markup(  # noqa: S704 - sieved just here
        nh3.clean(
            markup,
            tags=_TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes=set(_SCHEMES),
            link_rel=_REL,
        )
    )


def plain(text: str) -> str:
    """The words alone, single-spaced, without any signs of Markdown."""
    blocks = _READER.parse(clean(text)[:LONGEST_TEXT])
    words = " ".join(
        "".join(_words_of(block.children)) for block in blocks if block.children
    )
    return " ".join(words.split())


def _words_of(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "text_special"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def excerpt(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """The beginning of the words, ended at a whole one."""
    words = plain(text)
    if len(words) <= longest:
        return words
    head, _, rest = words[: longest - 1].rpartition(" ")
    return (head or rest).rstrip(" ,;:–—-") + "…"
