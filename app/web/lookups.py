"""Looking a card up at a till, with a limit on numbers that turn out to be nobody's.

Who types numbers at random finds out soon that there is a limit: after some misses the
same till or key is refused for a while, whatever it asks for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import current_app

from app.cards import alternatives, codes, numbers, queries, stock
from app.cards.errors import CardAsleep, CardNotFound, CodeOutdated
from app.cards.queries import FoundCard
from app.core import clock, db, limits, tenancy
from app.core.errors import TooMany
from app.core.ids import MemberId
from app.core.limits import Limit
from app.people import actions as people
from app.people import addresses
from app.people.addresses import Address
from app.people.errors import BadPhone
from app.rewards import codes as award_codes
from app.rewards import queries as rewards
from app.rewards.errors import AwardNotFound
from app.rewards.queries import AwardView
from app.web import session

MISSES = Limit("card_misses", count=30, seconds=600)
_EXTENSION = "tessera_missed"


class Blocked(dict[str, datetime]):
    """Until when a subject is refused at once, without asking the database."""

    def cache_clear(self) -> None:
        """Ask the database again."""
        self.clear()


def card(code: str, who: str) -> FoundCard:
    """The card behind a scan; a printed number comes alive with its first one.

    Misses are counted as in ``watched``; must run outside ``writing()``.
    """
    with watched(code, who):
        return _awake(code)


@dataclass(frozen=True)
class FoundGuest:
    """Whom a scan or a typed text leads to; ``card`` is the one whose code it was."""

    member_id: MemberId
    card: FoundCard | None


def guest(text: str, who: str) -> FoundGuest:
    """The guest behind a scan, a number, or their whole phone number as typed.

    Misses are counted as in ``watched``; must run outside ``writing()``. Raises what
    ``card`` does.
    """
    with watched(text, who):
        try:
            found = _awake(text)
        except CardNotFound:
            contact = _phone(text)
            owner = people.owner_of("phone", contact.value) if contact else None
            if owner is None:
                raise
            return FoundGuest(alternatives.member_of(owner), None)
    return FoundGuest(found.member_id, found)


def award_code(text: str) -> str | None:
    """The code of a reward in a scan, if it is one of this business or may be one.

    A card that is known by a number of that shape comes first.
    """
    code = award_codes.parse(text)
    if code is None or numbers.known(text) is not None:
        return None
    return code


def award(text: str, who: str) -> AwardView:
    """The reward behind a code; misses are counted as those of cards are.

    Must run outside ``writing()``. Raises AwardNotFound, TooMany.
    """
    blocked = _blocked()
    subject = f"{tenancy.current()}:{who}"
    until = blocked.get(subject)
    if until is not None and until > clock.now():
        raise TooMany(retry_seconds=_seconds_to(until))
    try:
        return rewards.by_code(text)
    except AwardNotFound:
        if award_codes.parse(text) is not None:
            _count(subject)
        raise


def entry_of(text: str, card: FoundCard | None) -> str:
    """How a card was shown: by a code, its number in digits, or somebody's phone.

    A bar code of bare digits cannot be told from typing; it counts as a number.
    """
    if card is None:
        return "phone"
    if card.is_rotating:
        return "rotating"
    return "number" if text.strip()[:1].isdecimal() else "code"


def _awake(code: str) -> FoundCard:
    try:
        return queries.find(code)
    except CardAsleep:
        with db.writing():
            return stock.find(code)


def _phone(text: str) -> Address | None:
    try:
        return addresses.parse("phone", text.strip(), session.config().country)
    except BadPhone:
        return None


@contextmanager
def watched(code: str, who: str) -> Iterator[None]:
    """Count a miss inside the block against ``who``; raises TooMany when over.

    ``who`` is an actor ("staff:12", "api:3"). Must run outside ``writing()``. What
    cannot be a card number at all gives nothing away and is not counted.
    """
    blocked = _blocked()
    subject = f"{tenancy.current()}:{who}"
    until = blocked.get(subject)
    if until is not None and until > clock.now():
        raise TooMany(retry_seconds=_seconds_to(until))
    try:
        yield
    except (CardNotFound, CodeOutdated):
        if codes.parse(code) or _may_be_plastic(code) or _phone(code):
            _count(subject)
        raise


def _may_be_plastic(code: str) -> bool:
    """Whether other numbers are in use here and this could have been one."""
    return bool(numbers.spellings(code)) and numbers.are_any()


def _count(subject: str) -> None:
    try:
        with db.writing():
            limits.hit(MISSES, subject)
    except TooMany as error:
        wait = timedelta(seconds=error.retry_seconds)
        _blocked()[subject] = clock.now() + wait
        raise


def _blocked() -> Blocked:
    return cast("Blocked", current_app.extensions.setdefault(_EXTENSION, Blocked()))


def _seconds_to(instant: datetime) -> int:
    return max(1, int((instant - clock.now()).total_seconds()))
