"""What bringing a friend gives checks itself."""

import pytest

from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.discount import DiscountRules
from app.programmes.referral import Referral
from app.programmes.rules import InvalidRules


@pytest.mark.parametrize(
    "wrong",
    [
        {"bringer_points": 0, "friend_points": 0},
        {"bringer_points": -1, "friend_points": 1},
        {"bringer_points": 1, "friend_points": 1, "hold_days": 366},
        {"bringer_points": 1, "friend_points": 1, "most_per_month": 0},
        {"bringer_points": 1, "friend_points": True},
        {"bringer_points": 1, "friend_points": 1, "min_receipt_minor": -1},
    ],
)
def test_what_cannot_work_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidRules) as refused:
        Referral(**wrong)
    assert refused.value.field == "referral"


@pytest.mark.parametrize("kind", [CertificateRules, DiscountRules])
def test_cards_without_points_of_their_own_give_none(
    kind: type[CertificateRules | DiscountRules],
) -> None:
    with pytest.raises(InvalidRules):
        kind(referral=Referral(bringer_points=1, friend_points=1))
