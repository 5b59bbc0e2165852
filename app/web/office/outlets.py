"""Places of business, each with its own time zone."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import dates
from babel.core import get_global
from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms import SelectField
from wtforms.validators import ValidationError

from app.businesses import actions, queries
from app.core import locales
from app.core.locales import mark
from app.web.office import coordinates
from app.web.office.door import blueprint, manages
from app.web.office.forms import AtMost, LineField, Needed, OfficeForm
from app.web.page import page

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
_CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zones(language: str) -> dict[str, str]:
    """IANA zones that name a place, by their cities; other names of a zone left out."""
    others = get_global("zone_aliases")
    found = {
        zone: str(dates.get_timezone_location(zone, locale=language, return_city=True))
        for zone in available_timezones()
        if zone.startswith(_CONTINENTS) and zone not in others
    }
    return {zone: found[zone] for zone in sorted(found, key=lambda z: (found[z], z))}


class PlaceForm(OfficeForm):
    """What can be corrected about a place of business."""

    name = LineField(
        mark("Name of the outlet"),
        validators=[Needed(mark("Write a name of up to 60 characters."), 60)],
    )
    address = LineField(mark("Address"), validators=[AtMost(200)])
    place = LineField(mark("Place on the map"))

    def validate_place(self, field: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Nothing, two numbers on the globe, or a link that has them."""
        try:
            self.coordinates()
        except coordinates.NoPlace:
            words = mark(
                "No place on the globe is found here. Write latitude and longitude "
                "like 55.7558, 37.6173, or paste a link that shows the point itself."
            )
            raise ValidationError(locales.gettext(words)) from None

    def coordinates(self) -> tuple[int | None, int | None]:
        """Latitude and longitude in microdegrees; raises NoPlace."""
        return coordinates.parse(self.place.data) if self.place.data else (None, None)


class OutletForm(PlaceForm):
    """A new place of business."""

    code = LineField(mark("Short code"))
    zone = SelectField(mark("Time zone"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        own = g.business.zone
        known = zones(locales.language())
        self.zone.choices = known if own in known else {own: own, **known}

    def validate_code(self, field: Any) -> None:
        """A code that receipts can carry, used by no other outlet."""
        if not _CODE.fullmatch(field.data or ""):
            words = mark("Use 1 to 20 Latin letters, digits and dashes.")
            raise ValidationError(locales.gettext(words))


@blueprint.route("/outlets", methods=["GET", "POST"])
@manages
def outlets() -> ResponseReturnValue:
    """The outlets; add one."""
    form = OutletForm(data={"zone": g.business.zone})
    if form.is_sent() and _open(form):
        return redirect(url_for("office.outlets", done="added"), 303)
    return page(
        "office/outlets.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        outlets=queries.outlets(),
        zones=zones(locales.language()),
    )


def _open(form: OutletForm) -> bool:
    latitude, longitude = form.coordinates()

    def add() -> dict[str, Any]:
        outlet_id = actions.open_outlet(
            code=form.code.data,
            name=form.name.data,
            address=form.address.data or "",
            zone=form.zone.data,
            latitude_microdegrees=latitude,
            longitude_microdegrees=longitude,
        )
        return {"outlet_id": outlet_id}

    try:
        return form.send(add, field="code") is not None
    except IntegrityError:
        # The unique key of the business's codes decides, also between two at once.
        words = mark("Another outlet has this code. Choose another one.")
        form.decline("code", locales.gettext(words))
        return False
