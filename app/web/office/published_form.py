"""What forms of things that guests see have in common: a picture, a mark of advertising."""

import re
from typing import Any

from flask import request
from wtforms import BooleanField, FileField, HiddenField, SelectField
from wtforms.validators import ValidationError

from app.businesses import pictures
from app.businesses.pictures import Clean
from app.core import db, locales
from app.core.errors import NotFound, Refused
from app.core.ids import PictureId
from app.core.locales import mark
from app.space import rules
from app.web.errors import sentence_of
from app.web.office.forms import AtMost, LineField, OfficeForm

_TOKEN = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


class Carried(HiddenField):
    """What the page hands on to the next request; written where it may change."""


class PicturedForm(OfficeForm):
    """A form with a picture of the business's own."""

    file = FileField(mark("File"))
    picture_alt = LineField(
        mark("What is on the picture"), validators=[AtMost(rules.LONGEST_LINE)]
    )
    no_picture = BooleanField(mark("Remove the picture"))
    picture = Carried()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.clean: Clean | None = None

    @property
    def picture_id(self) -> PictureId | None:
        """The kept picture that the form carries; None of what is not this business's."""
        word = self.picture.data or ""
        if not re.fullmatch(r"\d{1,18}", word, re.ASCII) or self.no_picture.data:
            return None
        picture_id = PictureId(int(word))
        try:
            pictures.digest_of(picture_id)
        except NotFound:
            return None
        return picture_id

    def read_picture(self) -> None:
        """Decode an upload before any transaction; a refusal stands beside the field."""
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            return
        try:
            self.clean = pictures.read(upload.read())
        except Refused as refusal:
            self.refuse("file", sentence_of(refusal))

    def keep_picture(self) -> None:
        """Keep what was decoded and carry it on. Runs inside ``writing()``."""
        if self.clean is not None:
            self.picture.data = str(pictures.keep(self.clean))
            self.no_picture.data = False

    def show_picture(self) -> None:
        """Keep it for the page that comes, so that it need not be sent again."""
        if self.clean is not None:
            with db.writing():
                self.keep_picture()


class AdvertisingForm(OfficeForm):
    """A form with the mark of advertising."""

    ad_label = SelectField(
        mark("Mark as advertising"),
        choices={
            "": mark("This is no advertisement"),
            "advertising": mark("Advertisement"),
            "social": mark("Public service advertisement"),
        },
    )
    ad_advertiser = LineField(mark("Advertiser"), validators=[AtMost(200)])
    ad_token = LineField(mark("Token (erid)"), validators=[AtMost(rules.LONGEST_TOKEN)])

    def validate_ad_advertiser(self, field: Any) -> None:
        """An advertisement names who pays for it (38-FZ)."""
        if self.ad_label.data and not field.data:
            words = mark("Name the advertiser: an advertisement must say whose it is.")
            raise ValidationError(locales.gettext(words))

    def validate_ad_token(self, field: Any) -> None:
        """A token of the advertising register: Latin letters and digits."""
        if not _TOKEN.fullmatch(field.data or ""):
            words = mark("A token has Latin letters, digits and dashes only.")
            raise ValidationError(locales.gettext(words))
        if field.data and not self.ad_label.data:
            words = mark("A token belongs to an advertisement: choose the mark above.")
            raise ValidationError(locales.gettext(words))
