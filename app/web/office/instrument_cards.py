"""One programme whose cards are sold: events, cards, who came; giving cards away."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.businesses import queries as businesses
from app.core import clock, locales
from app.core.errors import NotFound, Refused
from app.core.ids import GroupId, MemberId, ProgrammeId
from app.core.locales import mark
from app.instruments import attendance, giving, queries
from app.instruments.faces import face
from app.people.audiences import groups
from app.programmes import queries as programmes
from app.programmes.queries import ProgrammeView
from app.web import errors, lookups
from app.web.office.door import actor, blueprint, manages, touches_all
from app.web.office.forms import AtMost, LineField, OfficeForm, money_field
from app.web.page import page
from app.web.paging import id_or_none

PAGE = 50
LONGEST = 64


class GiveForm(OfficeForm):
    """Who gets a card for nothing: one guest, or a group."""

    guest = LineField(mark("Guest"), validators=[AtMost(LONGEST)])
    group = SelectField(mark("Or everybody in a group"), validate_choice=False)
    amount = money_field(mark("Sum"), (1, 10_000_000_00), is_needed=False)
    event = SelectField(mark("Event"), validate_choice=False)
    message = LineField(mark("Words with it"), validators=[AtMost(300)])

    def offer(self, programme: ProgrammeView) -> None:
        """Leave what the kind asks for."""
        found = [each for each in groups() if each.is_open]
        self.group.choices = [("", "—"), *((str(e.id), e.name) for e in found)]
        if programme.kind != "certificate":
            del self.amount
        if programme.kind != "ticket":
            del self.event
            return
        ahead = queries.events(programme.id, after=clock.now())
        self.event.choices = [(str(each.id), each.name) for each in ahead]

    def members(self) -> list[MemberId]:
        """Whom it goes to; raises NotFound and Refused for a guest who is not found."""
        if self.group.data in {value for value, _ in self.group.choices if value}:
            return giving.members_of(GroupId(int(self.group.data)))
        return [lookups.guest(self.guest.data or "", actor()).member_id]

    @property
    def event_id(self) -> int | None:
        """The event of a ticket, if one of those was chosen."""
        if "event" not in self:
            return None
        known = {value for value, _ in self.event.choices}
        return int(self.event.data) if self.event.data in known else None


@blueprint.get("/instruments/<int:shelf_id>")
@manages
def instrument_cards(shelf_id: ProgrammeId) -> ResponseReturnValue:
    """What was sold of it, and who came."""
    programme = _sold(shelf_id)
    form = GiveForm(formdata=None)
    form.offer(programme)
    return _show(programme, form)


@blueprint.post("/instruments/<int:shelf_id>/gifts")
@touches_all
def give_instruments(shelf_id: ProgrammeId) -> ResponseReturnValue:
    """Give cards of it away."""
    programme, form = _sold(shelf_id), GiveForm()
    form.offer(programme)
    if not form.is_sent():
        return _show(programme, form)
    try:
        member_ids = form.members()
    except (NotFound, Refused) as refusal:
        form.refuse("guest", errors.sentence_of(refusal))
        return _show(programme, form)

    def give() -> dict[str, Any]:
        count = giving.give(
            programme_id=programme.id,
            member_ids=member_ids,
            actor=actor(),
            amount_minor=form.amount.data if "amount" in form else None,
            event_id=form.event_id,
            message=form.message.data or "",
        )
        return {"count": count}

    answer = form.send(give, field="guest")
    if answer is None:
        return _show(programme, form)
    return redirect(
        url_for(
            "office.instrument_cards",
            shelf_id=shelf_id,
            given=answer.body["count"],
        ),
        303,
    )


def _sold(programme_id: ProgrammeId) -> ProgrammeView:
    programme = programmes.programme(programme_id)
    if not programme.is_sold:
        raise NotFound
    return programme


def _show(programme: ProgrammeView, form: GiveForm) -> ResponseReturnValue:
    before = id_or_none(request.args.get("before", ""))
    found = queries.sold(programme.id, before=before, limit=PAGE + 1)
    given = request.args.get("given", 0, type=int)
    return page(
        "office/instrument_cards.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        programme=programme,
        lines=[
            (held, face(held, currency=g.business.currency)) for held in found[:PAGE]
        ],
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        events=queries.events(programme.id) if programme.kind == "ticket" else [],
        came=attendance.attendance(programme_id=programme.id, limit=PAGE),
        outlets={each.id: each.name for each in businesses.outlets()},
        state_words=state_words,
        given=given if 0 < given <= giving.MOST_AT_ONCE else 0,
        now=clock.now(),
    )


STATES = {
    "cancelled": mark("taken back"),
    "flagged": mark("came second, look into it"),
}


def state_words(state: str) -> str:
    """What became of a visit, where it does not count."""
    return locales.gettext(STATES[state]) if state in STATES else ""
