"""A choice of members in words, for who is about to send something to them."""

from collections.abc import Iterator
from datetime import date

from app.businesses import queries as businesses
from app.campaigns.audience import Audience, Hours
from app.core import locales
from app.core.locales import gettext as _
from app.core.locales import mark, ngettext
from app.insights import sources
from app.offers.explain import weekday
from app.people import audiences
from app.programmes import queries as programmes
from app.programmes.windows import WEEKDAYS

_HOLDINGS = {
    "email": mark("an e-mail address"),
    "phone": mark("a phone number"),
    "pass": mark("the card in a wallet"),
}
_LANGUAGES = {"ru": mark("Russian"), "en": mark("English")}


def sentences(chosen: Audience, currency: str) -> list[str]:
    """One clause for each thing that is asked for; a single one where nothing is."""
    found = [
        *_who(chosen),
        *_card(chosen),
        *_purchases(chosen, currency),
        *_hours(chosen),
        *_period(chosen),
    ]
    return found or [_("all members")]


def _who(chosen: Audience) -> Iterator[str]:
    names = {int(each.id): each.name for each in audiences.groups()}
    if chosen.group_ids:
        yield _("in the groups: %(names)s", names=_listed(names, chosen.group_ids))
    if chosen.not_group_ids:
        listed = _listed(names, chosen.not_group_ids)
        yield _("not in the groups: %(names)s", names=listed)
    if chosen.birthday_month is not None:
        month = locales.month(date(2000, chosen.birthday_month, 1)).rsplit(" ", 1)[0]
        yield _("born in: %(month)s", month=month)
    if chosen.language is not None:
        yield _("read in: %(language)s", language=_(_LANGUAGES[chosen.language]))
    if chosen.source is not None:
        known = sources.named({chosen.source}).get(chosen.source)
        yield _("came by: %(source)s", source=known.title if known else chosen.source)
    for what in chosen.has:
        yield _("have %(what)s", what=_(_HOLDINGS[what]))
    for what in chosen.lacks:
        yield _("do not have %(what)s", what=_(_HOLDINGS[what]))


def _listed(names: dict[int, str], ids: tuple[int, ...]) -> str:
    return ", ".join(names.get(each, "?") for each in ids)


def _card(chosen: Audience) -> Iterator[str]:
    if chosen.programme_id is not None:
        names = {int(each.id): each.name for each in programmes.programmes()}
        name = names.get(chosen.programme_id, "?")
        if chosen.level:
            name = f"{name}: {chosen.level}"
        elif chosen.level == "":
            name = f"{name}: {_('the first level')}"
        yield _("with the card: %(name)s", name=name)
    if chosen.points is not None:
        count = locales.number_text(chosen.points)
        yield _("points, at least: %(count)s", count=count)


def _purchases(chosen: Audience, currency: str) -> Iterator[str]:
    if chosen.standing == "lost":
        yield _("stay away for long by their own rhythm")
    elif chosen.standing == "at_risk":
        yield _("begin to stay away by their own rhythm")
    if chosen.silent_days is not None:
        yield ngettext(
            "have not bought for %(num)s day",
            "have not bought for %(num)s days",
            chosen.silent_days,
        )
    if chosen.recent_days is not None:
        yield ngettext(
            "bought within the last %(num)s day",
            "bought within the last %(num)s days",
            chosen.recent_days,
        )
    yield from _counted(chosen, currency)


def _counted(chosen: Audience, currency: str) -> Iterator[str]:
    """What is asked of the purchases of the period."""
    if chosen.visits_least is not None:
        count = locales.number_text(chosen.visits_least)
        yield _("purchases, at least: %(count)s", count=count)
    if chosen.visits_most is not None:
        count = locales.number_text(chosen.visits_most)
        yield _("purchases, at most: %(count)s", count=count)
    if chosen.spent_minor is not None:
        money = locales.money(chosen.spent_minor, currency)
        yield _("spent, at least: %(sum)s", sum=money)
    if chosen.outlet_id is not None:
        names = {int(each.id): each.name for each in businesses.outlets()}
        name = names.get(chosen.outlet_id, "?")
        yield _("at the outlet: %(name)s", name=name)


def _period(chosen: Audience) -> Iterator[str]:
    """The days that purchases and hours are asked of, where any are."""
    asked = (
        *(chosen.visits_least, chosen.visits_most, chosen.spent_minor),
        *(chosen.outlet_id, chosen.comes, chosen.never),
    )
    if any(each is not None for each in asked):
        yield ngettext(
            "counted over the last %(num)s day",
            "counted over the last %(num)s days",
            chosen.period_days,
        )


def _hours(chosen: Audience) -> Iterator[str]:
    if chosen.comes is not None:
        yield _("have come: %(hours)s", hours=_spoken(chosen.comes))
    if chosen.never is not None:
        yield _("have never come: %(hours)s", hours=_spoken(chosen.never))


def _spoken(hours: Hours) -> str:
    if hours.weekdays == tuple(WEEKDAYS):
        days = _("any day")
    else:
        days = ", ".join(weekday(each) for each in hours.weekdays)
    if (hours.since, hours.until) == (0, 24):
        return days
    return f"{days}, {hours.since}:00–{hours.until}:00"
