"""The form of a post: what is asked depends on the kind, what was typed is kept."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import g
from wtforms import BooleanField, SelectField, TextAreaField

from app.businesses import queries as businesses
from app.businesses.pictures import Crop
from app.core import clock, locales
from app.core.ids import OutletId
from app.core.locales import mark
from app.space import markdown, rules
from app.space.actions import Content
from app.web.office.forms import AtMost, LineField, ParsedField, number_field
from app.web.office.published_form import AdvertisingForm, Carried, PicturedForm

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class WordsField(TextAreaField):
    """Several lines of words, without what cannot be seen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean it; a null byte stays, for the form to name."""
        if valuelist:
            parts = str(valuelist[0]).split("\0")
            self.data = "\0".join(markdown.clean(part) for part in parts)


def _local(text: str) -> datetime:
    """A day and a time without a zone; raises ValueError."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is not None:
        raise ValueError(text)
    return value


def moment_field(label: str) -> ParsedField:
    """A day and a time by the clocks of a place; may stay empty."""
    return ParsedField(
        label,
        parse=_local,
        show=lambda value: value.isoformat(timespec="minutes"),
        within=(datetime(2000, 1, 1), datetime(2999, 12, 31)),  # noqa: DTZ001 - local
        message=mark("Choose a day and a time."),
        is_needed=False,
    )


class PostForm(PicturedForm, AdvertisingForm):
    """What every kind of post has."""

    kind = "news"
    title = LineField(mark("Title"), validators=[AtMost(rules.LONGEST_TITLE)])
    text = WordsField(mark("Text"), validators=[AtMost(rules.LONGEST_TEXT)])
    crop_x = number_field(mark("Left or right"), (0, 100), default=50)
    crop_y = number_field(mark("Up or down"), (0, 100), default=50)
    crop_zoom = number_field(mark("Closer"), (100, 400), default=100)
    outlet = SelectField(mark("Outlet"))
    has_comments = BooleanField(mark("Guests may comment"), default=True)
    is_pinned = BooleanField(mark("Keep it on top of the list"))
    publish_at = moment_field(mark("Publish at"))
    post_id = Carried()
    seen = Carried()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        known = [
            each
            for each in businesses.outlets()
            if each.is_open or str(each.id) == self.outlet.data
        ]
        self.outlet.choices = {
            "": locales.gettext(mark("All outlets")),
            **{str(each.id): each.name for each in known},
        }
        self._zones = {str(each.id): each.zone for each in known}

    @property
    def zone(self) -> str:
        """Whose clocks the form's times are by: the outlet's, or the business's."""
        return self._zones.get(self.outlet.data or "", str(g.business.zone))

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

    @property
    def crop(self) -> Crop:
        """Where to look; the middle while a number is wrong."""
        x, y, zoom = self.crop_x.data, self.crop_y.data, self.crop_zoom.data
        if x is None or y is None or zoom is None:
            return Crop()
        return Crop(x, y, zoom)

    def is_ready(self) -> bool:
        """Whether guests could be shown it; what is missing is said at its field."""
        if not self.title.data:
            words = mark("Write a title: it stands in the list and in the link.")
            self.refuse("title", locales.gettext(words))
        return not self.errors

    def is_timed(self) -> bool:
        """Whether a time to publish at is given and lies ahead."""
        instant = self.publishes_at
        if instant is None:
            self.refuse("publish_at", locales.gettext("Choose a day and a time."))
        elif instant <= clock.now():
            words = mark("Choose a time that lies ahead, or publish at once.")
            self.refuse("publish_at", locales.gettext(words))
        return not self.errors

    @property
    def publishes_at(self) -> datetime | None:
        """The chosen instant, by the clocks of the form's place."""
        local = self.publish_at.data
        return None if local is None else rules.instant_of(local, self.zone)

    def content(self) -> Content:
        """What the form says, as far as it can be meant."""
        chosen = self.outlet.data or ""
        return Content(
            title=self.title.data or "",
            text=self.text.data or "",
            picture_id=self.picture_id,
            crop=str(self.crop),
            picture_alt=self.picture_alt.data or "",
            outlet_id=OutletId(int(chosen)) if chosen in self._zones else None,
            ad_label=self.ad_label.data or "",
            ad_advertiser=self.ad_advertiser.data or "",
            ad_token=self.ad_token.data or "",
            has_comments=self.has_comments.data,
            is_pinned=self.is_pinned.data,
            **self.own_content(),
        )

    def own_content(self) -> dict[str, Any]:
        """What only this kind has."""
        return {}
