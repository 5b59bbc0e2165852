"""Classes at Google: one per programme and level, sent before their cards."""

from dataclasses import dataclass

from sqlalchemy import select, update

from app.core import clock, db, unique
from app.core.ids import ProgrammeId
from app.wallet.models import GoogleClass
from passes.google.resources import Resource

LONGEST_ANSWER = 300


@dataclass(frozen=True)
class KnownClass:
    """A class's row, and the digest of what Google took last."""

    id: int
    resource_id: str
    sent_digest: bytes | None

    def is_sent(self, shared: Resource) -> bool:
        """Whether Google has exactly this."""
        return self.sent_digest == bytes.fromhex(shared.digest)


def known(programme_id: ProgrammeId, level: str, shared: Resource) -> KnownClass:
    """The row of a class of the business in scope, made when there is none.

    Must run outside ``writing()``.
    """
    found = _find(programme_id, level)
    if found is None:
        with db.writing():
            _make(programme_id, level, shared)
        found = _find(programme_id, level)
    elif found.resource_id != shared.id:
        # The installation speaks for another issuer now.
        with db.writing():
            _note(found.id, resource_id=shared.id, sent_digest=None)
        found = _find(programme_id, level)
    if found is None:
        raise RuntimeError("a class was made and is not there")
    return found


def sent(class_id: int, shared: Resource) -> None:
    """Google took it. Runs inside ``writing()``."""
    _note(
        class_id,
        sent_digest=bytes.fromhex(shared.digest),
        sent_at=clock.now(),
        answer="",
    )


def lost(class_id: int) -> None:
    """Google does not know it after all. Runs inside ``writing()``."""
    _note(class_id, sent_digest=None)


def refused(class_id: int, answer: str) -> None:
    """Google would not take it. Runs inside ``writing()``."""
    _note(class_id, answer=answer[:LONGEST_ANSWER])


def _find(programme_id: ProgrammeId, level: str) -> KnownClass | None:
    row = (
        db.session()
        .execute(
            select(
                GoogleClass.id, GoogleClass.resource_id, GoogleClass.sent_digest
            ).where(
                GoogleClass.programme_id == programme_id, GoogleClass.level == level
            )
        )
        .one_or_none()
    )
    return None if row is None else KnownClass(*row)


def _make(programme_id: ProgrammeId, level: str, shared: Resource) -> None:
    made = GoogleClass(
        programme_id=programme_id,
        level=level,
        resource=shared.type,
        resource_id=shared.id,
    )
    if not unique.is_added(made):
        # Another worker made it just now.
        return


def _note(class_id: int, **values: object) -> None:
    db.session().execute(
        update(GoogleClass)
        .where(GoogleClass.id == class_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
