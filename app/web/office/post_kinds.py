"""What a post of each kind asks for besides, and how a post fills its form."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from wtforms.validators import ValidationError

from app.businesses.pictures import Crop
from app.core import clock, locales
from app.core.locales import mark
from app.space import rules
from app.space.queries import PostView
from app.space.rules import State
from app.web.office.forms import AtMost, LineField, day_field
from app.web.office.post_form import PostForm, WordsField, moment_field

ENDS_FIRST = mark("The end must come after the beginning.")


class EventForm(PostForm):
    """When, where, and where the tickets are."""

    kind = "event"
    starts = moment_field(mark("Begins"))
    ends = moment_field(mark("Ends"))
    place = LineField(mark("Place"), validators=[AtMost(rules.LONGEST_LINE)])
    link = LineField(mark("Link to tickets"), validators=[AtMost(rules.LONGEST_LINK)])

    def validate_ends(self, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """After the beginning, by the clocks of the place."""
        content = self.own_content()
        starts_at, ends_at = content["starts_at"], content["ends_at"]
        if starts_at and ends_at and ends_at <= starts_at:
            raise ValidationError(locales.gettext(ENDS_FIRST))

    def validate_link(self, field: Any) -> None:
        """A whole https address of a site, without a password in it."""
        if field.data and not _is_site(field.data):
            words = mark(
                "Write the whole address of the page, beginning with https://."
            )
            raise ValidationError(locales.gettext(words))

    def is_ready(self) -> bool:
        """An event also says when and where it is."""
        if self.starts.data is None:
            self.refuse("starts", locales.gettext("Choose a day and a time."))
        if not self.place.data and not self.outlet.data:
            words = mark("Say where it is, or choose an outlet.")
            self.refuse("place", locales.gettext(words))
        return super().is_ready()

    def own_content(self) -> dict[str, Any]:
        """Instants by the clocks of the outlet; a bad link is shown to nobody."""
        link = self.link.data or ""
        return {
            "starts_at": self._instant(self.starts.data),
            "ends_at": self._instant(self.ends.data),
            "place": self.place.data or "",
            "link": link if _is_site(link) else "",
        }

    def _instant(self, local: datetime | None) -> datetime | None:
        return None if local is None else rules.instant_of(local, self.zone)


class OfferForm(PostForm):
    """From which day to which, and on what conditions."""

    kind = "offer"
    starts = day_field(mark("First day"), is_needed=False)
    ends = day_field(mark("Last day"), is_needed=False)
    conditions = WordsField(
        mark("Conditions"), validators=[AtMost(rules.LONGEST_CONDITIONS)]
    )

    def validate_ends(self, field: Any) -> None:
        """Not before the first day; one day is enough."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError(locales.gettext(ENDS_FIRST))

    def own_content(self) -> dict[str, Any]:
        """From the first midnight to the last one, by the clocks of the outlet."""
        first, last = self.starts.data, self.ends.data
        return {
            "starts_at": None if first is None else clock.day_start(first, self.zone),
            "ends_at": None if last is None else clock.day_end(last, self.zone),
            "conditions": self.conditions.data or "",
        }


FORMS: dict[str, type[PostForm]] = {
    "news": PostForm,
    "event": EventForm,
    "offer": OfferForm,
}


def filled(post: PostView) -> PostForm:
    """The form of a post as it stands."""
    crop = Crop.parse(post.picture.crop) if post.picture else Crop()
    values = {
        "title": post.title,
        "text": post.text,
        "picture": str(post.picture_id or ""),
        "picture_alt": post.picture_alt,
        "crop_x": crop.x,
        "crop_y": crop.y,
        "crop_zoom": crop.zoom,
        "outlet": str(post.outlet_id or ""),
        "ad_label": post.ad_label,
        "ad_advertiser": post.ad_advertiser,
        "ad_token": post.ad_token,
        "has_comments": post.has_comments,
        "is_pinned": post.is_pinned,
        "publish_at": _schedule(post),
        **_own_values(post),
    }
    form = FORMS[post.kind](data=values)
    form.post_id.data = str(post.id)
    if not form.seen.data:
        form.saw(post.changed_at)
    return form


def _schedule(post: PostView) -> datetime | None:
    if post.state != State.SCHEDULED or post.published_at is None:
        return None
    return rules.local_of(post.published_at, post.zone)


def _own_values(post: PostView) -> dict[str, Any]:
    starts_at, ends_at, zone = post.starts_at, post.ends_at, post.zone
    if post.kind == "event":
        return {
            "starts": starts_at and rules.local_of(starts_at, zone),
            "ends": ends_at and rules.local_of(ends_at, zone),
            "place": post.place,
            "link": post.link,
        }
    if post.kind == "offer":
        return {
            "starts": starts_at and rules.first_day(starts_at, zone),
            "ends": ends_at and rules.last_day(ends_at, zone),
            "conditions": post.conditions,
        }
    return {}


def _is_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_plain = parts.username is None and " " not in address and "\\" not in address
    return parts.scheme == "https" and "." in host and is_plain
