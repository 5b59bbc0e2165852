"""What bringing a friend gives, in words for the card's one sentence (row 32)."""

from app.core import locales
from app.core.locales import gettext as _
from app.programmes.measures import Measure
from app.programmes.referral import Referral


def clause(own: Referral, measure: Measure, currency: str) -> str:
    """In the language of the context."""
    text = _for_a_friend(own, measure)
    if own.min_receipt_minor:
        least = locales.money(own.min_receipt_minor, currency)
        text += _(", after the friend's first purchase of %(money)s", money=least)
    else:
        text += _(", after the friend's first purchase")
    if own.hold_days:
        days = locales.ngettext(
            "%(num)s day later", "%(num)s days later", own.hold_days
        )
        text += f", {days}"
    return text + _for_ambassadors(own, measure)


def _for_ambassadors(own: Referral, measure: Measure) -> str:
    more = own.ambassador
    if more is None:
        return ""
    return locales.ngettext(
        ", and from %(num)s friend in %(days)s days on %(yours)s for each further one",
        ", and from %(num)s friends in %(days)s days on %(yours)s for each further one",
        more.friends,
        days=more.days,
        yours=measure.text(more.bringer_points),
    )


def _for_a_friend(own: Referral, measure: Measure) -> str:
    bringer, friend = measure.text(own.bringer_points), measure.text(own.friend_points)
    if not own.friend_points:
        return _("for a friend you bring: %(yours)s", yours=bringer)
    if not own.bringer_points:
        return _("for a friend you bring: %(theirs)s to them", theirs=friend)
    return _(
        "for a friend you bring: %(yours)s to you and %(theirs)s to them",
        yours=bringer,
        theirs=friend,
    )
