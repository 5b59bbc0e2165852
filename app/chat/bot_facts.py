"""What the bot knows of a guest and of the business: read for one answer, in words."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.businesses import hours_words
from app.businesses import queries as businesses
from app.businesses.hours import state
from app.businesses.queries import BusinessView, OutletView
from app.cards.holding import HeldCard, all_held_by
from app.chat.bot import CardFacts, Facts, PlaceFacts
from app.core import clock, db, locales, tenancy
from app.core.ids import PersonId
from app.ledger.standing import standing
from app.programmes import explain
from app.programmes import queries as programmes
from app.programmes.measures import measure_of

_TICK = timedelta(microseconds=1)


def known(person_id: PersonId, *, is_first: bool) -> Facts:
    """All that the bot may tell a guest of the business in scope, in their language."""
    business = businesses.by_id(tenancy.current())
    return Facts(
        business=business.name,
        cards=tuple(_card(held, business) for held in all_held_by(person_id)),
        places=tuple(_places()),
        join_url=_join_url(business.slug),
        unit=tuple(form for forms in business.unit.values() for form in forms.values()),
        is_first=is_first,
    )


def _card(held: HeldCard, business: BusinessView) -> CardFacts:
    stands = standing(held.id)
    measure = measure_of(held.unit, word=business.unit, currency=business.currency)
    balance = stands.balance
    until = stands.pending[0].available_at if stands.pending else None
    return CardFacts(
        title=held.programme,
        available=measure.text(balance.available),
        pending=measure.text(balance.pending) if balance.pending else "",
        pending_until=locales.moment(until, business.zone) if until else "",
        debt=measure.text(balance.debt) if balance.debt else "",
        endings=tuple(
            (measure.text(each.amount), _last_day(each.expires_at, business.zone))
            for each in stands.expiries
        ),
        rules=_rules(held, business),
    )


def _rules(held: HeldCard, business: BusinessView) -> str:
    if held.rule_version_id is None:
        return ""
    return explain.describe(
        programmes.version(held.rule_version_id).rules,
        locales.language(),
        unit=business.unit,
        currency=business.currency,
    )


def _last_day(end: datetime, zone: str) -> str:
    """The last day of what ends at 24:00 (R4); another year is named."""
    last = clock.local_date(end - _TICK, zone)
    return locales.day(last, short=last.year == clock.today(zone).year)


def _places() -> Iterator[PlaceFacts]:
    for outlet in businesses.outlets():
        if outlet.is_open:
            yield _place(outlet)


def _place(outlet: OutletView) -> PlaceFacts:
    if outlet.hours is None:
        return PlaceFacts(name=outlet.name, address=outlet.address)
    instant = clock.now()
    found = state(outlet.hours, instant, outlet.zone)
    rows = hours_words.rows(outlet.hours, clock.local_date(instant, outlet.zone))
    return PlaceFacts(
        name=outlet.name,
        address=outlet.address,
        now=hours_words.said(found, instant, outlet.zone),
        week=tuple(
            f"{row.days}: {row.hours}" + (f" ({row.note})" if row.note else "")
            for row in rows
        ),
    )


def _join_url(slug: str) -> str:
    """Where anybody gets a card: on the business's own host, if it has one."""
    settings = db.settings()
    own = {known: host for host, known in settings.own_domains.items()}.get(slug)
    scheme = settings.address.partition("://")[0]
    return f"{f'{scheme}://{own}' if own else settings.address}/{slug}/join"
