"""Notices of what people did to a card: a change by hand, a check (R16, M10).

They are owed to the member, so they cannot be switched off; they advertise nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.businesses.queries import BusinessView
from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.kind import NoticeKind, Words
from app.sales.words import CORRECTIONS
from app.trust.words import CASE_STEPS


def _adjusted(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    points = locales.points(payload["points"], business.unit)
    changed = (
        _("%(points)s came onto your card.", points=points)
        if payload["is_more"]
        else _("%(points)s were taken off your card.", points=points)
    )
    reason = CORRECTIONS[payload["reason"]]
    why = (
        _("A change made by hand earlier was taken back.")
        if payload["is_undoing"]
        else _(reason, business=business.name)
    )
    return Words(
        subject=_("your balance has changed"),
        paragraphs=(changed, why),
        path="/card/history",
        button=_("Open the history"),
    )


def _checked(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    by = locales.moment(datetime.fromisoformat(payload["decide_by"]), business.zone)
    step = CASE_STEPS[payload["step"]]
    what = (
        _("Your card is being checked. It is decided by %(moment)s.", moment=by)
        if payload["step"] == "opened"
        else _(step)
    )
    said = _(
        "%(business)s writes: %(text)s", business=business.name, text=payload["text"]
    )
    return Words(
        subject=_("a check of your card"),
        paragraphs=(what, said),
        path="/card/checks",
        button=_("Open the check"),
    )


ADJUSTED = NoticeKind(
    "balance_adjusted",
    mark("Changes of the balance by hand"),
    _adjusted,
    is_switchable=False,
)
CHECKED = NoticeKind(
    "card_checked", mark("Checks of the card"), _checked, is_switchable=False
)
KINDS = (ADJUSTED, CHECKED)
