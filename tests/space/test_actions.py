"""Writing, publishing and withdrawing posts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.businesses import pictures
from app.core import clock, db, outbox, tenancy
from app.core.audit import AuditEntry
from app.core.errors import NotFound
from app.core.ids import PostId
from app.core.outbox import OutboxRow
from app.space import actions, queries
from app.space.actions import (
    AlreadyPublished,
    Content,
    EndsBeforeStart,
    PostChangedMeanwhile,
    PostIncomplete,
    PostOver,
    PostTooLong,
    ScheduleInPast,
)
from app.space.rules import State
from tests.businesses.test_pictures import painted
from tests.conftest import Clock
from tests.space.conftest import write
from tests.world import World

TOMORROW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


def facts() -> list[OutboxRow]:
    """What subscribers will hear of."""
    db.session().rollback()
    return list(
        db.session().scalars(
            select(OutboxRow)
            .where(OutboxRow.fact == "PostPublished")
            .order_by(OutboxRow.id)
        )
    )


def acts(post_id: PostId) -> list[str]:
    """The audit lines of a post."""
    return list(
        db.session().scalars(
            select(AuditEntry.act)
            .where(AuditEntry.subject == f"post:{post_id}")
            .order_by(AuditEntry.id)
        )
    )


def test_a_post_is_written_published_and_withdrawn(coffee: World) -> None:
    post_id = write(is_public=False, text="Мы **открылись**")
    assert queries.post(post_id).state == State.DRAFT
    assert queries.post(post_id).excerpt == "Мы открылись"
    with db.writing():
        actions.publish(post_id=post_id)
    assert queries.public_post(post_id).published_at == clock.now()
    with db.writing():
        actions.publish(post_id=post_id)
        actions.withdraw(post_id=post_id)
        actions.withdraw(post_id=post_id)
    assert queries.post(post_id).state == State.WITHDRAWN
    with pytest.raises(queries.PostGone):
        queries.public_post(post_id)
    with db.writing():
        actions.publish(post_id=post_id)
    assert queries.public_post(post_id).state == State.PUBLISHED
    assert acts(post_id) == ["post.published", "post.withdrawn", "post.published"]
    told = facts()
    assert [row.payload for row in told] == 2 * [
        {"business_id": coffee.coffee.business_id, "post_id": post_id}
    ]


def test_a_schedule_comes_true_by_itself(coffee: World, clock: Clock) -> None:
    post_id = write(at=TOMORROW)
    assert queries.post(post_id).state == State.SCHEDULED
    with pytest.raises(NotFound):
        queries.public_post(post_id)
    (fact,) = facts()
    assert fact.due_at == TOMORROW
    with db.writing():
        assert outbox.claim(100) is not None
        assert not [d for d in outbox.claim(100) if d.fact == "PostPublished"]
    clock.set(TOMORROW)
    assert queries.public_post(post_id).state == State.PUBLISHED
    with db.writing():
        assert [d for d in outbox.claim(100) if d.fact == "PostPublished"]


def test_a_schedule_can_be_given_up_or_moved(coffee: World) -> None:
    post_id = write(at=TOMORROW)
    with db.writing():
        actions.publish(post_id=post_id, at=TOMORROW)
        actions.publish(post_id=post_id, at=TOMORROW + timedelta(days=1))
    assert queries.post(post_id).published_at == TOMORROW + timedelta(days=1)
    with db.writing():
        actions.withdraw(post_id=post_id)
    assert queries.post(post_id).state == State.DRAFT
    assert acts(post_id) == ["post.scheduled", "post.scheduled", "post.put_off"]
    assert len(facts()) == 2


def test_what_cannot_be_published_is_refused(coffee: World) -> None:
    now = clock.now()
    untitled = write(is_public=False, title="")
    nowhere = write("event", is_public=False, starts_at=TOMORROW)
    ended = write("offer", is_public=False, ends_at=now - timedelta(days=1))
    ends_soon = write("offer", is_public=False, ends_at=TOMORROW)
    public = write()
    for post_id, at, refusal in (
        (untitled, None, PostIncomplete),
        (nowhere, None, PostIncomplete),
        (ended, None, PostOver),
        (ends_soon, TOMORROW, PostOver),
        (untitled, now, ScheduleInPast),
        (public, TOMORROW, AlreadyPublished),
    ):
        with pytest.raises(refusal), db.writing():
            actions.publish(post_id=post_id, at=at)
    assert [queries.post(p).state for p in (untitled, nowhere, ended)] == 3 * [
        State.DRAFT
    ]
    assert len(facts()) == 1


def test_what_guests_see_stays_complete(coffee: World) -> None:
    post_id = write()
    with pytest.raises(PostIncomplete), db.writing():
        actions.change(post_id=post_id, content=Content(title=""))
    assert queries.post(post_id).title == "Новость"
    with db.writing():
        actions.change(post_id=post_id, content=Content(title="Иначе"))
    assert acts(post_id) == ["post.published", "post.changed"]


def test_an_event_and_an_offer_archive_themselves(coffee: World, clock: Clock) -> None:
    event = write("event", starts_at=TOMORROW, place="Зал")
    offer = write("offer", ends_at=TOMORROW)
    assert [queries.post(p).state for p in (event, offer)] == 2 * [State.PUBLISHED]
    clock.set(TOMORROW)
    assert queries.post(offer).state == State.ARCHIVED
    assert queries.post(event).state == State.PUBLISHED
    clock.set(datetime(2026, 3, 18, 21, 0, tzinfo=UTC))
    assert queries.public_post(event).state == State.ARCHIVED


def test_two_windows_do_not_overwrite_each_other(coffee: World) -> None:
    post_id = write(is_public=False)
    began = queries.post(post_id).changed_at
    with db.writing():
        after = actions.change(
            post_id=post_id, content=Content(title="Первое"), seen=began
        )
    assert after > began
    with db.writing():
        # The same once more, a double click, is no conflict.
        again = actions.change(
            post_id=post_id, content=Content(title="Первое"), seen=began
        )
    assert again == after
    with pytest.raises(PostChangedMeanwhile), db.writing():
        actions.change(post_id=post_id, content=Content(title="Второе"), seen=began)
    assert queries.post(post_id).title == "Первое"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (Content(title="x" * 121), PostTooLong),
        (Content(text="x" * 20_001), PostTooLong),
        (Content(starts_at=TOMORROW, ends_at=TOMORROW), EndsBeforeStart),
        (Content(crop="1-2"), NotFound),
        (Content(picture_id=10**9), NotFound),  # type: ignore[arg-type]
        (Content(outlet_id=10**9), NotFound),  # type: ignore[arg-type]
    ],
)
def test_bad_content_changes_nothing(
    coffee: World, content: Content, refusal: type[Exception]
) -> None:
    post_id = write(is_public=False)
    with pytest.raises(refusal), db.writing():
        actions.change(post_id=post_id, content=content)
    assert queries.post(post_id).title == "Новость"


def test_nothing_of_another_business_can_be_used(world: World) -> None:
    with tenancy.scope(world.books.business_id):
        with db.writing():
            picture_id = pictures.keep(pictures.read(painted()))
        foreign = write()
    with tenancy.scope(world.coffee.business_id):
        post_id = write(is_public=False)
        for content in (
            Content(picture_id=picture_id),
            Content(outlet_id=world.books.outlet_id),
        ):
            with pytest.raises(NotFound), db.writing():
                actions.change(post_id=post_id, content=content)
        for act in (actions.publish, actions.withdraw, actions.discard):
            with pytest.raises(NotFound), db.writing():
                act(post_id=foreign)
        with pytest.raises(NotFound):
            queries.post(foreign)
    with tenancy.scope(world.books.business_id):
        assert queries.public_post(foreign).title == "Новость"


def test_only_drafts_are_thrown_away(coffee: World) -> None:
    post_id = write(is_public=False)
    with db.writing():
        actions.discard(post_id=post_id)
    with pytest.raises(NotFound):
        queries.post(post_id)
    assert acts(post_id) == ["post.discarded"]
    for public in (write(), write(at=TOMORROW)):
        with pytest.raises(AlreadyPublished), db.writing():
            actions.discard(post_id=public)


def test_an_unknown_kind_is_a_mistake_of_ours(coffee: World) -> None:
    with pytest.raises(ValueError, match="poem"):
        actions.draft(kind="poem")
