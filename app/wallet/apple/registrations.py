"""Which phone wants to hear of which pass, and what it has not heard yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.cards.models import Card
from app.core import clock, db, limits, tenancy
from app.core.limits import Limit
from app.incentives import actions as incentives
from app.programmes.target_actions import Action
from app.wallet.apple import updates
from app.wallet.apple.packages import HeldPass
from app.wallet.apple.updates import SHOWN_VERSION, TARGET
from app.wallet.models import (
    AppleDevice,
    ApplePass,
    AppleRegistration,
    UpdateCounter,
)
from passes.apple.protocol import Scheme, Tag

LIMIT = Limit("pass_registrations", count=60, seconds=3600)
"""New registrations and new push tokens of one pass."""

MAX_AGENT = 200
_SEEN_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Phone:
    """Who registers; ``digest`` stands for the secret identifier."""

    digest: bytes
    scheme: Scheme
    push_token: str
    agent: str


@dataclass(frozen=True)
class News:
    """What changed since a tag, and the tag to ask with next time."""

    serials: tuple[str, ...]
    tag: str


def register(held: HeldPass, phone: Phone) -> bool:
    """Let a phone hear of a pass; whether that is new. Must run outside ``writing()``.

    A phone whose push token has changed is told on the new one only. Repeats change
    nothing but the time from which the token is known to live. Raises TooMany.
    """
    with tenancy.scope(held.business_id):
        known = _token_of(held.pass_id, phone.digest)
        with db.writing():
            if known != phone.push_token:
                limits.hit(LIMIT, str(held.pass_id))
            # The counter comes before any device: whoever stamps locks in that order.
            tag = updates.next_tag()
            device_id = _keep_device(phone)
            is_new = _keep_registration(held.pass_id, device_id, tag)
            if is_new and phone.scheme is Scheme.APPLE and _is_untaken(held.pass_id):
                _push(device_id)
            if is_new:
                incentives.done_on_card(card_id=held.card_id, action=Action.WALLET)
            return is_new


def unregister(held: HeldPass, digest: bytes) -> None:
    """Let a phone hear no more of a pass; with its last pass the phone is forgotten."""
    with tenancy.across():
        if _token_of(held.pass_id, digest) is None:
            return
        with db.writing():
            # Locked first: a registration that comes meanwhile waits and is seen.
            device_id = db.session().scalar(
                select(AppleDevice.id)
                .where(AppleDevice.digest == digest)
                .with_for_update()
            )
            if device_id is not None:
                db.session().execute(
                    delete(AppleRegistration).where(
                        AppleRegistration.device_id == device_id,
                        AppleRegistration.pass_id == held.pass_id,
                    )
                )
                _forget_idle(device_id)


def forget(device_id: int) -> None:
    """Drop a phone with all its registrations: its push token is dead.

    Runs inside ``writing()`` and ``tenancy.across()``, on a device that is locked.
    """
    of_device = AppleRegistration.device_id == device_id
    db.session().execute(delete(AppleRegistration).where(of_device))
    _forget_idle(device_id)


def news(digest: bytes, asked: str | None) -> News | None:
    """What a phone has to fetch; None when it has everything or is unknown.

    Everything that a change has not been numbered on yet is numbered first. The new tag
    is the number of the last change anywhere: one statement reads it together with all
    numbers below it, so a phone can never step over one.
    """
    with tenancy.across():
        rows = _registered(digest)
        if stale := [row.id for row in rows if row.shown > row.card_version]:
            with db.writing():
                updates.stamp(stale)
            rows = _registered(digest)
        if not rows:
            return None
        present = rows[0].present
        since = Tag.parse(asked, present=present)
        _remember(rows[0], since)
        serials = [
            row.serial for row in rows if max(row.tag, row.held_tag) > since.change
        ]
        return News(tuple(serials), str(Tag(present))) if serials else None


def _token_of(pass_id: int, digest: bytes) -> str | None:
    """The push token under which a phone is registered for a pass, if it is."""
    return db.session().scalar(
        select(AppleDevice.push_token)
        .join(AppleRegistration, AppleRegistration.device_id == AppleDevice.id)
        .where(AppleDevice.digest == digest, AppleRegistration.pass_id == pass_id)
    )


def _keep_device(phone: Phone) -> int:
    """The phone's row, new or brought up to date; several calls at once agree."""
    instant = clock.now()
    now = {
        "scheme": str(phone.scheme),
        "agent": phone.agent[:MAX_AGENT],
        "push_token": phone.push_token,
        "token_since": instant,
    }
    statement = (
        _insert(AppleDevice)
        .values(
            digest=phone.digest, brought_tag=0, push_attempts=0, push_answer="", **now
        )
        .on_conflict_do_update(index_elements=["digest"], set_=now)
        .returning(AppleDevice.id)
    )
    device_id: int = db.connection().execute(statement).scalar_one()
    return device_id


