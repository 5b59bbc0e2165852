"""Notices by e-mail: a letter in the business's colours, with a way to stop it."""

from app.core import locales
from app.core.config import Config
from app.core.errors import Permanent
from app.core.locales import gettext as _
from app.notifications import copies, letter
from app.notifications.channels import registry
from app.notifications.channels.registry import Addressee, Channel
from app.notifications.kinds.kind import Words
from app.notifications.letter import Letter
from app.people.models import Person


def send(config: Config, to: Addressee, words: Words, _notice_id: int) -> None:
    """Send a letter; raises Permanent (as Bounced, Gone, Mute) and Temporary."""
    if to.email is None:
        raise registry.Gone("no address any more")
    if config.demo:
        raise registry.Mute
    with locales.speaking(to.language):
        copies.send(config, written(to, words))


def written(to: Addressee, words: Words) -> Letter:
    """The letter, in the language in force."""
    if to.email is None:
        raise Permanent("no address")
    footer = (
        _(
            "You get this letter because you agreed to news and offers of %(business)s.",
            business=to.business.name,
        )
        if to.is_advertising
        else _("A letter about your card; it advertises nothing.")
    )
    return Letter(
        to=to.email,
        language=to.language,
        sender=to.business.name,
        subject=words.subject,
        paragraphs=words.paragraphs,
        rich=words.rich,
        picture=words.picture,
        button=(words.button, to.link),
        footer=footer,
        unsubscribe=to.stop,
        colours=letter.colours_of(to.business),
        mark=to.mark,
    )


registry.register(
    "email",
    Channel(
        send=send,
        holders=registry.holders_of(Person.email),
        is_ready=lambda config: bool(config.demo or config.smtp_url),
        needs="TESSERA_SMTP_URL",
    ),
)
