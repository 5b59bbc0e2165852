"""A role with its limits, as an invitation and a colleague's page ask for it."""

from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.businesses import queries as businesses
from app.core.ids import GroupId, OutletId
from app.core.locales import mark
from app.people import limits
from app.people.limits import NO_LIMITS, GroupView, Limits
from app.web.office.forms import OfficeForm
from app.web.paging import id_or_zero
from app.web.roles import ROLE_NAMES


class Boxes(SelectMultipleField):
    """Some out of several, each with a box to tick; the action knows which there are."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, coerce=id_or_zero, validate_choice=False, **more)


class LimitedRoleForm(OfficeForm):
    """A role, the groups whose guests it sees, and the outlets where it sells."""

    role = SelectField(mark("Role"), choices=ROLE_NAMES)
    groups = Boxes(mark("Sees guests of these groups only"))
    outlets = Boxes(mark("Works at the till of these outlets only"))

    def __init__(self, *args: Any, roles: dict[str, str], **values: Any) -> None:
        super().__init__(*args, **values)
        self.role.choices = roles
        ticked = frozenset(GroupId(each) for each in self.groups.data or ())
        self.groups.choices = [(each.id, each.name) for each in _groups(ticked)]
        self.outlets.choices = [
            (each.id, each.name) for each in businesses.outlets() if each.is_open
        ]

    def limits(self) -> Limits:
        """What was ticked; an owner is never limited."""
        if self.role.data == "owner":
            return NO_LIMITS
        return Limits(
            frozenset(GroupId(each) for each in self.groups.data or ()),
            frozenset(OutletId(each) for each in self.outlets.data or ()),
        )


def _groups(ticked: frozenset[GroupId]) -> list[GroupView]:
    """Groups in use, and those that limit somebody though they were closed."""
    return [each for each in limits.groups() if not each.is_closed or each.id in ticked]


def limit_words(own: Limits) -> list[tuple[str, list[str]]]:
    """What somebody is limited to, by name: ("groups", [...]), ("outlets", [...])."""
    groups = [each.name for each in limits.groups() if each.id in own.groups]
    outlets = [each.name for each in businesses.outlets() if each.id in own.outlets]
    return [
        (kind, names)
        for kind, names in (("groups", groups), ("outlets", outlets))
        if names
    ]
