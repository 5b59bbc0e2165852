"""The personal offers of one member, on the member's page: given and taken back."""

from datetime import date, timedelta
from typing import Any

from flask import g
from wtforms import SelectField

from app.core import clock, locales
from app.core.ids import MemberId, PromotionId
from app.core.locales import mark
from app.insights import favourites
from app.offers import grants, queries
from app.offers.grants import MAX_REASON, Gift
from app.web import guards
from app.web.office.forms import (
    NOT_A_CHOICE,
    AtMost,
    LineField,
    OfficeForm,
    day_field,
)
from app.web.office.promotion_gifts import FOR_DAYS


class OfferForm(OfficeForm):
    """Which offer, until when, and why."""

    offer = SelectField(mark("Offer"), coerce=int, validate_choice=False)
    last_day = day_field(mark("Last day"))
    reason = LineField(mark("Why this guest gets it"), validators=[AtMost(MAX_REASON)])

    def __init__(self, member_id: MemberId, *args: Any, **values: Any) -> None:
        self.favourites = favourites.of_member(member_id)
        super().__init__(*args, data={"last_day": _later()}, **values)
        self.member_id = member_id
        self.given = queries.offers_of(member_id)
        own = {each.promotion_id for each in self.given}
        self.left = [
            each
            for each in queries.promotions()
            if each.way == "personal" and not each.is_over and each.id not in own
        ]
        self.offer.choices = [(each.id, each.name) for each in self.left]

    @property
    def suggestion(self) -> str:
        """Why this guest might get something, as a rule says it (row 12)."""
        if not self.favourites:
            return ""
        with locales.speaking(g.business.language):
            return locales.gettext(
                "You often choose: %(category)s", category=self.favourites[0].category
            )

    def give(self) -> bool:
        """Give the chosen offer to the member."""
        if not self.is_sent():
            return False
        if self.offer.data not in {each.id for each in self.left}:
            self.decline("offer", locales.gettext(NOT_A_CHOICE))
            return False
        gift = Gift(
            promotion_id=PromotionId(self.offer.data),
            ends_at=clock.day_end(self.last_day.data or _later(), g.business.zone),
            reason=self.reason.data or "",
        )

        def give() -> dict[str, Any]:
            staff_id = guards.staff().id
            grants.give(gift=gift, member_ids=[self.member_id], staff_id=staff_id)
            return {}

        return self.send(give, field="offer") is not None


def _later() -> date:
    return clock.today(g.business.zone) + timedelta(days=FOR_DAYS)
