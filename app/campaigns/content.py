"""What a mailing says and to whom, as its author decides it; and whether it can go out."""

from dataclasses import dataclass, field
from typing import Any, Final

from app.businesses import pictures
from app.campaigns.audience import Audience
from app.campaigns.errors import MailingTooLong, NotToBeGiven
from app.campaigns.models import TARGETS
from app.core.errors import NotFound
from app.core.ids import GiftId, PictureId, PostId, PromotionId
from app.notifications.models import CHANNELS
from app.offers import queries as offers
from app.people import audiences
from app.programmes import queries as programmes
from app.rewards import gift_queries
from app.space import markdown
from app.space import queries as posts
from app.space.rules import AD_LABELS

LONGEST_NAME: Final = 80
LONGEST_SUBJECT: Final = 120
LONGEST_TEXT: Final = 10_000
LONGEST_BUTTON: Final = 40


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words in one language; ``text`` is Markdown."""

    subject: str = ""
    text: str = ""
    button: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it can be sent."""
        return bool(self.subject and self.text)


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that an author decides. ``words`` are by language."""

    name: str = ""
    audience: Audience = field(default_factory=Audience)
    channels: tuple[str, ...] = ("email", "push", "pass")
    words: dict[str, Wording] = field(default_factory=dict)
    picture_id: PictureId | None = None
    picture_alt: str = ""
    target: str = "card"
    post_id: PostId | None = None
    promotion_id: PromotionId | None = None
    offer_days: int = 30
    gift_id: GiftId | None = None
    ad_label: str = ""
    ad_advertiser: str = ""
    ad_token: str = ""

    def plain(self) -> dict[str, Any]:
        """The columns of the row."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        words = {
            language: {
                "subject": one_line(wording.subject),
                "text": markdown.clean(wording.text),
                "button": one_line(wording.button),
            }
            for language, wording in self.words.items()
        }
        return {
            **values,
            "audience": self.audience.plain(),
            "channels": list(self.channels),
            "words": words,
        }


def one_line(text: str) -> str:
    """Words on one line, so that nothing of them becomes a header of a letter."""
    return " ".join(markdown.clean(text).split())


def check(content: Content) -> None:
    """Refuse what cannot be stored or is another business's.

    Raises MailingTooLong, NotFound, NotToBeGiven, ValueError for a channel or a target
    that there is not.
    """
    if not set(content.channels) <= set(CHANNELS) or content.target not in TARGETS:
        raise ValueError(content)
    if content.ad_label not in {"", *AD_LABELS}:
        raise ValueError(content.ad_label)
    if len(content.name) > LONGEST_NAME:
        raise MailingTooLong
    for words in content.words.values():
        if (
            len(words.subject) > LONGEST_SUBJECT
            or len(words.text) > LONGEST_TEXT
            or len(words.button) > LONGEST_BUTTON
        ):
            raise MailingTooLong
    _check_links(content)
    check_audience(content.audience)


def _check_links(content: Content) -> None:
    if content.picture_id is not None:
        pictures.digest_of(content.picture_id)
    if content.post_id is not None:
        posts.post(content.post_id)
    check_given(content.promotion_id, content.gift_id)


def check_audience(audience: Audience) -> None:
    """Raises NotFound for a group or a card that is not of the business in scope."""
    known = {int(group.id) for group in audiences.groups()}
    if not {*audience.group_ids, *audience.not_group_ids} <= known:
        raise NotFound
    if audience.programme_id is not None:
        cards = {int(each.id) for each in programmes.programmes()}
        if audience.programme_id not in cards:
            raise NotFound


def check_given(promotion_id: PromotionId | None, gift_id: GiftId | None) -> None:
    """Refuse what cannot be given any more; raises NotFound and NotToBeGiven."""
    if promotion_id is not None:
        promotion = offers.promotion(promotion_id)
        if promotion.way != "personal" or promotion.state == "ended":
            raise NotToBeGiven
    if gift_id is not None and gift_queries.gift(gift_id).ended_at is not None:
        raise NotToBeGiven
