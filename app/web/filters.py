"""What templates may say: words, numbers, sums and times in the page's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, g, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.businesses import phones
from app.businesses.queries import BusinessView
from app.core import clock, locales
from app.notifications import whys
from app.offers import explain
from app.offers.rules import Terms
from app.programmes import rewards
from app.programmes.rules import Reward
from app.web import measures, review_words, session
from app.web.page import wants_fragment

_TICK = timedelta(microseconds=1)


def _zone() -> str:
    business = g.get("business")
    return business.zone if business else "UTC"


def points(value: int, unit: str | None = None) -> str:
    """What a card holds in its own words; ``unit`` is that of another card."""
    return measures.of(unit).text(value)


def bare(value: int, unit: str | None = None) -> str:
    """The same without the word, for large figures."""
    return measures.of(unit).bare(value)


def unit_name(value: int, unit: str | None = None) -> str:
    """The word alone that fits the number."""
    return measures.of(unit).name(value)


def signed(value: int, unit: str | None = None) -> str:
    """A change of what a card holds."""
    return measures.of(unit).signed(value)


def money(minor: int) -> str:
    """A sum in the business's currency."""
    return locales.money(minor, g.business.currency)


def day(value: date | datetime) -> str:
    """A day in the business's zone."""
    return locales.day(value, _zone())


def last_day(end: datetime) -> str:
    """The last day of something that ends at 24:00 (R4), without this year."""
    zone = _zone()
    last = clock.local_date(end - _TICK, zone)
    return locales.day(last, short=last.year == clock.today(zone).year)


def moment(value: datetime) -> str:
    """A day and a time in the business's zone, within a sentence."""
    return locales.moment(value, _zone())


def time_tag(value: datetime) -> Markup:
    """A ``<time>``: "today 09:14" or the date and time, exact instant inside."""
    zone = _zone()
    when, today = clock.local_date(value, zone), clock.today(zone)
    if when == today:
        words = locales.gettext("today")
    elif when == today - timedelta(days=1):
        words = locales.gettext("yesterday")
    else:
        words = locales.day(when, short=when.year == today.year)
    return Markup('<time datetime="{}">{}, {}</time>').format(
        value.isoformat(timespec="seconds"), words, locales.time_of_day(value, zone)
    )


def reward_terms(reward: Reward) -> str:
    """What a reward is, and its limits."""
    return rewards.terms(reward, currency=g.business.currency)


def gain(terms: Terms) -> str:
    """What a promotion takes off, short."""
    return explain.gain(terms, currency=g.business.currency)


def promotion_terms(terms: Terms) -> str:
    """What a promotion takes off, and on which terms, in one sentence."""
    return explain.describe(terms, locales.language(), currency=g.business.currency)


def _stylesheet_url(business: BusinessView) -> str:
    return url_for("public.stylesheet", digest=business.stylesheet_hash)


_PLAIN: Mapping[str, Callable[[Any], str]] = {
    "number": locales.number_text,
    "signed": signed,
    "percent": locales.percent,
    "month": locales.month,
    "phone": phones.shown,
    "words": locales.gettext,
    "channel_name": lambda code: locales.gettext(whys.CHANNELS[code]),
    "capital": lambda text: text[:1].upper() + text[1:],
}


def init(app: Flask) -> None:
    """Give templates their filters and globals; an undefined name is an error."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    # Filters answer in the reader's language: constants must not be folded once.
    env.optimized = False
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(
        _PLAIN,
        points=points,
        bare=bare,
        unit_name=unit_name,
        money=money,
        day=day,
        last_day=last_day,
        moment=moment,
        time_tag=time_tag,
        reward_terms=reward_terms,
        gain=gain,
        promotion_terms=promotion_terms,
        stars=review_words.stars,
        stars_exact=review_words.stars_exact,
        clock=lambda value: locales.time_of_day(value, _zone()),
    )
    env.globals.update(
        _=locales.gettext,
        gettext=locales.gettext,
        ngettext=locales.ngettext,
        wants_fragment=wants_fragment,
    )

    @app.context_processor
    def _surroundings() -> dict[str, object]:
        business = g.get("business")
        return {
            "language": locales.language(),
            "business": business,
            "brand": business,
            "brand_stylesheet_url": g.get("stylesheet_url")
            or (business and _stylesheet_url(business)),
            "draft": g.get("draft"),
            "draft_token": g.get("draft_token"),
            "staff": g.get("staff"),
            "visitor": session.visitor(),
            "is_demo": session.config().demo,
            "can_send_codes": session.config().can_send_codes,
        }
