"""Facts about conversations that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MessageWritten:
    """The business has written to a guest, who may not have seen it yet."""

    business_id: int
    conversation_id: int
    message_id: int


@dataclass(frozen=True, kw_only=True)
class GuestWrote:
    """A guest has written while no human has their conversation: the bot may answer."""

    business_id: int
    conversation_id: int
    message_id: int
