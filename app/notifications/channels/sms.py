"""Notices by SMS: the business, the subject and the link, nothing longer."""

from app.core.config import Config
from app.notifications import sms
from app.notifications.channels import registry
from app.notifications.channels.registry import Addressee, Channel
from app.notifications.kinds.kind import Words
from app.people.models import Person

_LONGEST = 300


def send(config: Config, to: Addressee, words: Words, _notice_id: int) -> None:
    """Send a short message; raises Permanent (as Gone, Mute) and Temporary."""
    if to.phone is None:
        raise registry.Gone("no phone any more")
    if config.demo:
        raise registry.Mute
    sms.send(config.sms_url, to.phone, text(to, words))


def text(to: Addressee, words: Words) -> str:
    """The business first, then what it is about, then where to read it."""
    said = " ".join(f"{to.business.name}: {words.subject}".split())
    return f"{said[:_LONGEST]} {to.link}"


registry.register(
    "sms",
    Channel(
        send=send,
        holders=registry.holders_of(Person.phone),
        is_ready=lambda config: bool(config.demo or config.sms_url),
        needs="TESSERA_SMS_URL",
    ),
)
