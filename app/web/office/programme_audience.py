"""For whom a card is, and which outlets take it."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.businesses import queries as businesses
from app.businesses.queries import OutletView
from app.core import locales
from app.core.ids import GroupId, OutletId, ProgrammeId
from app.core.locales import mark
from app.people.audiences import GroupView, groups
from app.programmes import audiences, queries
from app.programmes.audiences import Audience
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm
from app.web.page import page


class TicksField(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AudienceForm(OfficeForm):
    """Everybody or some groups; every outlet or some."""

    whom = RadioField(
        mark("Who gets this card"),
        choices={
            "everyone": mark("Everybody who joins"),
            "groups": mark("Only members of the groups below"),
        },
    )
    groups = TicksField(mark("Groups"), coerce=int)
    where = RadioField(
        mark("Where it is taken"),
        choices={
            "everywhere": mark("At every outlet"),
            "outlets": mark("Only at the outlets below"),
        },
    )
    outlets = TicksField(mark("Outlets"), coerce=int)

    def offer(self, every: list[GroupView], places: list[OutletView]) -> None:
        """What can be ticked."""
        self.groups.choices = [SelectChoice(each.id, each.name) for each in every]
        self.outlets.choices = [SelectChoice(each.id, each.name) for each in places]


@blueprint.route("/programmes/<int:programme_id>/audience", methods=["GET", "POST"])
@touches_all
def programme_audience(programme_id: ProgrammeId) -> ResponseReturnValue:
    """Decide for whom a card is and where."""
    found = queries.programme(programme_id)
    now = audiences.audience(programme_id)
    form = AudienceForm(data=_filled(now))
    form.offer(_groups(now), _outlets(now))
    if form.is_sent() and _save(form, found.id):
        return redirect(url_for("office.programmes", done="audience"), 303)
    return page(
        "office/programme_audience.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        programme=found,
        form=form,
    )


def _save(form: AudienceForm, programme_id: ProgrammeId) -> bool:
    is_everywhere = form.where.data == "everywhere"
    places = [] if is_everywhere else form.outlets.data or []
    if not is_everywhere and not places:
        form.decline("outlets", _needs_outlet())
        return False

    def change() -> dict[str, Any]:
        audiences.choose(
            programme_id=programme_id,
            is_for_everyone=form.whom.data == "everyone",
            group_ids=[GroupId(each) for each in form.groups.data or []],
            outlet_ids=[OutletId(each) for each in places],
        )
        return {}

    field = "groups" if form.whom.data == "groups" else "whom"
    return form.send(change, field=field) is not None


def _needs_outlet() -> str:
    return locales.gettext(
        "Choose at least one outlet, or let every outlet take the card."
    )


def _filled(now: Audience) -> dict[str, Any]:
    return {
        "whom": "everyone" if now.is_for_everyone else "groups",
        "groups": sorted(now.group_ids),
        "where": "outlets" if now.outlet_ids else "everywhere",
        "outlets": sorted(now.outlet_ids),
    }


def _groups(now: Audience) -> list[GroupView]:
    """Open groups, and those that are chosen already."""
    return [each for each in groups() if each.is_open or each.id in now.group_ids]


def _outlets(now: Audience) -> list[OutletView]:
    places = businesses.outlets()
    return [each for each in places if each.is_open or each.id in now.outlet_ids]
