"""What a card gives for a friend who was brought and has bought (row 6, E25)."""

from dataclasses import dataclass

from app.core import money
from app.programmes.checking import InvalidRules, check_number, check_text

MAX_POINTS = 1_000_000
MAX_HOLD_DAYS = 365
MAX_PER_MONTH = 1_000
MAX_FRIENDS = 100
MAX_DAYS = 1_096
MAX_NAME = 40


@dataclass(frozen=True, kw_only=True)
class Ambassador:
    """Who has brought many gets more for the next ones.

    Attributes:
        friends: how many whose purchases have stood their time make one.
        days: in how many days they must have.
        bringer_points: for each further friend, in place of the usual ones.
        name: what the business calls it; empty: by our word.
    """

    friends: int
    bringer_points: int
    days: int = 365
    name: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_number("referral", self.friends, 1, MAX_FRIENDS)
        check_number("referral", self.days, 1, MAX_DAYS)
        check_number("referral", self.bringer_points, 1, MAX_POINTS)
        if self.name:
            check_text("referral", self.name)
        if len(self.name) > MAX_NAME:
            raise InvalidRules("referral")


@dataclass(frozen=True, kw_only=True)
class Referral:
    """What both sides get once the friend's first purchase has stood its time.

    Attributes:
        bringer_points: for who brought the friend; 0: nothing.
        friend_points: for the friend; 0: nothing.
        min_receipt_minor: least money paid on one receipt; what returns leave of it
            has to reach this as well.
        hold_days: local days before either can spend them (R3).
        most_per_month: for how many friends of one calendar month a bringer gets
            something; the friends get theirs all the same.
        ambassador: more for who has brought many; None: the same for everybody.
    """

    bringer_points: int
    friend_points: int
    min_receipt_minor: int = 0
    hold_days: int = 14
    most_per_month: int = 10
    ambassador: Ambassador | None = None

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_number("referral", self.bringer_points, 0, MAX_POINTS)
        check_number("referral", self.friend_points, 0, MAX_POINTS)
        check_number("referral", self.min_receipt_minor, 0, money.MAX_MINOR)
        check_number("referral", self.hold_days, 0, MAX_HOLD_DAYS)
        check_number("referral", self.most_per_month, 1, MAX_PER_MONTH)
        if not self.bringer_points and not self.friend_points:
            raise InvalidRules("referral")
        more = self.ambassador
        if more is not None and more.bringer_points <= self.bringer_points:
            raise InvalidRules("referral")
