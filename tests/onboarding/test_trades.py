"""What a new business starts with."""

import pytest

from app.businesses import brand
from app.businesses.models import MOTIFS
from app.core import locales
from app.onboarding.models import TRADES as CODES
from app.onboarding.trades import TRADES
from app.programmes.explain import describe


def test_there_is_one_for_every_trade_and_no_two_are_alike() -> None:
    assert tuple(TRADES) == CODES
    assert len({trade.colours for trade in TRADES.values()}) == len(CODES)
    assert len({trade.about for trade in TRADES.values()}) == len(CODES)
    rules = {str(trade.rules("ru", "RUB")) for trade in TRADES.values()}
    assert len(rules) == len(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("language", "currency"), [("ru", "RUB"), ("en", "GBP")])
def test_its_rules_can_be_told(code: str, language: str, currency: str) -> None:
    trade = TRADES[code]
    rules = trade.rules(language, currency)
    words = describe(rules, language, unit=trade.unit, currency=currency)
    with locales.speaking(language):
        assert locales.unit_name(5, trade.unit) in words or "%" in words
    assert rules.rewards
    assert set(trade.unit["ru"]) == {"one", "few", "many", "other"}


@pytest.mark.parametrize("code", CODES)
def test_its_look_can_be_read(code: str) -> None:
    trade = TRADES[code]
    palette = brand.palette(*trade.colours)
    assert brand.contrast(palette.on_brand, palette.brand) >= 4.5
    assert brand.contrast(palette.accent, palette.brand) >= 3
    assert trade.motif in MOTIFS
