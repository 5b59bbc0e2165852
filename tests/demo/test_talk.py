"""The demo's conversations: something waits, one of it too long, with or without posts."""

import pytest

from app.core import db, tenancy
from app.core.ids import BusinessId
from app.demo import talk as demo
from app.inbox import queries as inbox
from app.inbox.sources import registry
from app.people.rights import Right
from app.space import subscriptions, threads, vacancies
from tests.space.talk import publish
from tests.world import Shop, World, create_business, create_outlet, create_staff

ALL = registry.open_to(frozenset(Right))


@pytest.fixture(params=sorted(demo.TALKS))
def place(request: pytest.FixtureRequest, app: object) -> tuple[str, BusinessId]:
    """A business that stands where the demo's would."""
    business_id = create_business(slug=request.param)
    for code in ("1", "2"):
        create_outlet(business_id, code=code)
    for role in ("owner", "moderator", "cashier"):
        create_staff(business_id, role)
    return request.param, business_id


def test_without_posts_people_wait_for_calls_and_answers(
    place: tuple[str, BusinessId],
) -> None:
    slug, business_id = place
    demo.fill(slug, business_id)
    with tenancy.scope(business_id):
        waiting = inbox.unanswered(ALL)
        assert (waiting.count, waiting.overdue) == (4, 1)
        assert len(vacancies.open_vacancies()) == 2
        assert subscriptions.counts() == (3, 0)


def test_under_the_newest_post_somebody_is_answered(
    world: World, place: tuple[str, BusinessId]
) -> None:
    slug, business_id = place
    shop = Shop(**vars(world.coffee) | {"business_id": business_id})
    post_id = publish(shop)
    demo.fill(slug, business_id)
    with tenancy.scope(business_id):
        views = threads.page(post_id, None).comments
        assert [view.is_staff for view in views] == [False, True]
        assert inbox.unanswered(ALL).count == 5
        db.session().rollback()
