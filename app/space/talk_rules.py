"""How a business talks with its guests: how soon it answers, who reads comments first."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select

from app.core import audit, db, single
from app.space.talk_models import TalkRules

DEFAULT_MINUTES = 120


@dataclass(frozen=True)
class Rules:
    """The rules in force."""

    is_premoderated: bool = True
    call_back_minutes: int = DEFAULT_MINUTES
    chat_minutes: int = 60
    application_days: int = 5
    comment_hours: int = 24
    review_hours: int = 48


def rules() -> Rules:
    """Those of the business in scope; the defaults until it chose its own."""
    names = [field.name for field in fields(Rules)]
    row: Any = db.session().execute(
        select(*(getattr(TalkRules, name) for name in names))
    )
    found = row.one_or_none()
    return Rules() if found is None else Rules(*found)


def change(*, rules: Rules) -> None:
    """Choose them; call-backs and applications of before keep their deadline."""
    row = single.locked(TalkRules)
    chosen = asdict(rules)
    for name, value in chosen.items():
        setattr(row, name, value)
    db.session().flush()
    audit.note("talk.rules_changed", subject="talk_rules", **chosen)
