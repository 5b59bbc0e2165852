"""Messages that go out by themselves: which of them, after how many days, what they say."""

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from app.core import locales
from app.core.locales import mark
from app.notifications import silence, triggers
from app.notifications.kinds import care
from app.notifications.kinds.kind import Words
from app.notifications.silence import Gift
from app.notifications.triggers import Chosen
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm, number_field
from app.web.page import page


class _DaysForm(OfficeForm):
    """What may be chosen beside on and off."""

    days = number_field(
        mark("Days without a purchase"), (1, triggers.MOST_DAYS), is_needed=False
    )
    gift_points = number_field(
        mark("Gift points with it"), (1, silence.MOST_POINTS), is_needed=False
    )
    gift_days = number_field(
        mark("Days to use them"), silence.LIFE_DAYS, is_needed=False
    )

    def present(self) -> Gift | None:
        """What comes with the message about a card that was long unused."""
        points = self.gift_points.data
        return None if points is None else Gift(points, self.gift_days.data)


TriggersForm = type(
    "TriggersForm",
    (_DaysForm,),
    {
        each.kind.code: BooleanField(each.kind.title)
        for each in triggers.TRIGGERS
        if not each.is_fixed
    },
)


@dataclass(frozen=True)
class Preview:
    """A message in one language, with made-up amounts."""

    language: str
    words: Words


@blueprint.route("/message-triggers", methods=["GET", "POST"])
@touches_all
def message_triggers() -> ResponseReturnValue:
    """The triggers; choose which are in use."""
    chosen = triggers.chosen()
    present = silence.gift()
    form = TriggersForm(data=_values(chosen, present))
    if form.is_sent() and form.send(lambda: _choose(form, chosen), field="days"):
        return redirect(url_for("office.message_triggers", done="saved"), 303)
    return page(
        "office/message_triggers.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        triggers=[(each, _previews(each, present)) for each in chosen],
    )


def _values(chosen: list[Chosen], present: Gift | None) -> dict[str, Any]:
    values: dict[str, Any] = {each.trigger.kind.code: each.is_on for each in chosen}
    days = next(each.days for each in chosen if each.trigger.kind is care.UNUSED)
    values["days"] = days
    if present is not None:
        values |= {"gift_points": present.points, "gift_days": present.life_days}
    return values


def _choose(form: Any, chosen: list[Chosen]) -> dict[str, Any]:
    """Write down what differs from what was chosen before."""
    for each in chosen:
        if each.trigger.is_fixed:
            continue
        code = each.trigger.kind.code
        days = form.days.data if each.trigger.days is not None else None
        if (form[code].data, days or each.days) != (each.is_on, each.days):
            triggers.choose(code=code, is_on=form[code].data, days=days or each.days)
    if form.present() != silence.gift():
        silence.choose(wanted=form.present())
    return {}


def _previews(each: Chosen, present: Gift | None) -> list[Preview]:
    sample = dict(each.trigger.sample)
    if each.trigger.kind is care.UNUSED and present is not None:
        sample |= {"gift": present.points, "gift_ends": sample["ends"]}
    found = []
    for language in ("ru", "en"):
        with locales.speaking(language):
            words = each.trigger.kind.words(g.business, sample)
            found.append(Preview(language, words))
    return found
