"""Programmes and the versions of their rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, true
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

UNITS = ("point", "minor", "stamp", "visit", "admission")


class Programme(BusinessOwned, Base):
    """A kind of card that a business offers, with a name of its own.

    ``unit`` is what its cards hold: points, minor units of money, stamps, visits or
    admissions; it follows from the kind. ``symbology`` is the code on its cards: on screens, in wallets and on paper.
    ``position`` is its place in the business's own order; the first open card for
    everybody is the one that new members get.
    """

    __tablename__ = "programmes"
    __table_args__ = (
        UniqueConstraint("business_id", "name"),
        CheckConstraint(f"unit IN {UNITS!r}", name="unit"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text, default="point", server_default="point")
    is_open: Mapped[bool] = mapped_column(Flag, default=True)
    is_for_everyone: Mapped[bool] = mapped_column(
        Flag, default=True, server_default=true()
    )
    position: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    symbology: Mapped[str] = mapped_column(Text, default="qr", server_default="qr")
    created_at: Mapped[datetime] = mapped_column(Instant)


class ProgrammeGroup(BusinessOwned, Base):
    """That a programme which is not for everyone is for the members of a group."""

    __tablename__ = "programme_groups"
    __table_args__ = (UniqueConstraint("business_id", "programme_id", "group_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    group_id: Mapped[int] = mapped_column(Int, ForeignKey("groups.id"))


class ProgrammeOutlet(BusinessOwned, Base):
    """That a programme's cards are taken at an outlet; without any row, at all."""

    __tablename__ = "programme_outlets"
    __table_args__ = (UniqueConstraint("business_id", "programme_id", "outlet_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))


class RuleVersion(BusinessOwned, Base):
    """Rules of a programme from an instant on; never changed once written.

    One that has not begun can be withdrawn; it then never was in force.
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
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Plan(BusinessOwned, Base):
    """What a business reckons with when it makes rules; one row of each business.

    Shares in basis points of the sales: ``margin_basis_points`` is the gross margin,
    ``floor_basis_points`` what must be left of it, ``spent_basis_points`` how much of
    what is given will be spent. ``cheque_minor`` and ``gap_days`` stand in for the
    visits of members as long as there are too few of those.
    """

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("business_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    margin_basis_points: Mapped[int | None] = mapped_column(Int)
    floor_basis_points: Mapped[int | None] = mapped_column(Int)
    spent_basis_points: Mapped[int] = mapped_column(Int)
    cheque_minor: Mapped[int | None] = mapped_column(Int)
    gap_days: Mapped[int | None] = mapped_column(Int)


class Competitor(BusinessOwned, Base):
    """Another place that its guests could go to, and what its card gives back."""

    __tablename__ = "competitors"
    __table_args__ = (UniqueConstraint("business_id", "name"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    mechanics: Mapped[str] = mapped_column(Text)
    back_basis_points: Mapped[int] = mapped_column(Int)
