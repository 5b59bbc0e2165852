"""What a business publishes, from draft to archive."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int

KINDS = ("news", "event", "offer")


class Post(BusinessOwned, Base):
    """A piece of news, an event or an offer.

    A draft has no ``published_at``; one that lies ahead is a schedule. ``text`` is the
    Markdown as it was written. Events have ``starts_at``, ``ends_at`` and ``place``;
    offers are valid from ``starts_at`` to ``ends_at`` on ``conditions``. What is past
    ``archives_at`` is archive by itself. ``excerpt`` is the beginning of the text in
    plain words. The ``ad_…`` words mark advertising (38-FZ). ``changed_at`` moves with
    every change, and ``changed_in`` names the open page that made it: so two windows are
    told apart, and a page that keeps saving does not get in its own way.
    """

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        Index("ix_posts_business_id_published_at", "business_id", "published_at", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    excerpt: Mapped[str] = mapped_column(Text, default="")
    picture_id: Mapped[int | None] = mapped_column(Int, ForeignKey("pictures.id"))
    crop: Mapped[str] = mapped_column(Text, default="50-50-100")
    picture_alt: Mapped[str] = mapped_column(Text, default="")
    outlet_id: Mapped[int | None] = mapped_column(Int, ForeignKey("outlets.id"))
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    archives_at: Mapped[datetime | None] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    ad_label: Mapped[str] = mapped_column(Text, default="")
    ad_advertiser: Mapped[str] = mapped_column(Text, default="")
    ad_token: Mapped[str] = mapped_column(Text, default="")
    has_comments: Mapped[bool] = mapped_column(
        Flag, default=True, server_default=true()
    )
    is_pinned: Mapped[bool] = mapped_column(Flag, default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_in: Mapped[str] = mapped_column(Text, default="", server_default="")
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
