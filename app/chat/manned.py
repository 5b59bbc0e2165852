"""When somebody answers: the hours of the chat, or else those of the outlets."""

from datetime import datetime, timedelta

from app.businesses import hours_words
from app.businesses import queries as businesses
from app.businesses.hours import Hours, State, state
from app.chat.settings import Rules
from app.core import clock, tenancy
from app.core.locales import gettext as _

UNTOLD = timedelta(days=1)
"""How long an absence lasts that nobody has told the end of."""


def now(rules: Rules) -> State:
    """Whether somebody answers at this instant, and when that changes.

    Where nobody has told any hours, somebody always does.
    """
    instant = clock.now()
    found = [state(hours, instant, zone) for hours, zone in _places(rules)]
    if not found:
        return State(is_open=True, changes_at=None)
    if any(each.is_open for each in found):
        return State(is_open=True, changes_at=_last(found))
    opens = [each.changes_at for each in found if each.changes_at is not None]
    return State(is_open=False, changes_at=min(opens, default=None))


def _last(found: list[State]) -> datetime | None:
    ends = [each.changes_at for each in found if each.is_open]
    told = [end for end in ends if end is not None]
    return max(told) if len(told) == len(ends) else None


def _places(rules: Rules) -> list[tuple[Hours, str]]:
    if rules.hours is not None:
        return [(rules.hours, businesses.by_id(tenancy.current()).zone)]
    return [
        (outlet.hours, outlet.zone)
        for outlet in businesses.outlets()
        if outlet.is_open and outlet.hours is not None
    ]


def words(rules: Rules, absence: State, language: str) -> str:
    """What a guest is told while nobody is there, in the language in force."""
    own = rules.reply_ru if language == "ru" else rules.reply_en
    said = own or default_words()
    if absence.changes_at is None:
        return said
    zone = businesses.by_id(tenancy.current()).zone
    opens = hours_words.said(absence, clock.now(), zone)
    return f"{said}\n{_('Chat')}: {opens[0].lower()}{opens[1:]}."


def default_words() -> str:
    """What is said where the business has no words of its own."""
    return _(
        "Thank you for your message. Nobody is here just now; we will answer as soon "
        "as we are back."
    )
