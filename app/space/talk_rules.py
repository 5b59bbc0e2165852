"""How a business talks with its guests: how soon it calls, who reads comments first."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit, db, tenancy
from app.space.talk_models import TalkRules

DEFAULT_MINUTES = 120


@dataclass(frozen=True)
class Rules:
    """The rules in force."""

    is_premoderated: bool = True
    call_back_minutes: int = DEFAULT_MINUTES


def rules() -> Rules:
    """Those of the business in scope; the defaults until it chose its own."""
    row = db.session().execute(
        select(TalkRules.is_premoderated, TalkRules.call_back_minutes)
    )
    found = row.one_or_none()
    return Rules() if found is None else Rules(found[0], found[1])


def change(*, is_premoderated: bool, call_back_minutes: int) -> None:
    """Choose them; what was asked before keeps its deadline."""
    row = _locked() or _added()
    row.is_premoderated, row.call_back_minutes = is_premoderated, call_back_minutes
    db.session().flush()
    audit.note(
        "talk.rules_changed",
        subject="talk_rules",
        is_premoderated=is_premoderated,
        call_back_minutes=call_back_minutes,
    )


def _locked() -> TalkRules | None:
    return db.session().scalar(select(TalkRules).with_for_update())


def _added() -> TalkRules:
    row = TalkRules(business_id=tenancy.current())
    try:
        with db.session().begin_nested():
            db.session().add(row)
            db.session().flush()
    except IntegrityError:
        # Two chose for the first time at once; the first one's row is the one.
        found = _locked()
        if found is None:
            raise
        return found
    return row
