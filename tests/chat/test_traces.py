"""E37: the chat goes with its guest. R23: two conversations become one, and two again."""

import pytest
from sqlalchemy import func, select

from app.cards.erasing import erase
from app.cards.merging import merge, undo
from app.chat.models import Conversation, Message
from app.core import db, tenancy
from app.core.ids import StaffId
from app.notifications import centre
from app.notifications.kinds.talk import CHAT_REPLY
from app.notifications.models import Notice
from app.people.models import Member
from app.people.photo_models import Photo
from tests.chat.talking import (
    conversation,
    guest_writes,
    picture,
    said,
    staff_answers,
    staff_notes,
    texts,
)
from tests.conftest import Clock
from tests.world import Holder, Shop, World, issue_card

pytestmark = pytest.mark.database


@pytest.fixture
def pair(world: World) -> tuple[Holder, Holder]:
    """One human with two phones."""
    shop = world.coffee
    return (
        issue_card(shop.business_id, shop.programme_id, phone="+79160000001"),
        issue_card(shop.business_id, shop.programme_id, phone="+79160000002"),
    )


def _join(shop: Shop, source: Holder, target: Holder) -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return merge(
            source_id=source.member_id,
            target_id=target.member_id,
            proof="manager",
            actor="staff:1",
        )


def _part(shop: Shop, merge_id: int) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        undo(merge_id=merge_id, actor="staff:1")


def _unread(shop: Shop, holder: Holder) -> int | None:
    with tenancy.scope(shop.business_id):
        return db.session().scalar(
            select(Member.unread_messages).where(Member.id == holder.member_id)
        )


def _count(model: type) -> int | None:
    with tenancy.across():
        return db.session().scalar(select(func.count()).select_from(model))


def test_e37_nothing_of_the_chat_is_left(world: World) -> None:
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id)
    guest_writes(shop, "Мой телефон 8 916", photo=picture())
    staff_answers(shop, "Записали", photo=picture("#123456"))
    staff_notes(shop, "Любит овсяное")
    guest_writes(shop, "Я другой гость", holder=other, photo=picture("#654321"))
    guest_writes(world.books, "Hello")

    with db.writing():
        erase(person_id=shop.member.person_id, actor="system")

    assert (_count(Conversation), _count(Message), _count(Photo)) == (2, 2, 1)
    assert texts(shop, holder=other) == ["Я другой гость"]
    assert texts(world.books) == ["Hello"]
    assert _unread(shop, shop.member) == 0


def test_e37_words_that_were_joined_with_others_are_left_nowhere(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    """The other sign-in is known elsewhere, so it stays: what was said here goes."""
    shop, (source, target) = world.coffee, pair
    guest_writes(shop, "Мой телефон 8 916", holder=source, photo=picture())
    guest_writes(shop, "Я же", holder=target)
    with tenancy.scope(shop.business_id), db.writing():
        told = centre.tell(
            member_id=source.member_id,
            kind=CHAT_REPLY,
            occurrence="1",
            payload={"text": "Анна, ждём"},
        )
    assert told is not None
    issue_card(
        world.books.business_id, world.books.programme_id, person_id=target.person_id
    )
    _join(shop, source, target)

    with db.writing():
        erase(person_id=source.person_id, actor="system")

    assert (_count(Conversation), _count(Message), _count(Photo)) == (0, 0, 0)
    assert _count(Notice) == 0


def test_two_conversations_become_one_in_the_order_of_time(
    world: World, pair: tuple[Holder, Holder], clock: Clock
) -> None:
    shop, (old, new) = world.coffee, pair
    guest_writes(shop, "1 со старого", holder=old)
    clock.advance(minutes=1)
    guest_writes(shop, "2 с нового", holder=new)
    clock.advance(minutes=1)
    staff_answers(shop, "3 ответ на старый", holder=old)
    clock.advance(minutes=1)
    guest_writes(shop, "4 со старого", holder=old)

    _join(shop, old, new)

    assert texts(shop, holder=new) == [
        "1 со старого",
        "2 с нового",
        "3 ответ на старый",
        "4 со старого",
    ]
    known = conversation(shop, new)
    assert known.last_id == said(shop, holder=new)[-1].id
    assert known.unread == 2
    assert known.waiting_since is not None
    assert _unread(shop, new) == 1
    assert _unread(shop, old) == 0
    assert conversation(shop, old).last_id is None


def test_parted_again_each_has_what_was_theirs(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (old, new) = world.coffee, pair
    guest_writes(shop, "со старого", holder=old, key="one")
    staff_answers(shop, "ответ", holder=old)
    guest_writes(shop, "с нового", holder=new, key="one")
    merge_id = _join(shop, old, new)
    guest_writes(shop, "общее", holder=new)

    _part(shop, merge_id)

    assert texts(shop, holder=old) == ["со старого", "ответ"]
    assert texts(shop, holder=new) == ["с нового", "общее"]
    mine, theirs = conversation(shop, old), conversation(shop, new)
    assert (mine.unread, mine.waiting_since) == (0, None)
    assert theirs.unread == 2
    assert theirs.waiting_since is not None
    assert (_unread(shop, old), _unread(shop, new)) == (1, 0)


def test_the_same_words_from_the_same_form_do_not_stop_a_merge(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (old, new) = world.coffee, pair
    for holder in pair:
        guest_writes(shop, "Привет", holder=holder, key="forged")
    _join(shop, old, new)
    assert texts(shop, holder=new) == ["Привет", "Привет"]


def test_a_conversation_of_one_side_goes_on_with_the_other(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (old, new) = world.coffee, pair
    guest_writes(shop, "Один разговор", holder=old)
    staff_answers(shop, "Да", holder=old, staff_id=StaffId(shop.owner.staff_id))
    merge_id = _join(shop, old, new)
    known = conversation(shop, new)
    assert texts(shop, holder=new) == ["Один разговор", "Да"]
    assert (known.assigned_to, known.bot_state) == (shop.owner.staff_id, "off")
    _part(shop, merge_id)
    assert texts(shop, holder=new) == []
    assert texts(shop, holder=old) == ["Один разговор", "Да"]


def test_without_conversations_nothing_happens(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    merge_id = _join(world.coffee, *pair)
    _part(world.coffee, merge_id)
    assert _count(Conversation) == 0
