"""Changes of programmes. Rules are only ever added, as a new version."""

import unicodedata
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, db, errors, outbox, tenancy
from app.core.ids import ProgrammeId, RuleVersionId
from app.programmes.events import ProgrammeChanged
from app.programmes.kinds.registry import SOLD, kind_of
from app.programmes.models import SYMBOLOGIES, Programme, RuleVersion
from app.programmes.queries import ProgrammeNotFound
from app.programmes.rules import CardRules, InvalidRules
from app.programmes.stored import to_json

MAX_NAME = 60


class BadName(errors.Refused):
    """The name is empty, too long or holds control characters."""

    code = "bad_programme_name"
    sentence = "Give the programme a name of 1 to 60 characters."


class NameTaken(errors.Refused):
    """Another programme of the business has this name."""

    code = "programme_name_taken"
    status = 409
    sentence = "There is already a programme with this name."


class StartInPast(errors.Refused):
    """New rules may not reach back: what was earned stays as it was promised."""

    code = "rules_start_in_past"
    sentence = "New rules start now or later, not in the past."


class HasBegun(errors.Refused):
    """What was promised stays promised."""

    code = "rules_have_begun"
    status = 409
    sentence = "These rules have begun. Save new ones instead."


class UnknownSymbology(errors.Refused):
    """No code of that name can be drawn."""

    code = "unknown_symbology"
    sentence = "Choose one of the codes."


class LastProgramme(errors.Refused):
    """New members would have no card to get."""

    code = "last_programme"
    sentence = (
        "This is the only open card for everybody: new members would get none. "
        "Open another one for everybody first."
    )


def create(
    *,
    name: str,
    rules: CardRules,
    actor: str,
    starts_at: datetime | None = None,
) -> ProgrammeId:
    """Open a programme with its first rules.

    Args:
        name: what members and staff call it.
        rules: the first version.
        actor: who does it, such as "staff:12" or "system".
        starts_at: may lie in the past, for businesses that bring their history.

    Raises:
        BadName: the name is empty or too long.
        NameTaken: another programme has it.
    """
    instant, kind = clock.now(), kind_of(rules)
    programme = Programme(
        business_id=tenancy.current(),
        name=_free_name(name),
        kind=kind.name,
        unit=kind.unit,
        position=_last_position() + 1,
        created_at=instant,
    )
    db.session().add(programme)
    _flush_name()
    _add_version(programme.id, 1, rules, starts_at or instant, actor)
    audit.note(
        "programme.created", subject=f"programme:{programme.id}", name=programme.name
    )
    return ProgrammeId(programme.id)


def change_rules(
    *,
    programme_id: ProgrammeId,
    rules: CardRules,
    actor: str,
    starts_at: datetime | None = None,
) -> RuleVersionId:
    """Add a version; credits given under older ones keep their own rules (E48).

    Raises:
        ProgrammeNotFound: no such programme here.
        InvalidRules: the rules are of another kind of card.
        StartInPast: ``starts_at`` lies before now.
    """
    programme = locked(programme_id)
    if kind_of(rules).name != programme.kind:
        raise InvalidRules("kind")
    instant = clock.now()
    if starts_at is not None and starts_at < instant:
        raise StartInPast
    last = db.session().execute(
        select(func.max(RuleVersion.number)).where(
            RuleVersion.programme_id == programme_id
        )
    )
    number = (last.scalar_one() or 0) + 1
    audit.note(
        "programme.rules_changed",
        subject=f"programme:{programme_id}",
        name=programme.name,
        version=number,
    )
    return _add_version(programme_id, number, rules, starts_at or instant, actor)


def withdraw(*, programme_id: ProgrammeId, number: int) -> None:
    """Take back a version that has not begun: it never comes into force.

    Raises:
        ProgrammeNotFound: no such version here.
        HasBegun: something may have been earned by it.
    """
    programme = locked(programme_id)
    row = (
        db.session()
        .scalars(
            select(RuleVersion).where(
                RuleVersion.programme_id == programme_id, RuleVersion.number == number
            )
        )
        .one_or_none()
    )
    if row is None:
        raise ProgrammeNotFound
    if row.withdrawn_at is not None:
        return
    instant = clock.now()
    if row.starts_at <= instant or row.number == 1:
        raise HasBegun
    row.withdrawn_at = instant
    db.session().flush()
    audit.note(
        "programme.rules_withdrawn",
        subject=f"programme:{programme_id}",
        name=programme.name,
        version=number,
    )
    outbox.record(
        ProgrammeChanged(business_id=row.business_id, programme_id=programme_id)
    )


def rename(*, programme_id: ProgrammeId, name: str) -> None:
    """Give a programme another name; raises BadName and NameTaken."""
    programme = locked(programme_id)
    before, programme.name = programme.name, _free_name(name, programme_id)
    _flush_name()
    if programme.name != before:
        audit.note(
            "programme.renamed",
            subject=f"programme:{programme_id}",
            before=before,
            name=programme.name,
        )
        outbox.record(
            ProgrammeChanged(
                business_id=programme.business_id, programme_id=programme_id
            )
        )


