"""News by e-mail: a letter that asks to confirm, and posts sent to subscribers."""

from dataclasses import replace

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.core import db, locales, tenancy
from app.core.config import Config
from app.core.errors import Permanent, Temporary
from app.core.ids import BusinessId
from app.core.locales import gettext as _
from app.notifications import letter, mail, marks
from app.notifications.letter import Letter
from app.space import markdown, newsletters, subscriptions
from app.space.events import PostPublished
from app.space.newsletters import Claimed, PublishedPost
from app.space.subscriptions import SubscriptionView
from app.space.talk_events import SubscriptionAsked

BATCH = 20
"""Letters in one lease: even a server that hangs on each is done before it is over."""

_BEGINNING = 280


def ask_to_confirm(fact: SubscriptionAsked) -> None:
    """Send the link that makes a subscription count; dropped when it is not needed.

    Raises Permanent and Temporary.
    """
    config = db.settings()
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        asked = subscriptions.subscription(fact.subscription_id)
        if asked is None or asked.is_confirmed or asked.is_ended:
            return
        token = subscriptions.confirm_token(asked, config.secret_key)
    # No connection is held while the world outside takes its time.
    db.session().rollback()
    with locales.speaking(asked.language):
        letter.send(
            config,
            Letter(
                to=asked.email,
                language=asked.language,
                sender=business.name,
                subject=_("confirm your subscription"),
                paragraphs=(
                    _("Somebody asked for our news to be sent to this address."),
                    _(
                        "If it was you, press the button. Did you not ask? Then do "
                        "nothing: no more letters will come."
                    ),
                ),
                button=(
                    _("Confirm the subscription"),
                    f"{config.address}/{business.slug}/subscribe/{token}",
                ),
                footer=_("The link works for three days."),
                colours=letter.colours_of(business),
            ),
        )


def plan(fact: PostPublished) -> None:
    """Lay in a letter to each subscriber of a post that everybody can read."""
    with tenancy.scope(BusinessId(fact.business_id)):
        if newsletters.published(fact.post_id) is None:
            return
        while True:
            with db.writing():
                if newsletters.plan(fact.post_id) == 0:
                    return


def send(config: Config) -> int:
    """Send a batch of due letters; how many went out or came to an end.

    Nothing is claimed where nothing can be sent: letters wait until mail is set up.
    """
    if not (config.demo or config.smtp_url):
        return 0
    with db.writing():
        claimed = newsletters.claim(BATCH)
    return sum(_is_settled(config, each) for each in claimed)


def _is_settled(config: Config, claimed: Claimed) -> bool:
    """Try one letter; False when it has to wait."""
    with tenancy.scope(BusinessId(claimed.business_id)):
        written = _write(config, claimed)
        # No connection is held while the world outside takes its time.
        db.session().rollback()
        if written is None:
            with db.writing():
                newsletters.not_wanted(claimed)
            return True
        try:
            letter.send(config, written)
        except mail.Bounced as error:
            with db.writing():
                newsletters.bounced(claimed, str(error))
        except Permanent as error:
            with db.writing():
                newsletters.dropped(claimed, str(error))
        except Temporary as error:
            with db.writing():
                newsletters.put_off(claimed, str(error))
            return False
        else:
            with db.writing():
                newsletters.sent(claimed)
        return True


def _write(config: Config, claimed: Claimed) -> Letter | None:
    """The letter; None when post or subscription ended meanwhile."""
    post = newsletters.published(claimed.post_id)
    to = subscriptions.subscription(claimed.subscription_id)
    if post is None or to is None or not newsletters.is_wanted(to.id):
        return None
    business = businesses.by_id(BusinessId(claimed.business_id))
    mark = marks.made("news", business.id, claimed.id, to.email, config.secret_key)
    with locales.speaking(to.language):
        return replace(_letter(config, business, post, to), mark=mark)


def _letter(
    config: Config, business: BusinessView, post: PublishedPost, to: SubscriptionView
) -> Letter:
    home = f"{config.address}/{business.slug}"
    token = subscriptions.stop_token(to, config.secret_key)
    marks = (post.ad_label, post.ad_advertiser, post.ad_token)
    return Letter(
        to=to.email,
        language=to.language,
        sender=business.name,
        subject=post.title,
        paragraphs=tuple(
            words
            for words in (
                post.title,
                markdown.excerpt(post.text, _BEGINNING),
                ". ".join(mark for mark in marks if mark),
            )
            if words
        ),
        button=(
            _("Read it all"),
            f"{home}/news/{post.id}?s=post-{post.id}&utm_medium=email",
        ),
        footer=_(
            "You get this letter because you subscribed to the news of %(business)s.",
            business=business.name,
        ),
        unsubscribe=f"{home}/unsubscribe/{token}",
        colours=letter.colours_of(business),
    )
