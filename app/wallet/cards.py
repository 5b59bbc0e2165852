"""Facts → the neutral card that all wallets and paper are made of."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from app.businesses.look import Contacts
from app.cards import symbols
from app.core import clock, locales
from app.core.config import Config
from app.instruments.queries import Held
from app.programmes.measures import stamps_of
from app.programmes.rules import next_reward
from app.wallet import sold
from app.wallet.back import back_of
from app.wallet.brands import brand_of
from app.wallet.facts import Facts
from app.wallet.identity import serial_of
from app.wallet.places import coordinates
from app.wallet.wording import each, said
from passes.card import (
    LANGUAGES,
    Action,
    ActionType,
    Barcode,
    Card,
    Field,
    Language,
    Link,
    Outlet,
    Symbology,
)
from passes.print.cards import card_pdf

NOBODY = "-"
"""Number and code of a card that is nobody's any more: no till finds anything by it."""

_INSTANT = timedelta(microseconds=1)


def printed_card(facts: Facts, config: Config) -> bytes:
    """The card as a PDF of 85.60 × 53.98 mm (ISO/IEC 7810 ID-1)."""
    return card_pdf(neutral(facts, config))


def neutral(facts: Facts, config: Config) -> Card:
    """The card in its holder's language, with the other one travelling along.

    The same facts give the same card: nothing here looks at the present. Runs inside
    the business's scope.
    """
    with clock.at(facts.as_of):
        if facts.card.is_gone:
            return _closed(facts, config)
        card = _card(facts, config)
        return card if facts.held is None else _sold(card, facts, facts.held)


def _sold(card: Card, facts: Facts, held: Held) -> Card:
    """A certificate, a pass, a ticket or a membership: its own words on the same card."""
    currency = facts.business.currency
    own = [each for each in card.back if each.key in {"number", "programme", "outlets"}]
    return replace(
        card,
        header=(sold.header(held, currency),),
        primary=(),
        secondary=sold.secondary(held, currency),
        back=(*own[:2], *sold.back(held, currency), *own[2:]),
        occasions=sold.occasions(held),
        voided=card.voided or sold.is_over(held),
    )


def _card(facts: Facts, config: Config) -> Card:
    card = facts.card
    symbology, value = symbols.drawn(card.symbology, card.number, card.short)
    return Card(
        serial=serial_of(card.named_after, config.secret_key),
        number=card.number,
        brand=brand_of(facts.business),
        description=_description(facts),
        barcode=Barcode(value, Symbology(symbology), caption=card.spoken),
        language=_language(facts),
        holder=card.name,
        header=(_points(facts),),
        primary=_reward(facts),
        secondary=_expiry(facts),
        auxiliary=(*_level(facts), _as_of(facts)),
        back=back_of(facts),
        links=_links(facts, config),
        actions=() if card.is_voided else _actions(facts, config),
        outlets=() if card.is_voided else _outlets(facts),
        voided=card.is_voided,
    )


def _closed(facts: Facts, config: Config) -> Card:
    """What stays of a card that is nobody's: the business, and that it is over."""
    return Card(
        serial=serial_of(facts.card.named_after, config.secret_key),
        number=NOBODY,
        brand=brand_of(facts.business),
        description=_description(facts),
        barcode=Barcode(NOBODY),
        language=_language(facts),
        header=(
            Field("points", said(locales.mark("Card")), said(locales.mark("closed"))),
        ),
        auxiliary=(_as_of(facts),),
        voided=True,
    )


def _description(facts: Facts) -> dict[str, str]:
    return said(
        locales.mark("Loyalty card of %(business)s"), business=facts.business.name
    )


def _language(facts: Facts) -> Language:
    spoken = facts.card.language
    return next((code for code in LANGUAGES if code == spoken), LANGUAGES[-1])


def _points(facts: Facts) -> Field:
    available = facts.standing.balance.available
    stamps = stamps_of(facts.rules, available)
    if stamps is not None:
        return Field(
            "points",
            said(locales.mark("Stamps")),
            each(
                lambda: locales.gettext(
                    "%(value)s of %(max)s", value=stamps[0], max=stamps[1]
                )
            ),
            each(lambda: locales.gettext("Stamps: ") + "%@"),
        )
    return Field(
        "points",
        said(locales.mark("Available")),
        each(partial(facts.measure.text, available)),
        each(lambda: locales.gettext("Now available: ") + "%@"),
    )


def _reward(facts: Facts) -> tuple[Field, ...]:
    if facts.awards:
        waiting = facts.awards[0]
        return (Field("reward", said(locales.mark("Waiting for you")), waiting.name),)
    rewards = facts.rules.rewards if facts.rules else ()
    ahead = next_reward(rewards, facts.standing.balance.available)
    if ahead is None:
        return ()
    missing = partial(facts.measure.text, ahead.missing)
    value = each(lambda: locales.gettext("%(points)s to go", points=missing()))
    return (Field("reward", ahead.name, value),)


def _level(facts: Facts) -> tuple[Field, ...]:
    if not facts.level:
        return ()
    changed = each(lambda: locales.gettext("Your level: ") + "%@")
    return (Field("level", said(locales.mark("Level")), facts.level, changed),)


def _expiry(facts: Facts) -> tuple[Field, ...]:
    if not facts.standing.expiries:
        return ()
    soonest = facts.standing.expiries[0]
    amount: Callable[[], str] = partial(facts.measure.text, soonest.amount)
    last_day = clock.local_date(soonest.expires_at - _INSTANT, facts.business.zone)
    return (
        Field("expiry", said(locales.mark("Valid through")), last_day),
        Field("expiring", said(locales.mark("will expire")), each(amount)),
    )


def _as_of(facts: Facts) -> Field:
    return Field("as_of", said(locales.mark("As of")), facts.as_of)


def _links(facts: Facts, config: Config) -> tuple[Link, ...]:
    home = f"{config.address}/{facts.business.slug}"
    return (
        Link(said(locales.mark("Points and history")), f"{home}/card"),
        Link(said(locales.mark("About the business")), f"{home}/"),
        *_contacts(facts.business.look.contacts),
    )


def _contacts(known: Contacts) -> Iterator[Link]:
    """How to reach the business from the back of the card."""
    if known.phone:
        yield Link(said(locales.mark("Call us")), f"tel:{known.phone}")
    if known.telegram:
        yield Link(said(locales.mark("Telegram")), known.telegram)


def _actions(facts: Facts, config: Config) -> tuple[Action, ...]:
    """Buttons of the newest phones; they open addresses over TLS only."""
    if not config.is_secure:
        return ()
    home = f"{config.address}/{facts.business.slug}"
    return (
        Action(ActionType.OFFERS, f"{home}/"),
        Action(ActionType.BENEFITS, f"{home}/card"),
    )


def _outlets(facts: Facts) -> tuple[Outlet, ...]:
    return tuple(
        Outlet(outlet.name, *place, address=outlet.address)
        for outlet in facts.outlets
        if (place := coordinates(outlet)) is not None
    )
