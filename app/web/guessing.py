"""Limits guesses of codes at tills and over the API: by card, who sells, device, address.

A try is counted before it is looked at and given back when the code was good, so that
parallel guesses do not slip past, and whoever uses codes as they are meant never
notices.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from flask import request
from flask import session as cookie

from app.core import db, ids, tenancy
from app.core.errors import TooMany
from app.core.ids import CardId
from app.offers import tries
from app.programmes.discounts import Declined, WhyNot
from app.sales.errors import CodeRefused
from app.web import session

Subjects = Mapping[str, str]
_WRONG = "wrong_codes"
_KEPT = 12


class Guess:
    """One try; it counts when a typed code turned out to be nobody's."""

    is_wrong = False

    def look(self, declined: Iterable[Declined]) -> None:
        """See in a quote whether a typed code was unknown."""
        if any(each.why is WhyNot.NOT_KNOWN for each in declined):
            self.is_wrong = True

    @contextmanager
    def seeing(self) -> Iterator[None]:
        """See whether what the block does is refused for an unknown code."""
        try:
            yield
        except CodeRefused as refusal:
            self.is_wrong = refusal.why is WhyNot.NOT_KNOWN
            raise


@contextmanager
def watched(codes: tuple[str, ...], subjects: Subjects) -> Iterator[Guess]:
    """Count a try with typed codes; raises TooMany when there were too many wrong ones.

    Must run outside ``writing()``. Without a code nothing is counted.
    """
    guess = Guess()
    if not codes:
        yield guess
        return
    _count(subjects)
    try:
        with guess.seeing():
            yield guess
    finally:
        if not guess.is_wrong:
            with db.writing():
                tries.give_back(subjects)


@contextmanager
def at_till(codes: tuple[str, ...], card_id: CardId, actor: str) -> Iterator[Guess]:
    """The same for a till page, which asks again whenever the cheque changes.

    A code that this browser was told about once is no new guess.
    """
    known = cookie.get(_WRONG, [])
    marks = {code: _mark(code) for code in codes}
    fresh = tuple(code for code in codes if marks[code] not in known)
    with watched(fresh, _at_till(card_id, actor)) as guess:
        try:
            with guess.seeing():
                yield guess
        finally:
            if fresh and guess.is_wrong:
                cookie[_WRONG] = [*known, *(marks[code] for code in fresh)][-_KEPT:]


def _at_till(card_id: CardId, actor: str) -> Subjects:
    """Who tries at a till page: the card, the cashier, the device, the address."""
    visitor = session.visitor()
    return {
        **of_card(card_id),
        "actor": f"{tenancy.current()}:{actor}",
        "device": str(visitor.session_id if visitor else ""),
        "address": _address(),
    }


def of_card(card_id: CardId) -> Subjects:
    """The card that a code is tried with."""
    return {"card": f"{tenancy.current()}:{card_id}"}


def of_key(key_id: int) -> Subjects:
    """The till software that tries codes."""
    return {"key": str(key_id)}


def _mark(code: str) -> str:
    """A code as the cookie keeps it: not to be read back."""
    return ids.digest(session.config().secret_key, "wrong-code", code).hex()[:12]


def _address() -> str:
    address = request.remote_addr or ""
    return ids.digest(session.config().secret_key, "limit", address).hex()


def _count(subjects: Subjects) -> None:
    """Let the count commit also when it says that there were too many."""
    over: TooMany | None = None
    with db.writing():
        try:
            tries.count(subjects)
        except TooMany as error:
            over = error
    if over is not None:
        raise over
