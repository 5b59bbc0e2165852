"""What pages of all audiences say of awards: kinds, states, why something is not had."""

from app.core import locales
from app.core.locales import mark
from app.programmes.rewards import KINDS
from app.programmes.rules import RewardKind
from app.rewards.queries import AwardView, Offer

STATES = {
    "open": mark("waiting"),
    "redeemed": mark("handed out"),
    "cancelled": mark("cancelled"),
    "withdrawn": mark("taken back"),
    "expired": mark("not fetched in time"),
}
LIMITS = {
    "stock": mark("none left"),
    "person": mark("you have had all of them"),
    "day": mark("again tomorrow"),
}


def state_of(award: AwardView) -> str:
    """What became of it, in a word or two."""
    return locales.gettext(STATES[award.shown_state])


def kind_of(award: AwardView) -> str:
    """What it is."""
    return locales.gettext(KINDS[RewardKind(award.kind)])


def limit_of(offer: Offer) -> str:
    """Why it cannot be had now, where that is not the price."""
    return locales.gettext(LIMITS[offer.limit]) if offer.limit else ""