def _keep_registration(pass_id: int, device_id: int, tag: int) -> bool:
    statement = (
        _insert(AppleRegistration)
        .values(
            business_id=tenancy.current(),
            pass_id=pass_id,
            device_id=device_id,
            held_tag=tag,
            registered_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["business_id", "pass_id", "device_id"])
        .returning(AppleRegistration.id)
    )
    return db.connection().execute(statement).first() is not None


def _is_untaken(pass_id: int) -> bool:
    """Whether a pass has changed since anybody downloaded it.

    Asked under the counter's lock: who stamps later sees the registration.
    """
    changed = select(ApplePass.id).where(
        ApplePass.id == pass_id, ApplePass.served_tag < ApplePass.tag
    )
    return db.session().execute(changed).first() is not None


def _push(device_id: int) -> None:
    db.session().execute(
        update(AppleDevice)
        .where(AppleDevice.id == device_id)
        .values(push_due_at=clock.now(), push_attempts=0)
    )


def _insert(table: type[db.Base]) -> Any:
    return (sqlite if db.is_sqlite() else postgresql).insert(table)


def _forget_idle(device_id: int) -> None:
    others = select(AppleRegistration.id).where(
        AppleRegistration.device_id == device_id
    )
    if db.session().execute(others).first() is None:
        db.session().execute(delete(AppleDevice).where(AppleDevice.id == device_id))


_PRESENT: ColumnElement[int] = select(UpdateCounter.value).scalar_subquery()
# Every phone asks for this after each push, so it goes past the ORM.
_REGISTERED = (
    select(
        _PRESENT.label("present"),
        AppleDevice.id.label("device_id"),
        AppleDevice.brought_tag,
        AppleDevice.listed_at,
        ApplePass.id,
        ApplePass.serial,
        ApplePass.tag,
        ApplePass.card_version,
        AppleRegistration.held_tag,
        SHOWN_VERSION.label("shown"),
    )
    .select_from(AppleDevice)
    .join(AppleRegistration, AppleRegistration.device_id == AppleDevice.id)
    .join(ApplePass, ApplePass.id == AppleRegistration.pass_id)
    .join(Card, Card.id == ApplePass.card_id)
    .outerjoin(TARGET, TARGET.id == Card.joined_into_id)
    .where(AppleDevice.digest == bindparam("digest"))
    .order_by(ApplePass.id)
)


def _registered(digest: bytes) -> Sequence[Any]:
    """A phone's passes, with the number of the last change as of the same instant."""
    return db.connection().execute(_REGISTERED, {"digest": digest}).all()


def _remember(row: Any, since: Tag) -> None:
    """What the phone is known to hold, and now and then that it still asks."""
    instant = clock.now()
    is_ahead = since.change > row.brought_tag
    if not is_ahead and row.listed_at and instant < row.listed_at + _SEEN_AGAIN:
        return
    with db.writing():
        db.session().execute(
            update(AppleDevice)
            .where(AppleDevice.id == row.device_id)
            .values(
                brought_tag=max(since.change, row.brought_tag),
                listed_at=instant,
            )
        )
