"""An event that tickets are sold for."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.core import locales, money
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.core.locales import mark
from app.instruments.actions import Event, add_event
from app.instruments.ticketing import (
    LONGEST_NAME,
    LONGEST_PLACE,
    MAX_CAPACITY,
)
from app.programmes import queries
from app.web.office.door import blueprint, manages
from app.web.office.forms import (
    AtMost,
    LineField,
    Needed,
    OfficeForm,
    ParsedField,
    day_field,
    money_field,
    number_field,
)
from app.web.page import page


def _minutes(text: str) -> int:
    at = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - hours of a clock on the wall
    return at.hour * 60 + at.minute


class EventForm(OfficeForm):
    """What, where, when, for how many."""

    name = LineField(
        mark("Name of the event"),
        validators=[Needed(mark("Write a name of up to 80 characters."), LONGEST_NAME)],
    )
    place = LineField(mark("Place"), validators=[AtMost(LONGEST_PLACE)])
    day = day_field(mark("Day"))
    time = ParsedField(
        mark("Beginning"),
        parse=_minutes,
        show=lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}",
        within=(0, 24 * 60 - 1),
        message=mark("Write a time like 19:00."),
    )
    capacity = number_field(mark("Seats"), (1, MAX_CAPACITY))
    price = money_field(mark("Price"), (0, money.MAX_MINOR))
    gates = TextAreaField(mark("Entrances, one per line"), validators=[AtMost(1000)])

    def told(self, zone: str) -> Event:
        """The event as filled in, at a place of ``zone``."""
        typed: dict[str, Any] = self.data
        hour, minute = divmod(typed["time"], 60)
        wall = time(hour, minute, tzinfo=ZoneInfo(zone))
        lines = (" ".join(line.split()) for line in (typed["gates"] or "").split("\n"))
        return Event(
            name=typed["name"],
            place=typed["place"] or "",
            zone=zone,
            starts_at=datetime.combine(typed["day"], wall),
            capacity=typed["capacity"],
            price_minor=typed["price"],
            gates=tuple(dict.fromkeys(line for line in lines if line)),
        )


@blueprint.route("/instruments/<int:shelf_id>/events", methods=["GET", "POST"])
@manages
def ticket_event(shelf_id: ProgrammeId) -> ResponseReturnValue:
    """Put an event on sale."""
    programme = queries.programme(shelf_id)
    if programme.kind != "ticket":
        raise NotFound
    form = EventForm()

    def add() -> dict[str, Any]:
        told = form.told(g.business.zone)
        return {"event_id": add_event(programme_id=shelf_id, told=told)}

    if form.is_sent() and form.send(add, field="name") is not None:
        here = url_for("office.instrument_cards", shelf_id=shelf_id, event=1)
        return redirect(here, 303)
    return page(
        "office/ticket_event.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programme=programme,
        zone=locales.gettext("Times are those of the business."),
    )
