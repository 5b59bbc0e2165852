"""How a business chats: when, what it says while nobody is there, how long it keeps."""

from dataclasses import dataclass

from sqlalchemy import select

from app.businesses import hours
from app.businesses.hours import Hours
from app.chat.models import ChatRules
from app.core import audit, db, single

KEEP_MONTHS = 36
LONGEST_REPLY = 1_000


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules in force; ``hours`` are None where those of the outlets hold."""

    has_auto_reply: bool = True
    reply_ru: str = ""
    reply_en: str = ""
    hours: Hours | None = None
    has_bot: bool = True
    keep_months: int = KEEP_MONTHS


def rules() -> Rules:
    """Those of the business in scope; the defaults until it chose its own."""
    row = db.session().scalar(select(ChatRules))
    if row is None:
        return Rules()
    return Rules(
        has_auto_reply=row.has_auto_reply,
        reply_ru=row.reply_ru,
        reply_en=row.reply_en,
        hours=hours.load(row.hours),
        has_bot=row.has_bot,
        keep_months=row.keep_months,
    )


def change(chosen: Rules) -> None:
    """Choose them; they hold from the next message on."""
    row = single.locked(ChatRules)
    row.has_auto_reply, row.has_bot = chosen.has_auto_reply, chosen.has_bot
    row.reply_ru, row.reply_en = chosen.reply_ru, chosen.reply_en
    row.hours, row.keep_months = hours.stored(chosen.hours), chosen.keep_months
    db.session().flush()
    audit.note(
        "chat.rules_changed",
        subject="chat_rules",
        has_auto_reply=chosen.has_auto_reply,
        has_bot=chosen.has_bot,
        keep_months=chosen.keep_months,
    )
