"""What a card gives for a friend who was brought, as fields of its form."""

from typing import Any

from app.core import money
from app.core.locales import mark
from app.programmes.referral import (
    MAX_HOLD_DAYS,
    MAX_PER_MONTH,
    MAX_POINTS,
    Referral,
)
from app.web.office.forms import money_field, number_field
from app.web.office.reward_rows import RewardRows

_HOLD_DAYS, _PER_MONTH = 14, 10


class ReferralRows(RewardRows):
    """A form that asks for it; without points for either side nothing is promised."""

    friend_bringer = number_field(
        mark("For who brings a friend"), (0, MAX_POINTS), is_needed=False
    )
    friend_points = number_field(
        mark("For the friend"), (0, MAX_POINTS), is_needed=False
    )
    friend_min = money_field(
        mark("Smallest first purchase of the friend"),
        (0, money.MAX_MINOR),
        is_needed=False,
    )
    friend_hold = number_field(
        mark("Days on hold for returns"), (0, MAX_HOLD_DAYS), is_needed=False
    )
    friend_month = number_field(
        mark("Rewarded friends of one guest a month"),
        (1, MAX_PER_MONTH),
        is_needed=False,
    )

    def referral(self) -> Referral | None:
        """What is promised, as filled in; raises InvalidRules."""
        if not (self.friend_bringer.data or self.friend_points.data):
            return None
        hold, month = self.friend_hold.data, self.friend_month.data
        return Referral(
            bringer_points=self.friend_bringer.data or 0,
            friend_points=self.friend_points.data or 0,
            min_receipt_minor=self.friend_min.data or 0,
            hold_days=_HOLD_DAYS if hold is None else hold,
            most_per_month=_PER_MONTH if month is None else month,
        )


def filled(own: Referral | None) -> dict[str, Any]:
    """The fields' values for stored rules."""
    if own is None:
        return {"friend_hold": _HOLD_DAYS, "friend_month": _PER_MONTH}
    return {
        "friend_bringer": own.bringer_points,
        "friend_points": own.friend_points,
        "friend_min": own.min_receipt_minor or None,
        "friend_hold": own.hold_days,
        "friend_month": own.most_per_month,
    }
