"""What a card gives for a friend who was brought."""

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
from app.web.office.parts.part import AmountField, Part, Values

_HOLD_DAYS, _PER_MONTH = 14, 10


class Fields:
    """What both sides get; without points for either nothing is promised."""

    friend_bringer = AmountField(
        mark("For who brings a friend"),
        money_label=mark("For who brings a friend"),
        within=(0, MAX_POINTS),
        is_needed=False,
    )
    friend_points = AmountField(
        mark("For the friend"),
        money_label=mark("For the friend"),
        within=(0, MAX_POINTS),
        is_needed=False,
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


def _fill(rules: Any) -> Values:
    own: Referral | None = rules.referral
    if own is None:
        return {"friend_hold": _HOLD_DAYS, "friend_month": _PER_MONTH}
    return {
        "friend_bringer": own.bringer_points,
        "friend_points": own.friend_points,
        "friend_min": own.min_receipt_minor or None,
        "friend_hold": own.hold_days,
        "friend_month": own.most_per_month,
    }


def _read(form: Any, _base: Any) -> Values:
    if not (form.friend_bringer.data or form.friend_points.data):
        return {"referral": None}
    hold, month = form.friend_hold.data, form.friend_month.data
    promised = Referral(
        bringer_points=form.friend_bringer.data or 0,
        friend_points=form.friend_points.data or 0,
        min_receipt_minor=form.friend_min.data or 0,
        hold_days=_HOLD_DAYS if hold is None else hold,
        most_per_month=_PER_MONTH if month is None else month,
    )
    return {"referral": promised}


def _is_open(form: Any) -> bool:
    return bool(form.friend_bringer.data or form.friend_points.data)


REFERRAL = Part(
    name="referral",
    title=mark("Bring a friend"),
    template="office/_part_referral.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    is_open=_is_open,
)
