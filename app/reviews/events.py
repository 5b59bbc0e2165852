"""What happened to reviews, for those who tell their authors."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ReviewDue:
    """Some hours have passed since a purchase: its guest may be asked."""

    business_id: int
    receipt_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered:
    """The business replied."""

    business_id: int
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewHidden:
    """The business hid a review, with a reason for its author."""

    business_id: int
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewTaskFinished:
    """What guests asked for is done, and there are words for them."""

    business_id: int
    task_id: int
