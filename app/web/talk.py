"""What both sides of a conversation share: the form, the photo, the days of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, g, make_response, request
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from app.businesses import pictures
from app.businesses.pictures import Clean
from app.chat.models import LONGEST
from app.chat.queries import PAGE, MessageView, messages
from app.core import clock, locales
from app.core.errors import AppError, Refused, TooMany
from app.core.locales import gettext as _
from app.core.locales import mark, ngettext
from app.web.errors import sentence_of
from app.web.lines import AtMost, BlockField
from app.web.page import wants_fragment
from app.web.sending import OnceForm

MOST_PHOTO_BYTES = 10 * 1024 * 1024
HOUR, DAY_HOURS = 60, 24
_PNG = b"\x89PNG"


class MessageForm(OnceForm):
    """Something to say, with a photo if need be.

    Its key makes what is sent again the same message; see ``chat.rules.client_key``.
    """

    text = BlockField(mark("Your message"), validators=[AtMost(LONGEST)])
    photo = FileField(mark("Photo"))
    clean: Clean | None = None

    def validate_photo(self, field: Any) -> None:
        """Make a picture of ours of it, outside any transaction."""
        upload = request.files.get(field.name)
        if upload is None or not upload.filename:
            return
        try:
            self.clean = pictures.read(upload.read(MOST_PHOTO_BYTES + 1))
        except Refused as refusal:
            raise ValidationError(sentence_of(refusal)) from refusal

    def ask_photo_again(self) -> None:
        """Say that a photo is gone: a page that is loaded anew keeps no chosen file."""
        upload = request.files.get(self.photo.name)
        if wants_fragment() or upload is None or not upload.filename:
            return
        if not self.photo.errors:
            self.refuse("photo", _("Choose the photo once more: it was not kept."))

    def refuse_with(self, refusal: AppError) -> int:
        """Say beside the words why they were not sent; the status to answer with."""
        self.refuse("text", sentence_of(refusal))
        return refusal.status


@dataclass(frozen=True)
class Day:
    """Messages of a day; one that goes on has its heading on the page already."""

    day: date
    words: str
    messages: list[MessageView]
    is_continued: bool


@dataclass(frozen=True)
class Piece:
    """A part of a conversation as a page shows it.

    ``older_than`` is what the messages before it are asked by, ``unread_from`` the
    first that its reader has not seen. At the end of a conversation ``is_seen`` says of
    a last message of one's own whether the other side has seen it.
    """

    days: list[Day]
    older_than: int | None
    unread_from: int | None
    last_id: int
    is_end: bool
    is_seen: bool | None


@dataclass(frozen=True)
class Side:
    """Who reads: what is their own, how far they and the other side have read."""

    own: frozenset[str]
    read_id: int
    other_read_id: int
    has_notes: bool = False


def piece(
    conversation_id: int, side: Side, *, after: int | None, before: int | None
) -> Piece:
    """The last messages, or those before or after a message that the page shows."""
    found = messages(
        conversation_id,
        after=None if after is None else after - 1,
        before=before,
        limit=PAGE + 1,
        has_notes=side.has_notes,
    )
    shown = found.pop(0) if after and found and found[0].id == after else None
    is_cut = after is None and len(found) > PAGE
    found = found[1:] if is_cut else found
    last = found[-1] if found else shown
    fresh = [m.id for m in found if m.id > side.read_id and m.author not in side.own]
    is_own = last is not None and last.author in side.own and not last.is_note
    return Piece(
        days=_days(found, shown),
        older_than=found[0].id if is_cut else None,
        unread_from=fresh[0] if fresh and after is None else None,
        last_id=last.id if last is not None else after or 0,
        is_end=before is None,
        is_seen=side.other_read_id >= last.id if is_own and last is not None else None,
    )


def _days(found: Sequence[MessageView], shown: MessageView | None) -> list[Day]:
    zone, by_day = g.business.zone, dict[date, list[MessageView]]()
    for message in found:
        day = clock.local_date(message.created_at, zone)
        by_day.setdefault(day, []).append(message)
    last = None if shown is None else clock.local_date(shown.created_at, zone)
    return [
        Day(day, _said(day), each, is_continued=day == last)
        for day, each in by_day.items()
    ]


def _said(day: date) -> str:
    today = clock.today(g.business.zone)
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return locales.day(day, short=day.year == today.year)


def photo(data: bytes) -> Response:
    """A photo of a private conversation: no cache keeps it."""
    response = make_response(data)
    is_png = data.startswith(_PNG)
    response.content_type = "image/png" if is_png else "image/jpeg"
    response.headers["Content-Disposition"] = "inline"
    return response


def waiting(answer: Response, refusal: AppError | None) -> Response:
    """Say when to come back, where that is why it was refused."""
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_seconds)
    return answer


def waited(how_long: timedelta) -> str:
    """How long somebody has waited, in the largest unit that fits."""
    minutes = int(how_long / timedelta(minutes=1))
    if minutes < 1:
        return _("less than a minute")
    if minutes < HOUR:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    hours = minutes // HOUR
    if hours < 2 * DAY_HOURS:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", hours // DAY_HOURS)
