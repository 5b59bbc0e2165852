"""The groups of one member, on the member's page: entered and left one by one."""

from typing import Any

from flask import request
from wtforms import SelectField

from app.cards import audiences as entering
from app.core import locales
from app.core.errors import NotFound
from app.core.ids import GroupId, MemberId
from app.core.locales import mark
from app.people import audiences
from app.web.office.forms import NOT_A_CHOICE
from app.web.office.steps import StepForm
from app.web.paging import id_or_zero


class GroupsForm(StepForm):
    """An open group that the member is not in, or the one to leave."""

    group = SelectField(mark("Group"), coerce=id_or_zero, validate_choice=False)

    def __init__(self, member_id: MemberId, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.member_id = member_id
        self.inside = audiences.groups_of(member_id)
        own = {each.id for each in self.inside}
        self.outside = [
            each for each in audiences.groups() if each.is_open and each.id not in own
        ]
        self.group.choices = [(each.id, each.name) for each in self.outside]

    def take(self) -> bool:
        """Let the member enter or leave, as the pressed button says."""
        wanted = request.form.get("do", "")
        step = _STEPS.get(wanted)
        if step is None:
            raise NotFound
        if not self.is_sent():
            return False
        if not self.group.data:
            self.decline("group", locales.gettext(NOT_A_CHOICE))
            return False
        group_id = audiences.group(GroupId(self.group.data)).id

        def change() -> dict[str, Any]:
            step(group_id=group_id, member_ids=[self.member_id])
            return {}

        return self.once((wanted, group_id), change, field="group") is not None


_STEPS = {"enter": entering.enter, "leave": entering.leave}
