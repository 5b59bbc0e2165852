"""Breaks of a visit pass: its days are added at the end (R22; E20)."""

from datetime import date

from sqlalchemy import delete

from app.cards import actions as cards
from app.core import audit, clock, db, locales, tenancy
from app.core.ids import CardId
from app.core.locales import mark
from app.instruments import errors, queries, rules
from app.instruments.models import Instrument, InstrumentBreak
from app.instruments.queries import Held
from app.programmes.kinds.visits import (
    Break,
    NoBreak,
    VisitRules,
    shortened,
    through,
    why_no_break,
)

WHY = {
    NoBreak.BACKWARDS: mark("The last day of the break must not be before the first."),
    NoBreak.IN_THE_PAST: mark("A break begins today or later."),
    NoBreak.NOT_BEGUN: mark("This pass has not begun yet: there is nothing to freeze."),
    NoBreak.AFTER_THE_END: mark("The break must begin before the pass ends."),
    NoBreak.TOO_LONG: mark("All breaks together are too long for this pass."),
    NoBreak.TOO_MANY: mark("This pass has had all its breaks."),
    NoBreak.TWICE: mark("Another break already covers some of these days."),
}


def freeze(*, card_id: CardId, first: date, last: date, actor: str) -> date:
    """Let a pass rest; its last day afterwards. Raises BreakRefused, AlreadyEnded."""
    cards.touch(card_id)
    held = queries.held(card_id)
    own = _pass(held)
    wanted = Break(first=first, last=last)
    why = why_no_break(
        wanted,
        held.breaks,
        period=(held.starts_on, held.through_on),
        today=clock.today(held.zone),
        rules=own,
    )
    if why is not None:
        raise errors.BreakRefused(why=locales.gettext(WHY[why]))
    db.session().add(
        InstrumentBreak(
            business_id=tenancy.current(),
            instrument_id=held.id,
            first_day=first,
            last_day=last,
            actor=actor,
            made_at=clock.now(),
        )
    )
    return _moved(held, own, (*held.breaks, wanted), "pass.frozen")


def unfreeze(*, card_id: CardId, actor: str) -> date:
    """End the break that lasts, or call off the next one; the pass's last day then.

    Raises NotResting, AlreadyEnded.
    """
    cards.touch(card_id)
    held = queries.held(card_id)
    own, today = _pass(held), clock.today(held.zone)
    broken = rules.break_ahead(held, today)
    if broken is None:
        raise errors.NotResting
    db.session().execute(
        delete(InstrumentBreak).where(
            InstrumentBreak.instrument_id == held.id,
            InstrumentBreak.first_day == broken.first,
        )
    )
    others = [each for each in held.breaks if each != broken]
    kept = shortened(broken, today)
    if kept is not None:
        others.append(kept)
        db.session().add(
            InstrumentBreak(
                business_id=tenancy.current(),
                instrument_id=held.id,
                first_day=kept.first,
                last_day=kept.last,
                actor=actor,
                made_at=clock.now(),
            )
        )
    return _moved(held, own, tuple(others), "pass.unfrozen")


def _pass(held: Held) -> VisitRules:
    if not isinstance(held.rules, VisitRules) or held.state != "active":
        raise errors.AlreadyEnded
    return held.rules


def _moved(held: Held, own: VisitRules, breaks: tuple[Break, ...], act: str) -> date:
    """The end follows the breaks, whatever they were before."""
    row = db.session().get(Instrument, held.id, with_for_update=True)
    if row is None or held.starts_on is None:
        raise errors.NotResting
    row.through_on = through(held.starts_on, breaks, own)
    db.session().flush()
    audit.note(
        act,
        subject=f"card:{held.card_id}",
        name=held.programme,
        through=row.through_on.isoformat(),
    )
    cards.show_change(held.card_id)
    return row.through_on
