"""Notices of conversations."""

from collections.abc import Mapping
from typing import Any

from app.businesses.queries import BusinessView
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.kind import NoticeKind, Words


def _reply(_business: BusinessView, payload: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("an answer in your chat"),
        paragraphs=(payload["text"] or _("A photo."),),
        path="/card/chat",
        button=_("Open the chat"),
    )


CHAT_REPLY = NoticeKind(
    "chat_reply",
    mark("Answers in the chat"),
    _reply,
    wait_minutes=1,
    is_urgent=True,
)
KINDS = (CHAT_REPLY,)
