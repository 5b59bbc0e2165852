"""What the office asks about a place of business, on the list and on its own page."""

import re
from typing import Any

from flask import g
from wtforms import SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.businesses import hours_reading, hours_words, maps, phones
from app.businesses.hours import DAYS, BadHours, Hours
from app.businesses.outlets import Place
from app.businesses.queries import OutletView
from app.core import clock, locales
from app.core.locales import mark
from app.web import session
from app.web.office import coordinates
from app.web.office.forms import AtMost, LineField, Needed, OfficeForm
from app.web.zones import zones

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
LONGEST_SPECIAL = 4_000
DAY_FIELDS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def _day(form: Any, field: Any) -> None:  # noqa: ARG001 - WTForms' way
    """Hours of one day; nothing is a day off."""
    try:
        hours_reading.day(field.data or "")
    except BadHours:
        words = mark("Write times like 8:00–13:00, 14:00–22:00. Empty: closed all day.")
        raise ValidationError(locales.gettext(words)) from None


class PlaceForm(OfficeForm):
    """What can be told and corrected about a place of business."""

    name = LineField(
        mark("Name of the outlet"),
        validators=[Needed(mark("Write a name of up to 60 characters."), 60)],
    )
    address = LineField(mark("Address"), validators=[AtMost(200)])
    phone = LineField(mark("Phone"))
    place = LineField(mark("Place on the map"))
    map_link = LineField(mark("Your own link to a map"))
    week = LineField(mark("The week in one line"))
    monday = LineField(mark("Monday"), validators=[_day])
    tuesday = LineField(mark("Tuesday"), validators=[_day])
    wednesday = LineField(mark("Wednesday"), validators=[_day])
    thursday = LineField(mark("Thursday"), validators=[_day])
    friday = LineField(mark("Friday"), validators=[_day])
    saturday = LineField(mark("Saturday"), validators=[_day])
    sunday = LineField(mark("Sunday"), validators=[_day])
    special = TextAreaField(mark("Holidays and other exceptions"))
    zone = SelectField(mark("Time zone"))

    def __init__(self, *args: Any, zone: str = "", **values: Any) -> None:
        super().__init__(*args, **values)
        own = zone or g.business.zone
        known = zones(locales.language())
        self.zone.choices = known if own in known else {own: own, **known}

    def validate_phone(self, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """Nothing, or a number that can be called."""
        try:
            self.phone_number()
        except phones.BadPhone:
            words = mark("Write a phone number with its code, for example %(sample)s.")
            sample = phones.shown("+74951234567")
            raise ValidationError(locales.gettext(words, sample=sample)) from None

    def validate_place(self, field: Any) -> None:  # noqa: ARG002 - WTForms' way
        """Nothing, two numbers on the globe, or a link that has them."""
        try:
            self.coordinates()
        except coordinates.NoPlace:
            words = mark(
                "No place on the globe is found here. Write latitude and longitude "
                "like 55.7558, 37.6173, or paste a link that shows the point itself."
            )
            raise ValidationError(locales.gettext(words)) from None

    def validate_map_link(self, field: Any) -> None:
        """Nothing, or an address that a browser can open safely."""
        try:
            maps.checked_link(field.data or "https://a.b")
        except maps.BadLink:
            words = mark("Paste a whole link that begins with https://.")
            raise ValidationError(locales.gettext(words)) from None

    def validate_week(self, field: Any) -> None:
        """Nothing, or the days and their hours."""
        try:
            hours_reading.week(field.data or "9-21")
        except BadHours as error:
            words = mark(
                "“%(part)s” is not understood. Write days and times, for example "
                "Mon–Fri 8:00–22:00, Sat 10:00–20:00, Sun closed."
            )
            raise ValidationError(
                locales.gettext(words, part=str(error)[:60])
            ) from None

    def validate_special(self, field: Any) -> None:
        """A date and its hours on each line."""
        AtMost(LONGEST_SPECIAL)(self, field)
        try:
            hours_reading.hours(((),) * DAYS, field.data or "", self._today())
        except BadHours as error:
            words = mark(
                "“%(part)s” is not understood. Write a date and its hours on each "
                "line, for example 2027-01-01 closed all day. There may be 60 lines."
            )
            raise ValidationError(
                locales.gettext(words, part=str(error)[:60])
            ) from None

    def coordinates(self) -> tuple[int | None, int | None]:
        """Latitude and longitude in microdegrees; raises NoPlace."""
        return coordinates.parse(self.place.data) if self.place.data else (None, None)

    def phone_number(self) -> str:
        """The phone in its one form; raises BadPhone."""
        country = session.config().country
        return phones.parse(self.phone.data, country) if self.phone.data else ""

    def hours(self) -> Hours | None:
        """The hours as they are written; the line stands for all seven days."""
        days = (
            hours_reading.week(self.week.data)
            if self.week.data
            else tuple(hours_reading.day(self[name].data or "") for name in DAY_FIELDS)
        )
        lines = self.special.data or ""
        if not any(days) and not lines.strip():
            return None
        return hours_reading.hours(days, lines, self._today())

    def told(self) -> Place:
        """Everything together; only after the form was found right."""
        latitude, longitude = self.coordinates()
        return Place(
            name=self.name.data or "",
            address=self.address.data or "",
            zone=self.zone.data,
            latitude_microdegrees=latitude,
            longitude_microdegrees=longitude,
            phone=self.phone_number(),
            map_link=self.map_link.data or "",
            hours=self.hours(),
        )

    def _today(self) -> Any:
        return clock.today(g.business.zone)


class OutletForm(PlaceForm):
    """A new place of business."""

    code = LineField(mark("Short code"))

    def validate_code(self, field: Any) -> None:
        """A code that receipts can carry, used by no other outlet."""
        if not _CODE.fullmatch(field.data or ""):
            words = mark("Use 1 to 20 Latin letters, digits and dashes.")
            raise ValidationError(locales.gettext(words))


def filled(outlet: OutletView) -> dict[str, Any]:
    """What the form of an outlet starts with."""
    values: dict[str, Any] = {
        "name": outlet.name,
        "address": outlet.address,
        "zone": outlet.zone,
        "phone": phones.shown(outlet.phone),
        "place": coordinates.shown(
            outlet.latitude_microdegrees, outlet.longitude_microdegrees
        ),
        "map_link": outlet.map_link,
    }
    if outlet.hours is not None:
        texts = map(hours_words.spans_text, outlet.hours.week)
        values |= dict(zip(DAY_FIELDS, texts, strict=True))
        values["special"] = hours_words.special_lines(outlet.hours)
    return values
