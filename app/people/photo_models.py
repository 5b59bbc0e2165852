"""Pictures that people send, apart from those that a business shows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int


class Photo(BusinessOwned, Base):
    """Clean pixels of a picture that somebody sent to the business in scope."""

    __tablename__ = "photos"

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(Int, ForeignKey("persons.id"))
    digest: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Int)
    height: Mapped[int] = mapped_column(Int)
    data: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(Instant)
