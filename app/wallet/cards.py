"""Card + balance + brand → the neutral card that Apple's package and paper are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from app.businesses.queries import BusinessView
from app.cards.holding import HeldCard
from app.core import clock, ids, locales
from app.core.config import Config
from app.ledger.queries import Balance, Expiry
from app.programmes.explain import describe
from app.programmes.rules import PointsRules, next_reward
from app.wallet import certificates
from app.wallet.brands import brand_of
from passes.apple import pkpass
from passes.apple.signing import SigningRefused
from passes.card import (
    LANGUAGES,
    Barcode,
    Card,
    Field,
    Language,
    Link,
    Text,
)
from passes.print.cards import card_pdf

PASS_TYPE = pkpass.MEDIA_TYPE
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that a card in the hand shows."""

    business: BusinessView
    card: HeldCard
    balance: Balance
    expiry: Expiry | None
    rules: PointsRules | None


def apple_pass(facts: Facts, config: Config) -> bytes:
    """The signed package; raises NoPasses, PassRefused."""
    signer = certificates.signer(config)
    try:
        return pkpass.build(neutral(facts, config), signer, now=clock.now())
    except SigningRefused as error:
        raise certificates.PassRefused from error


def printed_card(facts: Facts, config: Config) -> bytes:
    """The card as a PDF of 85.60 × 53.98 mm (ISO/IEC 7810 ID-1)."""
    return card_pdf(neutral(facts, config))


def neutral(facts: Facts, config: Config) -> Card:
    """The card in the reader's language, with the other one travelling along."""
    business, card = facts.business, facts.card
    return Card(
        serial=_serial(facts, config),
        number=card.number,
        brand=brand_of(business),
        description=_said(
            locales.mark("Loyalty card of %(business)s"), business=business.name
        ),
        barcode=Barcode(card.payload, caption=card.spoken),
        language=_language(),
        holder=card.name or "",
        header=(_points(facts),),
        primary=_reward(facts),
        secondary=_expiry(facts),
        auxiliary=(_as_of(),),
        back=_back(facts),
        links=(
            Link(
                _said(locales.mark("Points and history")),
                f"{config.address}/{business.slug}/card",
            ),
        ),
    )


def _serial(facts: Facts, config: Config) -> str:
    """The pass's identity for ever; tells nothing and cannot be guessed."""
    value = f"{facts.business.id}:{facts.card.id}"
    return ids.digest(config.secret_key, "pass-serial", value).hex()[:32]


def _language() -> Language:
    return next(code for code in LANGUAGES if code == locales.language())


def _points(facts: Facts) -> Field:
    return Field(
        "points",
        _said(locales.mark("Available")),
        _each(partial(locales.points, facts.balance.available, facts.business.unit)),
        _each(lambda: locales.gettext("Now available: ") + "%@"),
    )


def _reward(facts: Facts) -> tuple[Field, ...]:
    rewards = facts.rules.rewards if facts.rules else ()
    ahead = next_reward(rewards, facts.balance.available)
    if ahead is None:
        return ()
    missing = partial(locales.points, ahead.missing, facts.business.unit)
    value = _each(lambda: locales.gettext("%(points)s to go", points=missing()))
    return (Field("reward", ahead.name, value),)


def _expiry(facts: Facts) -> tuple[Field, ...]:
    if facts.expiry is None:
        return ()
    last_day = clock.local_date(facts.expiry.expires_at - _INSTANT, facts.business.zone)
    amount = partial(locales.points, facts.expiry.amount, facts.business.unit)
    return (
        Field("expiry", _said(locales.mark("Valid through")), last_day),
        Field("expiring", _said(locales.mark("will expire")), _each(amount)),
    )


def _as_of() -> Field:
    # The pass does not follow the balance yet, so it says how old its figure is.
    return Field("as_of", _said(locales.mark("As of")), clock.now())


def _back(facts: Facts) -> tuple[Field, ...]:
    fields = [Field("number", _said(locales.mark("Card number")), facts.card.spoken)]
    if facts.rules is not None:
        words = partial(
            describe,
            facts.rules,
            unit=facts.business.unit,
            currency=facts.business.currency,
        )
        said: dict[str, str] = {code: words(code) for code in LANGUAGES}
        fields.append(Field("rules", _said(locales.mark("Rules")), said))
    return tuple(fields)


def _said(message: str, **params: object) -> Text:
    return _each(lambda: locales.gettext(message, **params))


def _each(say: Callable[[], str]) -> Text:
    """The same words in every language."""
    said: dict[str, str] = {}
    for code in LANGUAGES:
        with locales.speaking(code):
            said[code] = say()
    return said
