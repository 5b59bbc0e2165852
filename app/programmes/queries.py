"""Programmes and the rule versions in force."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce

from app.core import clock, db, errors, tenancy
from app.core.ids import ProgrammeId, RuleVersionId
from app.core.prepared import Prepared
from app.core.types import Instant
from app.programmes.kinds.registry import SOLD
from app.programmes.models import Programme, RuleVersion
from app.programmes.rules import CardRules
from app.programmes.stored import from_json


class ProgrammeNotFound(errors.NotFound):
    """There is no such programme, or rule version, in this business."""

    code = "programme_not_found"
    sentence = "This programme does not exist."


@dataclass(frozen=True)
class ProgrammeView:
    """A programme as the office lists it."""

    id: ProgrammeId
    name: str
    kind: str
    is_open: bool
    created_at: datetime
    symbology: str
    is_for_everyone: bool
    unit: str = "point"

    @property
    def is_offered(self) -> bool:
        """Whether anybody who joins may take it."""
        return self.is_open and self.is_for_everyone and not self.is_sold

    @property
    def is_sold(self) -> bool:
        """Whether its cards are sold or given one by one."""
        return self.kind in SOLD


@dataclass(frozen=True)
class Version:
    """The rules of a programme from ``starts_at`` on."""

    id: RuleVersionId
    number: int
    programme_id: ProgrammeId
    kind: str
    rules: CardRules
    starts_at: datetime
    created_at: datetime
    created_by: int | None
    withdrawn_at: datetime | None = None


_VERSION = select(
    RuleVersion.id,
    RuleVersion.number,
    RuleVersion.programme_id,
    Programme.kind,
    type_coerce(RuleVersion.rules, Text).label("rules"),
    RuleVersion.starts_at,
    RuleVersion.created_at,
    RuleVersion.created_by,
    RuleVersion.withdrawn_at,
).join(Programme, Programme.id == RuleVersion.programme_id)
# Every sale asks for this, so it is built once and skips the ORM.
_OF_PROGRAMME = _VERSION.where(
    RuleVersion.business_id == bindparam("business"),
    RuleVersion.programme_id == bindparam("programme"),
    RuleVersion.withdrawn_at.is_(None),
).limit(db.ONE)
_STARTED = Prepared(
    _OF_PROGRAMME.where(
        RuleVersion.starts_at <= bindparam("at", type_=Instant)
    ).order_by(RuleVersion.starts_at.desc(), RuleVersion.number.desc())
)
_EARLIEST = Prepared(_OF_PROGRAMME.order_by(RuleVersion.starts_at, RuleVersion.number))
_PROGRAMME = select(
    Programme.id,
    Programme.name,
    Programme.kind,
    Programme.is_open,
    Programme.created_at,
    Programme.symbology,
    Programme.is_for_everyone,
    Programme.unit,
)
_ORDER = (Programme.position, Programme.id)


def current(programme_id: ProgrammeId, at: datetime) -> Version:
    """The version in force at an instant: the one that started last. One statement.

    Before the first version's start, the first applies: goods bought then still count.
    Raises ProgrammeNotFound.
    """
    values = {"business": tenancy.current(), "programme": programme_id, "at": at}
    row = _STARTED.run(values).one_or_none()
    if row is None:
        row = _EARLIEST.run(values).one_or_none()
    return _version(row)


def version(rule_version_id: RuleVersionId) -> Version:
    """One version, also of long ago; raises ProgrammeNotFound."""
    return _version(_first(_VERSION.where(RuleVersion.id == rule_version_id)))


def versions(programme_id: ProgrammeId) -> list[Version]:
    """Every version of a programme, the newest first; withdrawn ones among them."""
    rows = db.session().execute(
        _VERSION.where(RuleVersion.programme_id == programme_id).order_by(
            RuleVersion.number.desc()
        )
    )
    return [_version(row) for row in rows]


def newest(of: Sequence[Version]) -> Version:
    """The last of these versions that was not withdrawn."""
    return next(version for version in of if version.withdrawn_at is None)


def programmes() -> list[ProgrammeView]:
    """The business's programmes, open ones first, then in its own order."""
    rows: Any = db.session().execute(
        _PROGRAMME.order_by(Programme.is_open.desc(), *_ORDER)
    )
    return [ProgrammeView(*row) for row in rows]


def offered() -> list[ProgrammeView]:
    """The open programmes for everybody, the one that new members get first."""
    return [programme for programme in programmes() if programme.is_offered]


def sold() -> list[ProgrammeView]:
    """The open programmes whose cards are sold or given one by one."""
    return [each for each in programmes() if each.is_open and each.is_sold]


def programme(programme_id: ProgrammeId) -> ProgrammeView:
    """One programme; raises ProgrammeNotFound."""
    row = _first(_PROGRAMME.where(Programme.id == programme_id))
    if row is None:
        raise ProgrammeNotFound
    return ProgrammeView(*row)


def default_programme() -> ProgrammeView:
    """The programme that new members get: the first open one for everybody.

    Raises ProgrammeNotFound when the business has none.
    """
    row = _first(
        _PROGRAMME.where(
            Programme.is_open, Programme.is_for_everyone, Programme.kind.not_in(SOLD)
        ).order_by(*_ORDER)
    )
    if row is None:
        raise ProgrammeNotFound
    return ProgrammeView(*row)


def unit_of(programme_id: ProgrammeId) -> str:
    """What the cards of a programme hold; raises ProgrammeNotFound."""
    return programme(programme_id).unit


def current_rules(programme_id: ProgrammeId) -> CardRules:
    """The rules in force now."""
    return current(programme_id, clock.now()).rules


def _first(statement: Any) -> Any:
    return db.session().execute(statement.limit(1)).one_or_none()


def _version(row: Any) -> Version:
    if row is None:
        raise ProgrammeNotFound
    return Version(
        RuleVersionId(row.id),
        row.number,
        ProgrammeId(row.programme_id),
        row.kind,
        _parsed(row.kind, row.rules),
        *row[5:],
    )


@lru_cache(maxsize=1024)
def _parsed(kind: str, text: str) -> CardRules:
    """Rules by their stored text: equal text, equal rules, nothing to go stale."""
    return from_json(kind, json.loads(text))
