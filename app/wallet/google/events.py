"""Facts about cards at Google."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PassWanted:
    """Somebody asked for their card in Google Wallet."""

    business_id: int
    card_id: int
