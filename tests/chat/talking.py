"""Conversations in few words."""

import io
import itertools
from typing import Any

from PIL import Image

from app.businesses import pictures
from app.businesses.pictures import Clean
from app.chat import actions, queries, quick, staffing
from app.chat.queries import ConversationView, MessageView
from app.core import db, tenancy
from app.core.ids import StaffId
from tests.world import Holder, Shop

_keys = itertools.count()


def guest_writes(
    shop: Shop, text: str, *, holder: Holder | None = None, **more: Any
) -> int:
    """The shop's member writes; the message's id."""
    who = holder or shop.member
    with tenancy.scope(shop.business_id), db.writing():
        return actions.write(
            member_id=who.member_id,
            person_id=who.person_id,
            text=text,
            key=more.pop("key", f"guest-{next(_keys)}"),
            **more,
        )


def conversation(shop: Shop, holder: Holder | None = None) -> ConversationView:
    """The member's conversation."""
    with tenancy.scope(shop.business_id):
        found = queries.of_member((holder or shop.member).member_id)
    assert found is not None
    return found


def staff_answers(shop: Shop, text: str, **more: Any) -> int:
    """The owner answers what they have seen up to now."""
    known = conversation(shop, more.pop("holder", None))
    said = {
        "conversation_id": known.id,
        "staff_id": StaffId(shop.owner.staff_id),
        "key": f"staff-{next(_keys)}",
        "seen_id": known.last_id or 0,
    }
    with tenancy.scope(shop.business_id), db.writing():
        return staffing.answer(text=text, **(said | more))


def bot_says(shop: Shop, text: str, *, handed_over: bool = False) -> int | None:
    """The bot answers."""
    known = conversation(shop)
    with tenancy.scope(shop.business_id), db.writing():
        return actions.say_as_bot(
            conversation_id=known.id, text=text, handed_over=handed_over
        )


def staff_notes(shop: Shop, text: str, *, holder: Holder | None = None) -> int:
    """The owner writes down what only staff see."""
    known = conversation(shop, holder)
    with tenancy.scope(shop.business_id), db.writing():
        return staffing.note(
            conversation_id=known.id,
            staff_id=StaffId(shop.owner.staff_id),
            text=text,
            key=f"note-{next(_keys)}",
        )


def said(
    shop: Shop, *, holder: Holder | None = None, has_notes: bool = False
) -> list[MessageView]:
    """All that was said."""
    known = conversation(shop, holder)
    with tenancy.scope(shop.business_id):
        return queries.messages(known.id, has_notes=has_notes)


def texts(shop: Shop, **more: Any) -> list[str]:
    """The words of it."""
    return [message.text for message in said(shop, **more)]


def picture(colour: str = "#884422") -> Clean:
    """A small clean photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return pictures.read(out.getvalue())


def talked(shop: Shop) -> dict[str, int]:
    """Ids of a conversation with a photo, and of a quick answer."""
    message_id = guest_writes(shop, "", photo=picture())
    with tenancy.scope(shop.business_id), db.writing():
        quick_id = quick.add(title="Hours", text="Till 22:00")
    return {
        "conversation_id": conversation(shop).id,
        "message_id": message_id,
        "quick_answer_id": quick_id,
    }
