"""Devices that may keep deals, and the deals they have sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

KINDS = ("earn", "spend", "refund", "unreadable")
STATES = ("booked", "waiting", "review", "refused")
_IS_OPEN: ColumnElement[bool] = column("needs_look")
_IS_WAITING = column("state") == "waiting"


class TillDevice(BusinessOwned, Base):
    """A browser that keeps deals while there is no network.

    ``public_key`` is the point of its P-256 key, base64url; the private half never
    leaves the browser. ``last_sequence`` is the highest number it has sent.
    """

    __tablename__ = "till_devices"
    __table_args__ = (
        UniqueConstraint("business_id", "public_key"),
        Index("ix_till_devices_business_id_outlet_id", "business_id", "outlet_id"),
        CheckConstraint("last_sequence >= 0", name="last_sequence"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    staff_id: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(Text)
    last_sequence: Mapped[int] = mapped_column(Int, default=0)
    registered_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class OfflineDeal(BusinessOwned, Base):
    """One signed deal of a device, and what became of it.

    The row is the memory of the sequence: the same words again (``digest``) get the
    first answer, others under the same ``sequence`` are refused. ``own_at`` is the
    device's own time, ``occurred_at`` what we take for it. ``typed`` is what stood for
    the card where no card of ours was found. ``snapshot_at`` is when the limits were
    signed that it spent by. A deal that ``needs_look`` stands on a manager's list.
    """

    __tablename__ = "offline_deals"
    __table_args__ = (
        UniqueConstraint("business_id", "device_id", "sequence", "digest"),
        Index(
            "ix_offline_deals_needs_look",
            "business_id",
            "id",
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index(
            "ix_offline_deals_waiting",
            "business_id",
            "id",
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
        Index("ix_offline_deals_business_id_card_id", "business_id", "card_id"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("paid_minor BETWEEN 0 AND total_minor", name="paid_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    device_id: Mapped[int] = mapped_column(Int, ForeignKey("till_devices.id"))
    sequence: Mapped[int] = mapped_column(Int)
    digest: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    typed: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str] = mapped_column(Text, default="")
    of_number: Mapped[str] = mapped_column(Text, default="")
    of_sequence: Mapped[int | None] = mapped_column(Int)
    total_minor: Mapped[int] = mapped_column(Int, default=0)
    paid_minor: Mapped[int] = mapped_column(Int, default=0)
    points: Mapped[int] = mapped_column(Int, default=0)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    was_asked: Mapped[bool | None] = mapped_column(Flag)
    own_at: Mapped[datetime] = mapped_column(Instant)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    snapshot_at: Mapped[datetime | None] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    is_overdrawn: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    is_clock_wrong: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))
    refund_id: Mapped[int | None] = mapped_column(Int, ForeignKey("refunds.id"))
    needs_look: Mapped[bool] = mapped_column(Flag)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
