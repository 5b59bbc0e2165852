"""Passes in people's hands, the devices that hold them, and what is on its way there."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int

SCHEMES = ("ApplePass", "AndroidPass", "WalletUnionPass", "WalletUnionHMSPass")


class UpdateCounter(Base):
    """The one row that numbers the changes of Apple passes, in commit order.

    Whoever stamps a pass raises it and holds its lock until the commit, so a reader
    that saw a number has every lower one.
    """

    __tablename__ = "update_counter"

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    value: Mapped[int] = mapped_column(Int)


class ApplePass(BusinessOwned, Base):
    """A card that was handed out as an Apple pass, or to an app that speaks its protocol.

    ``tag`` is the number of its last change, ``card_version`` what the card's version
    was then (of a joined card: with its target's added), ``modified_at`` a whole second
    that every change makes later. ``served_tag`` is the last state that anybody took.
    """

    __tablename__ = "apple_passes"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id"),
        UniqueConstraint("serial"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    serial: Mapped[str] = mapped_column(Text)
    tag: Mapped[int] = mapped_column(Int)
    card_version: Mapped[int] = mapped_column(Int)
    modified_at: Mapped[datetime] = mapped_column(Instant)
    served_tag: Mapped[int] = mapped_column(Int, default=0)
    served_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class AppleDevice(Base):
    """A phone with passes of ours; it goes with its last registration.

    The library identifier is a secret, so only its keyed digest is kept.
    ``brought_tag`` is the tag that the phone last asked with: it holds everything up to
    there. ``push_due_at`` is the queue: a device is due or it is not, however many
    cards have changed; a push that waits for its answer is due when its lease ends.
    """

    __tablename__ = "apple_devices"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint(f"scheme IN {SCHEMES!r}", name="scheme"),
        Index(
            "ix_apple_devices_push_due_at",
            "push_due_at",
            sqlite_where=column("push_due_at").is_not(None),
            postgresql_where=column("push_due_at").is_not(None),
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    digest: Mapped[bytes]
    scheme: Mapped[str] = mapped_column(Text)
    agent: Mapped[str] = mapped_column(Text, default="")
    push_token: Mapped[str] = mapped_column(Text)
    token_since: Mapped[datetime] = mapped_column(Instant)
    brought_tag: Mapped[int] = mapped_column(Int, default=0)
    listed_at: Mapped[datetime | None] = mapped_column(Instant)
    push_due_at: Mapped[datetime | None] = mapped_column(Instant)
    push_attempts: Mapped[int] = mapped_column(Int, default=0)
    pushed_at: Mapped[datetime | None] = mapped_column(Instant)
    push_answer: Mapped[str] = mapped_column(Text, default="")


class AppleRegistration(BusinessOwned, Base):
    """A pass that a device asked to be told about; ``held_tag`` is what it had then."""

    __tablename__ = "apple_registrations"
    __table_args__ = (
        UniqueConstraint("business_id", "pass_id", "device_id"),
        Index("ix_apple_registrations_device_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    pass_id: Mapped[int] = mapped_column(Int, ForeignKey("apple_passes.id"))
    device_id: Mapped[int] = mapped_column(Int, ForeignKey("apple_devices.id"))
    held_tag: Mapped[int] = mapped_column(Int, default=0)
    registered_at: Mapped[datetime] = mapped_column(Instant)


class DeviceLog(Base):
    """What a phone complains about: the only voice it has.

    ``business_id`` and ``pass_id`` are known when the text names a serial of ours.
    """

    __tablename__ = "device_logs"
    __table_args__ = (
        Index("ix_device_logs_business_id_id", "business_id", "id"),
        Index("ix_device_logs_logged_at", "logged_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    business_id: Mapped[int | None] = mapped_column(Int, ForeignKey("businesses.id"))
    pass_id: Mapped[int | None] = mapped_column(Int, ForeignKey("apple_passes.id"))
    agent: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    logged_at: Mapped[datetime] = mapped_column(Instant)


class Halt(Base):
    """A queue that stands still because nobody would be served: the alarm.

    ``identity`` is the fingerprint of the credentials that were refused; others lift
    the halt by themselves.
    """

    __tablename__ = "wallet_halts"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    identity: Mapped[str] = mapped_column(Text)
    halted_at: Mapped[datetime] = mapped_column(Instant)


class GoogleClass(BusinessOwned, Base):
    """A template at Google that the cards of one programme and level share.

    ``sent_digest`` is the digest of the body that Google last accepted.
    """

    __tablename__ = "google_classes"
    __table_args__ = (
        UniqueConstraint("resource_id"),
        UniqueConstraint("business_id", "programme_id", "level"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    level: Mapped[str] = mapped_column(Text, default="")
    resource: Mapped[str] = mapped_column(Text)
    resource_id: Mapped[str] = mapped_column(Text)
    sent_digest: Mapped[bytes | None]
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")


class GooglePass(BusinessOwned, Base):
    """A card that somebody asked for in Google Wallet.

    ``sync_due_at`` is the queue, as with Apple's devices. ``notices`` counts what made
    the phone ring with less than a day between, last at ``noticed_since`` (Google allows
    three in 24 hours). ``is_held``
    says whether anybody holds it: callbacks tell, the nightly look at ``hasUsers`` too.
    """

    __tablename__ = "google_passes"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id"),
        UniqueConstraint("resource_id"),
        Index(
            "ix_google_passes_sync_due_at",
            "sync_due_at",
            sqlite_where=column("sync_due_at").is_not(None),
            postgresql_where=column("sync_due_at").is_not(None),
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    resource: Mapped[str] = mapped_column(Text)
    resource_id: Mapped[str] = mapped_column(Text)
    class_id: Mapped[int | None] = mapped_column(Int, ForeignKey("google_classes.id"))
    sent_digest: Mapped[bytes | None]
    sent_balance: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sync_due_at: Mapped[datetime | None] = mapped_column(Instant)
    sync_attempts: Mapped[int] = mapped_column(Int, default=0)
    answer: Mapped[str] = mapped_column(Text, default="")
    notices: Mapped[int] = mapped_column(Int, default=0)
    noticed_since: Mapped[datetime | None] = mapped_column(Instant)
    is_held: Mapped[bool] = mapped_column(Flag, default=False)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class GoogleNonce(Base):
    """A callback that was heard once and never will be again."""

    __tablename__ = "google_nonces"
    __table_args__ = (Index("ix_google_nonces_expires_at", "expires_at"),)

    nonce: Mapped[str] = mapped_column(Text, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
