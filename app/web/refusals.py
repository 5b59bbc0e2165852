"""Every code under which something is refused, and the one sentence that says why (M11).

A code is a promise: till software and people's notes keep it. The sentence stands where
the refusal is defined; here they are only gathered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.core import locales
from app.core.errors import AppError

OF_TILLS = (
    "app.cards.",
    "app.coalitions.",
    "app.core.",
    "app.instruments.",
    "app.ledger.",
    "app.rewards.",
    "app.sales.",
    "app.trust.",
    "app.web.api.",
)
"""Whose refusals till software can meet."""

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Refusal:
    """A code, the status it is answered with, and its sentence in each language."""

    code: str
    status: int
    sentences: tuple[tuple[str, str], ...]


def kinds(above: type[AppError] = AppError) -> Iterator[type[AppError]]:
    """All refusals that are defined, each once."""
    for kind in above.__subclasses__():
        yield kind
        yield from kinds(kind)


def of_tills() -> list[Refusal]:
    """What till software can meet, by code."""
    found = {
        kind.code: Refusal(kind.code, kind.status, said(kind.sentence))
        for kind in kinds()
        if kind.__module__.startswith(OF_TILLS)
    }
    return [found[code] for code in sorted(found)]


def said(sentence: str) -> tuple[tuple[str, str], ...]:
    """A sentence in every language, with its places named: ``{points}``."""
    return tuple(
        (language, _PLACE.sub(r"{\1}", _in(language, sentence)).replace("%%", "%"))
        for language in sorted(locales.LANGUAGES)
    )


def _in(language: str, sentence: str) -> str:
    return locales.catalogue(language).gettext(sentence)
