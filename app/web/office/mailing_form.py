"""The form of a mailing: what it says in one or two languages, and what comes with it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import g
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, ValidationError

from app.campaigns import content
from app.campaigns.content import Content, Wording
from app.campaigns.queries import MailingView
from app.core import locales
from app.core.ids import GiftId, PostId, PromotionId
from app.core.locales import LANGUAGES, mark
from app.notifications.models import CHANNELS
from app.offers import queries as offers
from app.rewards import gift_queries
from app.space import queries as posts
from app.web.office.forms import NOT_A_CHOICE, AtMost, LineField, number_field
from app.web.office.post_form import WordsField
from app.web.office.programme_audience import TicksField
from app.web.office.published_form import AdvertisingForm, Carried, PicturedForm

CHANNEL_NAMES = {
    "email": mark("E-mail"),
    "push": mark("Notification on the phone"),
    "pass": mark("Card in the wallet"),
    "sms": mark("SMS"),
}
TARGET_NAMES = {
    "card": mark("the guest's card"),
    "home": mark("your page"),
    "post": mark("a post"),
}
_MOST_LISTED = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class MailingForm(PicturedForm, AdvertisingForm):
    """What a mailing says and gives; to whom is chosen on a page of its own."""

    name = LineField(
        mark("Name for the office"), validators=[AtMost(content.LONGEST_NAME)]
    )
    subject = LineField(mark("Subject"), validators=[AtMost(content.LONGEST_SUBJECT)])
    text = WordsField(mark("Text"), validators=[AtMost(content.LONGEST_TEXT)])
    button = LineField(
        mark("Words on the button"), validators=[AtMost(content.LONGEST_BUTTON)]
    )
    other_subject = LineField(
        mark("Subject"), validators=[AtMost(content.LONGEST_SUBJECT)]
    )
    other_text = WordsField(mark("Text"), validators=[AtMost(content.LONGEST_TEXT)])
    other_button = LineField(
        mark("Words on the button"), validators=[AtMost(content.LONGEST_BUTTON)]
    )
    channels = TicksField(mark("How to send it"), validate_choice=False)
    target = RadioField(mark("The button opens"), validate_choice=False)
    post = SelectField(mark("Post"), validate_choice=False)
    promotion = SelectField(mark("Personal offer"), validate_choice=False)
    offer_days = number_field(mark("Days to use the offer"), (1, 366), default=30)
    gift = SelectField(mark("Gift"), validate_choice=False)
    mailing_id = Carried()
    seen = Carried()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.channels.choices = [
            SelectChoice(each, locales.gettext(CHANNEL_NAMES[each]))
            for each in CHANNELS
        ]
        self.target.choices = [
            SelectChoice(each, locales.gettext(words))
            for each, words in TARGET_NAMES.items()
        ]
        self.target.validators = [AnyOf(TARGET_NAMES, locales.gettext(NOT_A_CHOICE))]

    def offer(self, said: Content) -> None:
        """What can be chosen; what was chosen once is offered on."""
        shown = {each.id: each.title for each in posts.latest(_MOST_LISTED)}
        personal = {each.id: each.name for each in offers.running("personal")}
        given = {
            each.id: each.name
            for each in gift_queries.gifts(_MOST_LISTED)
            if each.ended_at is None
        }
        if said.post_id is not None and said.post_id not in shown:
            shown[said.post_id] = posts.post(said.post_id).title
        if said.promotion_id is not None and said.promotion_id not in personal:
            personal[said.promotion_id] = offers.promotion(said.promotion_id).name
        if said.gift_id is not None and said.gift_id not in given:
            given[said.gift_id] = gift_queries.gift(said.gift_id).name
        for field, rows in (
            (self.post, shown),
            (self.promotion, personal),
            (self.gift, given),
        ):
            none = {"": locales.gettext("None")}
            field.choices = none | {str(key): name for key, name in rows.items()}

    def validate_channels(self, field: Any) -> None:
        """Ways that there are."""
        if not set(field.data or ()) <= set(CHANNELS):
            raise ValidationError(locales.gettext(NOT_A_CHOICE))

    def validate_post(self, field: Any) -> None:
        """One of the list; needed where the button opens a post."""
        self._of_list(field)
        if self.target.data == "post" and not field.data:
            raise ValidationError(locales.gettext("Choose the post."))

    def validate_promotion(self, field: Any) -> None:
        """One of the list."""
        self._of_list(field)

    def validate_gift(self, field: Any) -> None:
        """One of the list."""
        self._of_list(field)

    def _of_list(self, field: Any) -> None:
        if (field.data or "") not in field.choices:
            raise ValidationError(locales.gettext(NOT_A_CHOICE))

    @property
    def seen_at(self) -> datetime | None:
        """The change that this page began from; None for a page without one."""
        found = re.fullmatch(r"\d{1,17}", self.seen.data or "", re.ASCII)
        return _EPOCH + int(found[0]) * _TICK if found else None

    @property
    def window(self) -> str:
        """The name of the open page, however often it saves."""
        return self.idempotency_key.data or ""

    def saw(self, changed_at: datetime) -> None:
        """Go on from a change."""
        self.seen.data = str((changed_at - _EPOCH) // _TICK)

    def content(self, before: Content) -> Content:
        """What the form says, for the choice of members that ``before`` has."""
        main, other = g.business.language, other_language()
        words = {main: self._wording("")}
        if (second := self._wording("other_")) != Wording():
            words[other] = second
        is_of_post = self.target.data == "post"
        return Content(
            name=self.name.data or "",
            audience=before.audience,
            channels=tuple(
                each for each in CHANNELS if each in (self.channels.data or ())
            ),
            words=words,
            picture_id=self.picture_id,
            picture_alt=self.picture_alt.data or "",
            target=self.target.data or "card",
            post_id=_id(PostId, self.post.data) if is_of_post else None,
            promotion_id=_id(PromotionId, self.promotion.data),
            offer_days=self.offer_days.data or before.offer_days,
            gift_id=_id(GiftId, self.gift.data),
            ad_label=self.ad_label.data or "",
            ad_advertiser=self.ad_advertiser.data or "",
            ad_token=self.ad_token.data or "",
        )

    def _wording(self, which: str) -> Wording:
        return Wording(
            subject=self[f"{which}subject"].data or "",
            text=self[f"{which}text"].data or "",
            button=self[f"{which}button"].data or "",
        )


def other_language() -> str:
    """The language that is not the business's."""
    return next(each for each in LANGUAGES if each != g.business.language)


def filled(said: Content, found: MailingView | None = None) -> MailingForm:
    """The form of a mailing; what was typed goes before what is stored."""
    main = said.words.get(g.business.language, Wording())
    other = said.words.get(other_language(), Wording())
    form = MailingForm(
        data={
            "name": said.name,
            "subject": main.subject,
            "text": main.text,
            "button": main.button,
            "other_subject": other.subject,
            "other_text": other.text,
            "other_button": other.button,
            "channels": list(said.channels),
            "picture": _text(said.picture_id),
            "picture_alt": said.picture_alt,
            "target": said.target,
            "post": _text(said.post_id),
            "promotion": _text(said.promotion_id),
            "offer_days": said.offer_days,
            "gift": _text(said.gift_id),
            "ad_label": said.ad_label,
            "ad_advertiser": said.ad_advertiser,
            "ad_token": said.ad_token,
        }
    )
    form.offer(said)
    if found is not None and not form.seen.data:
        form.saw(found.changed_at)
    return form


def _text(row_id: int | None) -> str:
    return "" if row_id is None else str(row_id)


def _id(kind: Any, word: str | None) -> Any:
    return kind(int(word)) if word and word.isdecimal() else None
