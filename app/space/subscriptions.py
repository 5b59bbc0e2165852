"""Subscriptions to a business's news by e-mail: asked for, confirmed, ended by one tap.

Links carry a signature over the row's id and nonce, so that they open nothing else and
a new nonce makes them void. They are of one business only.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, Signer
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.businesses import queries as businesses
from app.core import clock, db, ids, outbox, tenancy
from app.people import addresses, consents
from app.people.addresses import Address
from app.space.talk_errors import NoMail
from app.space.talk_events import SubscriptionAsked
from app.space.talk_models import Subscription

CONFIRM_WITHIN = timedelta(days=3)
ASK_AGAIN_AFTER = timedelta(minutes=10)
PURPOSE = "mailings"
_CONTENT = re.compile(r"([0-9]{1,18})-([A-Za-z0-9_]{1,40})(?:-([0-9]{1,12}))?")
_LONGEST = 160
_NONCE_BYTES = 9


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription as the pages behind its links show it."""

    id: int
    masked: str
    email: str
    language: str
    is_confirmed: bool
    is_ended: bool
    nonce: str


def can_write() -> None:
    """Raises NoMail where no letter could ever be sent."""
    config = db.settings()
    if not (config.demo or config.smtp_url):
        raise NoMail


def ask(*, email: str, language: str) -> int | None:
    """Remember who wants news, with the consent; a letter asks to confirm it.

    The row's id, or None where no letter is sent: the address is subscribed already,
    or was asked a moment ago. ``email`` is in its one form.
    """
    row = _locked(email) or _added(email)
    now = clock.now()
    if row.confirmed_at is not None and row.ended_at is None and not row.suspended_at:
        return None
    if row.nonce and row.asked_at > now - ASK_AGAIN_AFTER and row.ended_at is None:
        return None
    name = businesses.by_id(tenancy.current()).name
    text = consents.text(PURPOSE, language, name)
    row.nonce = ids.token(_NONCE_BYTES).replace("-", "_")
    row.language, row.asked_at = language, now
    row.consent_version, row.consent_digest = text.version, text.digest
    row.confirmed_at = row.ended_at = row.suspended_at = None
    row.bounces, row.bounced_at = 0, None
    db.session().flush()
    outbox.record(
        SubscriptionAsked(business_id=tenancy.current(), subscription_id=row.id)
    )
    return row.id


def _locked(email: str) -> Subscription | None:
    return db.session().scalar(
        select(Subscription).where(Subscription.email == email).with_for_update()
    )


def _added(email: str) -> Subscription:
    row = Subscription(
        business_id=tenancy.current(),
        email=email,
        nonce="",
        language="",
        consent_version=0,
        consent_digest="",
        asked_at=clock.now(),
        bounces=0,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
            db.session().flush()
    except IntegrityError:
        # Two browsers gave the same address at once; the first one's row is the one.
        found = _locked(email)
        if found is None:
            raise
        return found
    return row


def subscription(subscription_id: int) -> SubscriptionView | None:
    """One subscription of the business in scope."""
    row = db.session().scalar(
        select(Subscription).where(Subscription.id == subscription_id)
    )
    return None if row is None else _view(row)


def _view(row: Subscription) -> SubscriptionView:
    return SubscriptionView(
        row.id,
        addresses.masked("email", row.email),
        row.email,
        row.language,
        row.confirmed_at is not None,
        row.ended_at is not None,
        row.nonce,
    )


def confirm_token(view: SubscriptionView, secret_key: str) -> str:
    """What stands in the link that confirms; good for three days."""
    until = int((clock.now() + CONFIRM_WITHIN).timestamp())
    return (
        _signer("confirm", secret_key).sign(f"{view.id}-{view.nonce}-{until}").decode()
    )


def stop_token(view: SubscriptionView, secret_key: str) -> str:
    """What stands in the link that ends it; good as long as the subscription is there."""
    return _signer("stop", secret_key).sign(f"{view.id}-{view.nonce}").decode()


def behind_confirm(token: str, secret_key: str) -> SubscriptionView | None:
    """Whose confirmation link this is; None when it is forged, void or too old."""
    read = _read("confirm", token, secret_key)
    if read is None or not read[3]:
        return None
    if datetime.fromtimestamp(int(read[3]), UTC) <= clock.now():
        return None
    return _found(read)


def behind_stop(token: str, secret_key: str) -> SubscriptionView | None:
    """Whose link to stop this is; None when it is forged or void."""
    read = _read("stop", token, secret_key)
    return None if read is None else _found(read)


def _read(purpose: str, token: str, secret_key: str) -> re.Match[str] | None:
    if len(token) > _LONGEST or not token.isascii():
        return None
    try:
        content = _signer(purpose, secret_key).unsign(token).decode()
    except BadSignature:
        return None
    return _CONTENT.fullmatch(content)


def _found(read: re.Match[str]) -> SubscriptionView | None:
    view = subscription(int(read[1]))
    return view if view is not None and view.nonce == read[2] else None


def _signer(purpose: str, secret_key: str) -> Signer:
    return Signer(secret_key, salt=f"news-{purpose}:{tenancy.current()}")


def confirm(*, subscription_id: int) -> None:
    """It counts from now on; one that was ended since is left alone."""
    row = _by_id(subscription_id)
    if row is not None and row.ended_at is None:
        row.confirmed_at = row.confirmed_at or clock.now()
        db.session().flush()


def stop(*, subscription_id: int) -> None:
    """No letter is sent from now on; done once, however often."""
    row = _by_id(subscription_id)
    if row is not None:
        row.ended_at = row.ended_at or clock.now()
        db.session().flush()


def stop_address(*, email: str) -> None:
    """The same for who withdraws their consent elsewhere; ``email`` is verified."""
    row = _locked(email)
    if row is not None:
        row.ended_at = row.ended_at or clock.now()
        db.session().flush()


def _by_id(subscription_id: int) -> Subscription | None:
    return db.session().scalar(
        select(Subscription).where(Subscription.id == subscription_id).with_for_update()
    )


def counts() -> tuple[int, int]:
    """How many addresses get the news, and how many are suspended for bouncing."""
    is_on = Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None)
    row = db.session().execute(
        select(
            func.count(Subscription.id).filter(Subscription.suspended_at.is_(None)),
            func.count(Subscription.id).filter(Subscription.suspended_at.is_not(None)),
        ).where(*is_on)
    )
    active, suspended = row.one()
    return int(active), int(suspended)


def address_of(text: str) -> Address:
    """An e-mail address as typed, in its one form; raises BadEmail."""
    return addresses.parse("email", text, "")
