"""The roles in words: what they are called and what they may do."""

from app.core import locales
from app.core.locales import mark
from app.people.models import ROLES
from app.people.rights import Right

ROLE_NAMES = {
    "owner": mark("Owner"),
    "administrator": mark("Administrator"),
    "moderator": mark("Moderator"),
    "cashier": mark("Cashier"),
}
ROLE_RIGHTS = {
    "owner": mark("everything, and who else is an owner"),
    "administrator": mark("everything but owners"),
    "moderator": mark("sees the day and the members, writes posts, answers guests"),
    "cashier": mark("books purchases and returns at the till"),
}
RIGHT_WORDS = {
    Right.SELL: mark("Works at the till: purchases, returns, receipts of the outlet"),
    Right.READ: mark("Sees the day, the members and their cards"),
    Right.MODERATE: mark("Answers guests and looks after what they write"),
    Right.MANAGE: mark("Changes cards, look, outlets, news and printing"),
    Right.LEAD: mark("Invites into the team, gives roles and limits, lets go"),
    Right.AUDIT: mark("Reads the journal of changes"),
    Right.WHOLE: mark("Touches all guests at once: imports, exports, API keys"),
    Right.OWN: mark("Decides who is an owner and resets a second factor"),
}


def role_words(words: dict[str, str]) -> dict[str, str]:
    """Names or rights of the roles in the reader's language."""
    return {role: locales.gettext(words[role]) for role in ROLES}


def right_words() -> dict[Right, str]:
    """What every right means, in the reader's language."""
    return {right: locales.gettext(words) for right, words in RIGHT_WORDS.items()}
