"""Facts about what a business publishes that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PostPublished:
    """A post is there for everybody to read."""

    business_id: int
    post_id: int