def choose_code(*, programme_id: ProgrammeId, symbology: str) -> None:
    """Choose the code on the cards: on screens, in wallets and on paper.

    Codes that were shown or printed before go on working. Raises UnknownSymbology.
    """
    if symbology not in SYMBOLOGIES:
        raise UnknownSymbology
    programme = locked(programme_id)
    if programme.symbology == symbology:
        return
    audit.note(
        "programme.code_chosen",
        subject=f"programme:{programme_id}",
        name=programme.name,
        before=programme.symbology,
        after=symbology,
    )
    programme.symbology = symbology
    db.session().flush()
    outbox.record(
        ProgrammeChanged(business_id=programme.business_id, programme_id=programme_id)
    )


def close(*, programme_id: ProgrammeId) -> None:
    """Issue no more cards of it; cards in use go on. Raises LastProgramme."""
    programme = locked(programme_id)
    if programme.is_open:
        keep_one_for_everybody(programme)
    _open(programme, is_open=False)


def reopen(*, programme_id: ProgrammeId) -> None:
    """Issue cards of it again."""
    _open(locked(programme_id), is_open=True)


def _open(programme: Programme, *, is_open: bool) -> None:
    if programme.is_open == is_open:
        return
    programme.is_open = is_open
    db.session().flush()
    subject, name = f"programme:{programme.id}", programme.name
    if is_open:
        audit.note("programme.reopened", subject=subject, name=name)
    else:
        audit.note("programme.closed", subject=subject, name=name)


def put_before(*, programme_id: ProgrammeId, other_id: ProgrammeId) -> None:
    """Give a programme the place of another one, which follows it.

    Raises ProgrammeNotFound.
    """
    rows = {row.id: row for row in _all_locked()}
    if programme_id not in rows or other_id not in rows:
        raise ProgrammeNotFound
    moved, others = rows.pop(programme_id), sorted(rows.values(), key=_place)
    at = next((n for n, row in enumerate(others) if row.id == other_id), 0)
    others.insert(at, moved)
    for position, row in enumerate(others, start=1):
        row.position = position
    audit.note(
        "programme.moved", subject=f"programme:{programme_id}", before=int(other_id)
    )
    db.session().flush()


def keep_one_for_everybody(programme: Programme) -> None:
    """Refuse to take from new members the only card they can get: LastProgramme."""
    if not _is_for_joining(programme):
        return
    if not any(
        _is_for_joining(row) and row.id != programme.id for row in _all_locked()
    ):
        raise LastProgramme


def _is_for_joining(row: Programme) -> bool:
    return row.is_open and row.is_for_everyone and row.kind not in SOLD


def locked(programme_id: ProgrammeId) -> Programme:
    """A programme's row for a change; the whole list is locked, in one order.

    Two that are closed at the same moment would otherwise each rely on the other.
    """
    for row in _all_locked():
        if row.id == programme_id:
            return row
    raise ProgrammeNotFound


def _all_locked() -> list[Programme]:
    rows = db.session().scalars(
        select(Programme)
        .order_by(Programme.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _place(row: Programme) -> tuple[int, int]:
    return row.position, row.id


def _last_position() -> int:
    found = db.session().execute(select(func.max(Programme.position)))
    return found.scalar_one() or 0


def _free_name(name: str, own_id: int | None = None) -> str:
    clean = " ".join(name.split())
    is_shown = all(unicodedata.category(letter)[0] != "C" for letter in clean)
    if not 1 <= len(clean) <= MAX_NAME or not is_shown:
        raise BadName
    taken = select(Programme.id).where(Programme.name == clean)
    if own_id is not None:
        taken = taken.where(Programme.id != own_id)
    if db.session().execute(taken).first() is not None:
        raise NameTaken
    return clean


def _flush_name() -> None:
    """Write; of two equal names at the same moment, one gets NameTaken."""
    try:
        db.session().flush()
    except IntegrityError as error:
        raise NameTaken from error


def _staff_id(actor: str) -> int | None:
    role, _, number = actor.partition(":")
    return int(number) if role == "staff" else None


def _add_version(
    programme_id: int,
    number: int,
    rules: CardRules,
    starts_at: datetime,
    actor: str,
) -> RuleVersionId:
    row = RuleVersion(
        business_id=tenancy.current(),
        programme_id=programme_id,
        number=number,
        rules=to_json(rules),
        starts_at=starts_at,
        created_at=clock.now(),
        created_by=_staff_id(actor),
    )
    db.session().add(row)
    db.session().flush()
    outbox.record(
        ProgrammeChanged(business_id=row.business_id, programme_id=programme_id),
        at=starts_at,
    )
    return RuleVersionId(row.id)
