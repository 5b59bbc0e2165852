"""What happened to those who were brought."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FriendKnown:
    """Who came by a link turned out to be somebody: it may count no more."""

    business_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ReferralMoved:
    """A friend came, or what a friend's purchase gives has changed."""

    business_id: int
    referral_id: int
    state: str
    round: int
