"""All cards of one person in one tap: a `.pkpasses` file (Apple)."""

from collections.abc import Iterable

from app.core import tenancy
from app.core.config import Config
from app.core.ids import BusinessId, CardId
from app.wallet.apple.packages import hand_out
from passes.apple import bundle

MEDIA_TYPE = bundle.MEDIA_TYPE
MOST = bundle.MAX_PASSES
Held = tuple[BusinessId, CardId]


def several(cards: Iterable[Held], config: Config) -> bytes:
    """The packages of 1 to ``MOST`` cards of any businesses in one file.

    Raises NoPasses, PassRefused, CardNotFound. Outside ``writing()``.
    """
    packages = []
    for business_id, card_id in cards:
        with tenancy.scope(business_id):
            packages.append(hand_out(card_id, config).body)
    return bundle.bundle(packages)
