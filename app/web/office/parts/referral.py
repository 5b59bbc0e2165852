"""What a card gives for a friend who was brought."""

from typing import Any

from app.core import money
from app.core.locales import gettext, mark
from app.programmes.referral import (
    MAX_DAYS,
    MAX_FRIENDS,
    MAX_HOLD_DAYS,
    MAX_NAME,
    MAX_PER_MONTH,
    MAX_POINTS,
    Ambassador,
    Referral,
)
from app.web.office.forms import AtMost, LineField, money_field, number_field
from app.web.office.parts.part import AmountField, Part, Values

_HOLD_DAYS, _PER_MONTH, _DAYS = 14, 10, 365


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
    ambassador_friends = number_field(
        mark("Friends that make an ambassador"), (1, MAX_FRIENDS), is_needed=False
    )
    ambassador_days = number_field(
        mark("Brought within, days"), (1, MAX_DAYS), is_needed=False
    )
    ambassador_points = AmountField(
        mark("For each further friend"),
        money_label=mark("For each further friend"),
        within=(1, MAX_POINTS),
        is_needed=False,
    )
    ambassador_name = LineField(mark("What you call it"), validators=[AtMost(MAX_NAME)])


def _fill(rules: Any) -> Values:
    own: Referral | None = rules.referral
    if own is None:
        return {"friend_hold": _HOLD_DAYS, "friend_month": _PER_MONTH, **_filled(None)}
    return {
        "friend_bringer": own.bringer_points,
        "friend_points": own.friend_points,
        "friend_min": own.min_receipt_minor or None,
        "friend_hold": own.hold_days,
        "friend_month": own.most_per_month,
        **_filled(own.ambassador),
    }


def _filled(own: Ambassador | None) -> Values:
    if own is None:
        return {"ambassador_days": _DAYS}
    return {
        "ambassador_friends": own.friends,
        "ambassador_days": own.days,
        "ambassador_points": own.bringer_points,
        "ambassador_name": own.name,
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
        ambassador=_ambassador(form),
    )
    return {"referral": promised}


def _ambassador(form: Any) -> Ambassador | None:
    if not (form.ambassador_friends.data and form.ambassador_points.data):
        return None
    return Ambassador(
        friends=form.ambassador_friends.data,
        days=form.ambassador_days.data or _DAYS,
        bringer_points=form.ambassador_points.data,
        name=form.ambassador_name.data or "",
    )


def _check(form: Any) -> bool:
    """Both figures or neither, and more than for anybody."""
    friends, points = form.ambassador_friends.data, form.ambassador_points.data
    if bool(friends) != bool(points):
        words = mark("Write both how many friends it takes and what each brings then.")
        name = "ambassador_points" if friends else "ambassador_friends"
        form.refuse(name, gettext(words))
        return False
    if points and points <= (form.friend_bringer.data or 0):
        words = mark("Write more than what anybody gets for a friend.")
        form.refuse("ambassador_points", gettext(words))
        return False
    return True


def _is_open(form: Any) -> bool:
    return bool(form.friend_bringer.data or form.friend_points.data)


REFERRAL = Part(
    name="referral",
    title=mark("Bring a friend"),
    template="office/_part_referral.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=_is_open,
)
