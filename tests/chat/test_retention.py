"""What is older than the business keeps is deleted by itself, photos too."""

import pytest
from sqlalchemy import func, select

from app.chat import retention, settings
from app.chat.models import Conversation, Message
from app.chat.settings import Rules
from app.core import db, tenancy
from app.people.photo_models import Photo
from tests.chat.talking import guest_writes, picture, staff_answers, texts
from tests.conftest import Clock
from tests.world import World

pytestmark = pytest.mark.database


def _forget() -> int:
    with tenancy.across(), db.writing():
        return retention.forget_old()


def _count(model: type) -> int | None:
    with tenancy.across():
        return db.session().scalar(select(func.count()).select_from(model))


def test_old_messages_go_and_new_ones_stay(world: World, clock: Clock) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        settings.change(Rules(keep_months=2))
    guest_writes(world.coffee, "Старое", photo=picture())
    guest_writes(world.books, "Old, kept for three years")
    clock.advance(days=45)
    staff_answers(world.coffee, "Новое")
    clock.advance(days=17)

    assert _forget() == 1
    assert texts(world.coffee) == ["Новое"]
    assert texts(world.books) == ["Old, kept for three years"]
    assert _count(Photo) == 0
    assert _forget() == 0

    clock.advance(days=45)
    assert _forget() == 1
    assert (_count(Conversation), _count(Message)) == (1, 1)
