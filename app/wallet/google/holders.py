"""Who still holds a card: asked every night, for callbacks may get lost.

Google said nothing for weeks to several issuers, so what its lists say goes last.
"""

from collections.abc import Iterator, Sequence

import structlog
from sqlalchemy import select, update

from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.errors import AppError
from app.wallet import halts
from app.wallet.google import account
from app.wallet.google.desk import desk
from app.wallet.google.sync import CHANNEL
from app.wallet.models import GoogleClass, GooglePass
from passes.google.client import Client
from passes.google.resources import Json
from passes.google.verdicts import Done

_log = structlog.get_logger("google")


def reconcile(config: Config) -> int:
    """Ask Google who holds what; how many cards were known wrongly.

    Runs outside ``writing()``: no transaction is open while Google is asked.
    """
    if not account.is_set_up(config):
        return 0
    try:
        office = desk(config)
    except AppError:
        return 0
    if office.pace.is_resting() or halts.is_halted(CHANNEL, office.identity):
        return 0
    wrong = 0
    for kind, class_id in _classes():
        for page in _pages(office.client, kind, class_id):
            wrong += _corrected(page)
    return wrong


def _classes() -> list[tuple[str, str]]:
    with tenancy.across():
        rows = db.session().execute(
            select(GoogleClass.resource, GoogleClass.resource_id)
            .where(GoogleClass.sent_digest.is_not(None))
            .order_by(GoogleClass.id)
        )
        found = [(row.resource, row.resource_id) for row in rows]
    # Nothing is open while Google is asked.
    db.session().rollback()
    return [(kind.removesuffix("Class") + "Object", name) for kind, name in found]


def _pages(client: Client, kind: str, class_id: str) -> Iterator[Sequence[Json]]:
    for verdict in client.pages(kind, class_id):
        if not isinstance(verdict, Done):
            _log.warning("google_holders_unknown", answer=type(verdict).__name__)
            return
        found = verdict.body.get("resources", [])
        yield [each for each in found if isinstance(each, dict)]


def _corrected(page: Sequence[Json]) -> int:
    """Write down what a page says; cards it says nothing of stay as they are."""
    with tenancy.across(), db.writing():
        held = _mark(page, is_held=True, held_at=clock.now())
        return held + _mark(page, is_held=False, removed_at=clock.now())


def _mark(page: Sequence[Json], *, is_held: bool, **when: object) -> int:
    named = [each.get("id") for each in page if each.get("hasUsers") is is_held]
    if not named:
        return 0
    result = db.session().execute(
        update(GooglePass)
        .where(GooglePass.resource_id.in_(named), GooglePass.is_held != is_held)
        .values(is_held=is_held, **when)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
