"""What the pass of a certificate, a visit pass, a ticket or a club card says."""

from collections.abc import Callable, Iterator
from functools import partial

from app.core import clock, locales
from app.core.locales import mark
from app.instruments import rules
from app.instruments.faces import Face, face
from app.instruments.queries import Held
from app.instruments.rules import Status
from app.programmes.explain import describe
from app.wallet.wording import each, said
from passes.card import LANGUAGES, Field, Occasion


def header(held: Held, currency: str) -> Field:
    """What is left, or when it begins: visible in a stack of cards."""
    said_of = partial(_word, held, currency)
    return Field(
        "points",
        each(lambda: said_of(lambda own: own.unit) or held.programme),
        each(lambda: said_of(lambda own: own.figure)),
        each(lambda: locales.gettext("Now: ") + "%@"),
    )


def secondary(held: Held, currency: str) -> tuple[Field, ...]:
    """What it is and how it stands."""
    said_of = partial(_word, held, currency)
    return (
        Field("title", said(mark("Card")), said_of(lambda own: own.title)),
        Field("state", said(mark("State")), each(lambda: said_of(lambda o: o.state))),
    )


def back(held: Held, currency: str) -> Iterator[Field]:
    """Everything else that its face says, and its terms."""
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for code in LANGUAGES:
        with locales.speaking(code):
            told[code] = face(held, currency=currency).facts
    for at in range(len(told[LANGUAGES[0]])):
        label: dict[str, str] = {code: told[code][at][0] or "·" for code in LANGUAGES}
        value: dict[str, str] = {code: told[code][at][1] for code in LANGUAGES}
        yield Field(f"fact-{at + 1}", label, value)
    terms: dict[str, str] = {
        code: describe(held.rules, code, currency=currency) for code in LANGUAGES
    }
    yield Field("rules", said(mark("Terms")), terms)


def occasions(held: Held) -> tuple[Occasion, ...]:
    """When a phone shows a ticket by itself: as the event begins."""
    return (Occasion(held.event.starts_at),) if held.event else ()


def is_over(held: Held) -> bool:
    """Whether the pass stays in the wallet only as a memory."""
    now = rules.status(held, clock.now())
    is_used_ticket = held.event is not None and now is Status.USED
    return is_used_ticket or now in {Status.REFUNDED, Status.ENDED}


def _word(held: Held, currency: str, which: Callable[[Face], str]) -> str:
    return which(face(held, currency=currency))
