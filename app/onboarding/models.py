"""Applications, registrations, promo codes and tariffs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int, Json

STATES = ("asked", "review", "founded", "refused")
TRADES = ("cafe", "shop", "salon", "fitness", "services", "events")
TARIFF_KINDS = ("trial", "free", "agreed")


class Application(Base):
    """Somebody's wish to open a business here; it belongs to no business yet.

    ``doubts`` names what a person has to look at. The link in the letter is a keyed
    digest of the id, the nonce and ``letters``, so that the row opens nothing and only
    the newest letter counts.
    """

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("form_key"),
        Index("ix_applications_state", "state", "id"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"trade IN {TRADES!r}", name="trade"),
        CheckConstraint("letters >= 1", name="letters"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    form_key: Mapped[bytes]
    name: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    tax_number: Mapped[str] = mapped_column(Text)
    register_number: Mapped[str] = mapped_column(Text)
    trade: Mapped[str] = mapped_column(Text)
    promo_code: Mapped[str] = mapped_column(Text, default="")
    doubts: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(Text, default="asked")
    nonce: Mapped[str] = mapped_column(Text)
    letters: Mapped[int] = mapped_column(Int, default=1)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("persons.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    business_id: Mapped[int | None] = mapped_column(Int, ForeignKey("businesses.id"))


class Registration(BusinessOwned, Base):
    """Under which numbers a business is registered, and when its owner did what.

    A number counts once in its country, whoever is faster. The last four instants
    are the owner's first visits and acts; first steps are read from them.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("business_id"),
        UniqueConstraint("country", "tax_number"),
        CheckConstraint(f"trade IN {TRADES!r}", name="trade"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    country: Mapped[str] = mapped_column(Text)
    tax_number: Mapped[str] = mapped_column(Text)
    register_number: Mapped[str] = mapped_column(Text)
    trade: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime] = mapped_column(Instant)
    founded_at: Mapped[datetime] = mapped_column(Instant)
    look_opened_at: Mapped[datetime | None] = mapped_column(Instant)
    programme_opened_at: Mapped[datetime | None] = mapped_column(Instant)
    poster_made_at: Mapped[datetime | None] = mapped_column(Instant)
    steps_closed_at: Mapped[datetime | None] = mapped_column(Instant)


class PromoCode(Base):
    """A code that gives a longer start: to the first ``cap`` companies, or to all.

    With ``free_months`` the cap is on these, and whoever comes later still gets
    the trial; without, the code ends with the cap.
    """

    __tablename__ = "promo_codes"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("trial_months BETWEEN 1 AND 60", name="trial_months"),
        CheckConstraint("free_months BETWEEN 0 AND 60", name="free_months"),
        CheckConstraint("cap IS NULL OR taken <= cap", name="cap"),
        CheckConstraint("taken >= 0", name="taken"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    trial_months: Mapped[int] = mapped_column(Int)
    free_months: Mapped[int] = mapped_column(Int, default=0)
    cap: Mapped[int | None] = mapped_column(Int)
    taken: Mapped[int] = mapped_column(Int, default=0)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int, ForeignKey("persons.id"))


class Tariff(BusinessOwned, Base):
    """On what terms a business is here from one instant to another; never edited."""

    __tablename__ = "tariffs"
    __table_args__ = (
        Index("ix_tariffs_business_id_id", "business_id", "id"),
        CheckConstraint(f"kind IN {TARIFF_KINDS!r}", name="kind"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    months: Mapped[int] = mapped_column(Int)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    promo_code_id: Mapped[int | None] = mapped_column(Int, ForeignKey("promo_codes.id"))
