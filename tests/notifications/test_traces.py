"""What two memberships of one human were told, together and apart again (R23)."""

import pytest

from app.cards.merging import merge, undo
from app.core import db, tenancy
from app.core.ids import MemberId
from app.people.models import Member
from tests.notifications.telling import NEWS, tell
from tests.world import World, issue_card

pytestmark = pytest.mark.database


def unread(world: World, member_id: MemberId) -> int:
    """What the badge says."""
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        found = db.session().get_one(Member, member_id)
        count = found.unread_notices
        db.session().rollback()
    return count


def test_badges_say_what_is_new_to_each(world: World) -> None:
    shop = world.coffee
    source = issue_card(shop.business_id, shop.programme_id, phone="+79160000001")
    target = issue_card(shop.business_id, shop.programme_id, phone="+79160000002")
    for name in "ab":
        tell(shop, source.member_id, name, kind=NEWS)
    tell(shop, target.member_id, "b", kind=NEWS)

    with tenancy.scope(shop.business_id), db.writing():
        merge_id = merge(
            source_id=source.member_id,
            target_id=target.member_id,
            proof="manager",
            actor="staff:1",
        )

    assert unread(world, target.member_id) == 2
    with tenancy.scope(shop.business_id), db.writing():
        undo(merge_id=merge_id, actor="staff:1")
    assert (unread(world, source.member_id), unread(world, target.member_id)) == (2, 1)
