"""Programmes and the versions of their rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

SYMBOLOGIES = (
    "qr",
    "aztec",
    "pdf417",
    "data-matrix",
    "code128",
    "code39",
    "ean13",
    "ean8",
    "itf",
)


class Programme(BusinessOwned, Base):
    """A kind of card that a business offers, with a name of its own.

    ``symbology`` is the code on its cards: on screens, in wallets and on paper.
    """

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("business_id", "name"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    is_open: Mapped[bool] = mapped_column(Flag, default=True)
    symbology: Mapped[str] = mapped_column(Text, default="qr", server_default="qr")
    created_at: Mapped[datetime] = mapped_column(Instant)


class RuleVersion(BusinessOwned, Base):
    """Rules of a programme from an instant on; never changed once written.

    ``rules`` is the JSON of the kind's frozen dataclass (``programmes.rules``), so a
    new kind or a new rule needs no new column.
    """

    __tablename__ = "rule_versions"
    __table_args__ = (
        UniqueConstraint("business_id", "programme_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    number: Mapped[int] = mapped_column(Int)
    rules: Mapped[dict[str, Any]] = mapped_column(Json)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
