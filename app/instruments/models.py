"""What was sold with a card: its price and period, its breaks, its uses; events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Flag, Instant, Int, Json

STATES = ("active", "refunded", "lapsed")
USE_STATES = ("counted", "cancelled", "flagged")


class Instrument(BusinessOwned, Base):
    """What makes a card a certificate, a pass, a ticket or a membership.

    Its value stands in the books, on its card. Here is what the books do not know: the
    price, the period in local days of ``zone``, and the words of who gave it.
    ``amount`` is the value it was sold with, in the unit of its kind. A pass that
    begins with its first visit has no days until then. ``state`` says whether it is
    still good; what its value is says the ledger.
    """

    __tablename__ = "instruments"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id"),
        Index("ix_instruments_business_id_programme_id", "business_id", "programme_id"),
        Index("ix_instruments_business_id_event_id", "business_id", "event_id"),
        Index(
            "ix_instruments_business_id_through_on",
            "business_id",
            "state",
            "through_on",
        ),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("price_minor >= 0", name="price_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    rule_version_id: Mapped[int] = mapped_column(Int, ForeignKey("rule_versions.id"))
    event_id: Mapped[int | None] = mapped_column(Int, ForeignKey("ticket_events.id"))
    outlet_id: Mapped[int | None] = mapped_column(Int, ForeignKey("outlets.id"))
    state: Mapped[str] = mapped_column(Text, default="active")
    amount: Mapped[int] = mapped_column(Int)
    price_minor: Mapped[int] = mapped_column(Int)
    zone: Mapped[str] = mapped_column(Text)
    sold_at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Day)
    through_on: Mapped[date | None] = mapped_column(Day)
    is_gift: Mapped[bool] = mapped_column(Flag, default=False)
    giver: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    transfers: Mapped[int] = mapped_column(Int, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    refund_minor: Mapped[int | None] = mapped_column(Int)


class InstrumentBreak(BusinessOwned, Base):
    """Days on which a pass rests; they are added at its end."""

    __tablename__ = "instrument_breaks"
    __table_args__ = (
        Index(
            "ix_instrument_breaks_business_id_instrument_id",
            "business_id",
            "instrument_id",
        ),
        CheckConstraint("last_day >= first_day", name="days"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(Int, ForeignKey("instruments.id"))
    first_day: Mapped[date] = mapped_column(Day)
    last_day: Mapped[date] = mapped_column(Day)
    actor: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)


class InstrumentUse(BusinessOwned, Base):
    """A visit or an admission: when by the gate's clock, where, and who let them in.

    ``flagged`` are admissions that lost to an earlier one of another gate, for staff to
    look into. Of a ticket, one use counts.
    """

    __tablename__ = "instrument_uses"
    __table_args__ = (
        Index(
            "ix_instrument_uses_business_id_instrument_id",
            "business_id",
            "instrument_id",
            "used_at",
        ),
        Index("ix_instrument_uses_business_id_used_at", "business_id", "used_at"),
        UniqueConstraint("business_id", "admission_of_id"),
        CheckConstraint(f"state IN {USE_STATES!r}", name="state"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(Int, ForeignKey("instruments.id"))
    admission_of_id: Mapped[int | None] = mapped_column(Int)
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    posting_id: Mapped[int | None] = mapped_column(Int)
    gate: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="counted")
    used_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)


class TicketEvent(BusinessOwned, Base):
    """Something that tickets are sold for: its place, its time, its gates, its seats."""

    __tablename__ = "ticket_events"
    __table_args__ = (
        Index("ix_ticket_events_business_id_starts_at", "business_id", "starts_at"),
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("price_minor >= 0", name="price_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    name: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    gates: Mapped[list[Any]] = mapped_column(Json)
    capacity: Mapped[int] = mapped_column(Int)
    price_minor: Mapped[int] = mapped_column(Int)
    made_at: Mapped[datetime] = mapped_column(Instant)
