"""Facts about publications that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PostPublished:
    """A post became public, or becomes so at the instant the fact is due.

    It may have been withdrawn or put off meanwhile: who hears of it looks again.
    """

    business_id: int
    post_id: int
