"""The demo's chats: something is new on both sides, something was handed over."""

import pytest

from app.chat import queries, quick
from app.core import tenancy
from app.demo import chats as demo
from tests.world import (
    create_business,
    create_person,
    create_programme,
    create_staff,
    issue_card,
)


@pytest.mark.parametrize("slug", sorted(demo.SCENES))
def test_every_scene_is_played(app: object, slug: str) -> None:
    business_id = create_business(slug=slug)
    programme_id = create_programme(business_id)
    for role in ("owner", "administrator", "moderator", "cashier"):
        create_staff(business_id, role)
    for number in range(len(demo.SCENES[slug])):
        person_id = create_person(name=f"Guest {number}")
        issue_card(business_id, programme_id, person_id=person_id)

    demo.fill(slug, business_id)

    scenes = demo.SCENES[slug]
    with tenancy.scope(business_id):
        counts = queries.counts()
        closed = queries.lines("closed")
        talks = queries.waiting(99) + queries.lines("open")
        assert len(closed) == sum(scene.is_closed for scene in scenes)
        assert len(talks) == counts.open == len(scenes) - len(closed)
        assert counts.waiting >= 1
        assert counts.unread >= 1
        assert counts.unassigned >= 1
        assert len(quick.answers()) >= 2
