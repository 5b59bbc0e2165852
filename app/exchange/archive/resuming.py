"""What comes true by itself later: told here anew, since the outbox stays behind."""

from typing import Any

from sqlalchemy import select

from app.core import clock, db, outbox, tenancy
from app.programmes.events import ProgrammeChanged
from app.programmes.models import RuleVersion
from app.space.events import PostPublished
from app.space.models import Post


def resume() -> None:
    """Record the facts of posts and rules that wait for their day.

    Runs inside ``writing()``, in the scope of the business that was put back.
    """
    now, business_id = clock.now(), int(tenancy.current())
    posts: Any = db.session().execute(
        select(Post.id, Post.published_at)
        .where(Post.published_at > now, Post.withdrawn_at.is_(None))
        .order_by(Post.id)
    )
    for post_id, at in posts.all():
        outbox.record(PostPublished(business_id=business_id, post_id=post_id), at=at)
    rules: Any = db.session().execute(
        select(RuleVersion.programme_id, RuleVersion.starts_at)
        .where(RuleVersion.starts_at > now, RuleVersion.withdrawn_at.is_(None))
        .order_by(RuleVersion.id)
    )
    for programme_id, at in rules.all():
        outbox.record(
            ProgrammeChanged(business_id=business_id, programme_id=programme_id), at=at
        )
