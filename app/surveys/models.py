"""Answers to the question of the quarter."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Instant, Int


class SurveyAnswer(BusinessOwned, Base):
    """How likely a member is to recommend the business; one for each quarter.

    ``quarter`` is its first day. ``member_id`` is nobody once they were forgotten: the
    number goes on counting.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id", "quarter"),
        CheckConstraint("score BETWEEN 0 AND 10", name="score"),
        Index("ix_survey_answers_business_id_quarter", "business_id", "quarter"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int | None] = mapped_column(Int, ForeignKey("members.id"))
    quarter: Mapped[date] = mapped_column(Day)
    score: Mapped[int] = mapped_column(Int)
    text: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
