"""Businesses, their outlets and the keys of their till software."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    column,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

MOTIFS = ("plain", "rings", "waves", "lattice", "pages")


class Business(Base):
    """A tenant: one brand with its outlets, programmes, members and staff.

    ``unit`` holds the forms of the word for a point by language and CLDR plural
    category: ``{"ru": {"one": "балл", "few": "балла", …}, "en": {…}}``.
    ``look_parts`` is what the published look has besides the columns, and
    ``look_trial`` a look that a share of the cards shows first (`businesses.look`).
    """

    __tablename__ = "businesses"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(f"motif IN {MOTIFS!r}", name="motif"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="ru")
    currency: Mapped[str] = mapped_column(Text, default="RUB")
    zone: Mapped[str] = mapped_column(Text, default="Europe/Moscow")
    brand_colour: Mapped[str] = mapped_column(Text, default="#3a3833")
    accent_colour: Mapped[str] = mapped_column(Text, default="#d8b46a")
    motif: Mapped[str] = mapped_column(Text, default="plain")
    unit: Mapped[dict[str, dict[str, str]]] = mapped_column(Json)
    has_google_wallet: Mapped[bool] = mapped_column(
        Flag, default=True, server_default=true()
    )
    is_listed: Mapped[bool] = mapped_column(Flag, default=True, server_default=true())
    look_parts: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, server_default="{}"
    )
    look_trial: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Outlet(BusinessOwned, Base):
    """A place of business with its own time zone.

    Latitude and longitude are whole microdegrees, as a map link gives them; None means
    that phones do not offer the card there by themselves. ``hours`` are JSON as in
    `hours.stored`, None while nobody has said them; ``position`` orders the outlets.
    """

    __tablename__ = "outlets"
    __table_args__ = (UniqueConstraint("business_id", "code"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(Text)
    latitude_microdegrees: Mapped[int | None] = mapped_column(Int)
    longitude_microdegrees: Mapped[int | None] = mapped_column(Int)
    is_open: Mapped[bool] = mapped_column(Flag, default=True)
    phone: Mapped[str] = mapped_column(Text, default="", server_default="")
    map_link: Mapped[str] = mapped_column(Text, default="", server_default="")
    hours: Mapped[dict[str, Any] | None] = mapped_column(Json)
    position: Mapped[int] = mapped_column(Int, default=0, server_default="0")


class ApiKey(BusinessOwned, Base):
    """A key of till software for one outlet: shown once, kept as a digest."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_api_keys_business_id_outlet_id", "business_id", "outlet_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    name: Mapped[str] = mapped_column(Text)
    hint: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Picture(BusinessOwned, Base):
    """A picture of a business, clean and of our own encoding; never changed.

    ``digest`` names its content, so that an address can be kept for ever.
    """

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("business_id", "digest"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Int)
    height: Mapped[int] = mapped_column(Int)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)


LOOK_STATES = ("draft", "dropped", "staged", "published", "past")
_ONE_EACH = column("state") != "past"


class LookVersion(BusinessOwned, Base):
    """A version of a business's look: there is one of each state, and a past.

    It has a ``number`` from when guests see it. ``revision`` counts how often a draft
    was saved; ``percent`` is the share of cards that a staged one is tried on.
    """

    __tablename__ = "looks"
    __table_args__ = (
        UniqueConstraint("business_id", "number"),
        CheckConstraint(f"state IN {LOOK_STATES!r}", name="state"),
        Index(
            "uq_looks_business_id_state",
            "business_id",
            "state",
            unique=True,
            sqlite_where=_ONE_EACH,
            postgresql_where=_ONE_EACH,
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    number: Mapped[int | None] = mapped_column(Int)
    state: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(Int, default=1)
    percent: Mapped[int | None] = mapped_column(Int)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    shown_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
