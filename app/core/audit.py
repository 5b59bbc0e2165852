"""The audit trail: who changed what of a business, when, and from where.

Whoever lets somebody in says who is at work (``enter``); an action that changes money,
points, roles or the look notes it in its own transaction, so that a line is there if
and only if the change is. Lines are only ever added.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int, Json


@dataclass(frozen=True)
class Author:
    """Who is at work and from where.

    ``actor`` is ``staff:4``, ``operator:9``, ``key:2``, ``person:7`` or ``system``;
    ``origin`` the address and device that a request came from.
    """

    actor: str
    origin: str = ""


SYSTEM = Author("system")
_author: ContextVar[Author] = ContextVar("author", default=SYSTEM)


class AuditEntry(BusinessOwned, db.Base):
    """One change: ``act`` is its code, ``subject`` what it was done to (``staff:4``)."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_business_id_id", "business_id", "id"),
        Index(
            "ix_audit_entries_business_id_happened_at",
            "business_id",
            "happened_at",
            "id",
        ),
        Index("ix_audit_entries_business_id_subject", "business_id", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(Json)


def enter(author: Author) -> None:
    """Say who is at work, for as long as this context lasts (a web request)."""
    _author.set(author)


def leave() -> None:
    """Nobody in particular is at work any more."""
    _author.set(SYSTEM)


def author() -> Author:
    """Who is at work now; ``system`` unless somebody was let in."""
    return _author.get()


def note(act: str, *, subject: str, **details: object) -> None:
    """Add a line for the business in scope, with the change itself.

    Args:
        act: a stable code, subject first: ``staff.role_changed``.
        subject: what was changed: ``staff:4``, ``programme:2``, ``brand``.
        details: plain JSON values, such as what was there before and after; nothing
            that tells who a guest is.
    """
    now = author()
    session = db.session()
    session.add(
        AuditEntry(
            happened_at=clock.now(),
            actor=now.actor,
            origin=now.origin,
            act=act,
            subject=subject,
            details=details,
        )
    )
    # Written while the scope is open: a transaction may outlast it.
    session.flush()


@dataclass(frozen=True)
class Line:
    """A line of the trail as it is read."""

    id: int
    happened_at: datetime
    actor: str
    origin: str
    act: str
    subject: str
    details: dict[str, Any]


def lines(
    *,
    actor: str = "",
    kind: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Line]:
    """The trail of the business in scope, newest first.

    Args:
        actor: only what this one did.
        kind: only acts of this kind, the word before the dot.
        since: from this instant on.
        until: up to this instant, which is not in it.
        before: ``happened_at`` and ``id`` of the last line shown (keyset paging).
        limit: how many.
    """
    wanted = (
        select(AuditEntry)
        .order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    if actor:
        wanted = wanted.where(AuditEntry.actor == actor)
    if kind:
        wanted = wanted.where(AuditEntry.act.startswith(f"{kind}.", autoescape=True))
    if since is not None:
        wanted = wanted.where(AuditEntry.happened_at >= since)
    if until is not None:
        wanted = wanted.where(AuditEntry.happened_at < until)
    if before is not None:
        place = tuple_(AuditEntry.happened_at, AuditEntry.id)
        wanted = wanted.where(place < before)
    return [
        Line(
            row.id,
            row.happened_at,
            row.actor,
            row.origin,
            row.act,
            row.subject,
            row.details,
        )
        for row in db.session().scalars(wanted)
    ]


def actors() -> list[str]:
    """Everybody who has changed something in the business in scope."""
    found = select(AuditEntry.actor).distinct().order_by(AuditEntry.actor)
    return list(db.session().scalars(found))


def kinds() -> set[str]:
    """Of what kinds the changes in the business in scope are."""
    found = db.session().scalars(select(AuditEntry.act).distinct())
    return {act.partition(".")[0] for act in found}
