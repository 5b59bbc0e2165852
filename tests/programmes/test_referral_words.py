"""What bringing a friend gives, in the card's one sentence."""

from app.programmes import stored
from app.programmes.explain import describe
from app.programmes.kinds.points import PointsRules
from app.programmes.referral import Referral
from tests.programmes.test_explain import plain


def last(terms: Referral, language: str) -> str:
    return plain(describe(PointsRules(referral=terms), language)).split("; ")[-1]


def test_both_sides() -> None:
    terms = Referral(
        bringer_points=200, friend_points=100, min_receipt_minor=500_00, hold_days=14
    )
    assert last(terms, "ru") == (
        "за приведённого друга: 200 баллов вам и 100 баллов ему, после первой покупки "
        "друга от 500 ₽, через 14 дней."
    )
    assert last(terms, "en") == (
        "for a friend you bring: 200 points to you and 100 points to them, after the "
        "friend's first purchase of ₽500, 14 days later."
    )


def test_one_side_and_no_hold() -> None:
    yours = Referral(bringer_points=1, friend_points=0, hold_days=0)
    assert last(yours, "ru") == (
        "за приведённого друга: 1 балл, после первой покупки друга."
    )
    theirs = Referral(bringer_points=0, friend_points=2, hold_days=1)
    assert last(theirs, "ru").endswith(
        "2 балла ему, после первой покупки друга, через 1 день."
    )


def test_it_is_stored_and_older_rules_have_none() -> None:
    rules = PointsRules(referral=Referral(bringer_points=5, friend_points=0))
    kept = stored.to_json(rules)
    assert stored.from_json("points", kept) == rules
    del kept["referral"]
    assert stored.from_json("points", kept) == PointsRules()
