"""The form that chooses the members of a mailing."""

from datetime import date
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.businesses import queries as businesses
from app.campaigns import audience as audiences
from app.campaigns.audience import Audience, Hours
from app.core import locales
from app.core.locales import mark
from app.insights import sources
from app.insights.codes import PRINTED
from app.offers.explain import weekday
from app.people import limits
from app.programmes import queries as programmes
from app.programmes.windows import WEEKDAYS
from app.web.office.forms import (
    NOT_A_CHOICE,
    LineField,
    OfficeForm,
    money_field,
    number_field,
)
from app.web.office.programme_audience import TicksField

HOLDING_NAMES = {
    "email": mark("an e-mail address"),
    "phone": mark("a phone number"),
    "pass": mark("the card in a wallet"),
}
STANDING_NAMES = {
    "": mark("no matter"),
    "at_risk": mark("they begin to stay away"),
    "lost": mark("they have stayed away for long"),
}
LANGUAGE_NAMES = {"": mark("no matter"), "ru": mark("Russian"), "en": mark("English")}
MOST_MINOR = 10**11


def _days(label: str) -> Any:
    return number_field(label, (1, audiences.MAX_DAYS), is_needed=False)


def _hour(label: str, within: tuple[int, int]) -> Any:
    return number_field(label, within, is_needed=False)


class MailingAudienceForm(OfficeForm):
    """Everything that a choice may ask for; what stays empty asks for nothing."""

    groups = TicksField(mark("In any of the groups"), coerce=int)
    not_groups = TicksField(mark("In none of the groups"), coerce=int)
    programme = SelectField(mark("Has the card"), validate_choice=False)
    points = number_field(mark("Points, at least"), (1, 10**9), is_needed=False)
    standing = SelectField(mark("By their own rhythm"), choices=STANDING_NAMES)
    silent_days = _days(mark("Last visit, days ago at least"))
    recent_days = _days(mark("Last visit, days ago at most"))
    period_days = number_field(
        mark("Count the last so many days"), (1, audiences.MAX_DAYS), default=90
    )
    visits_least = number_field(
        mark("Purchases, at least"), (1, audiences.MOST_VISITS), is_needed=False
    )
    visits_most = number_field(
        mark("Purchases, at most"), (0, audiences.MOST_VISITS), is_needed=False
    )
    spent = money_field(mark("Spent, at least"), (1, MOST_MINOR), is_needed=False)
    outlet = SelectField(mark("At the outlet"), validate_choice=False)
    comes_days = TicksField(mark("Have come on"), coerce=int)
    comes_from = _hour(mark("From, hour"), (0, 23))
    comes_until = _hour(mark("Until, hour"), (1, 24))
    never_days = TicksField(mark("Have never come on"), coerce=int)
    never_from = _hour(mark("From, hour"), (0, 23))
    never_until = _hour(mark("Until, hour"), (1, 24))
    birthday_month = SelectField(mark("Born in"), validate_choice=False)
    speaks = SelectField(mark("Reads in"), choices=LANGUAGE_NAMES)
    source = SelectField(mark("Came by"), validate_choice=False)
    has = TicksField(mark("Have"), validate_choice=False)
    lacks = TicksField(mark("Have not"), validate_choice=False)
    segment_name = LineField(mark("Name of the segment"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        groups = [SelectChoice(each.id, each.name) for each in limits.groups()]
        self.groups.choices, self.not_groups.choices = groups, list(groups)
        for field in (self.comes_days, self.never_days):
            field.choices = [SelectChoice(each, weekday(each)) for each in WEEKDAYS]
        for field in (self.has, self.lacks):
            field.choices = [
                SelectChoice(each, locales.gettext(words))
                for each, words in HOLDING_NAMES.items()
            ]
        any_one = {"": locales.gettext("no matter")}
        self.programme.choices = any_one | dict(_cards())
        self.outlet.choices = any_one | {
            str(each.id): each.name for each in businesses.outlets()
        }
        self.birthday_month.choices = any_one | {
            str(month): locales.month(date(2000, month, 1)).rsplit(" ", 1)[0]
            for month in range(1, 13)
        }
        self.source.choices = any_one | dict(_sources())

    def validate(self, extra_validators: Any = None) -> bool:
        """Every choice is one of its list."""
        is_fine = super().validate(extra_validators)
        for field in (self.programme, self.outlet, self.birthday_month, self.source):
            if (field.data or "") not in field.choices:
                self.refuse(field.name, locales.gettext(NOT_A_CHOICE))
                is_fine = False
        return is_fine

    def validate_visits_most(self, field: Any) -> None:
        """Not below the least."""
        _in_order(self.visits_least.data, field.data)

    def validate_recent_days(self, field: Any) -> None:
        """Not below the least."""
        _in_order(self.silent_days.data, field.data)

    def validate_comes_until(self, field: Any) -> None:
        """Some time, whichever way round."""
        _some_time(self.comes_from.data, field.data)

    def validate_never_until(self, field: Any) -> None:
        """Some time, whichever way round."""
        _some_time(self.never_from.data, field.data)

    def validate_lacks(self, field: Any) -> None:
        """Nobody has and has not the same."""
        if set(field.data or ()) & set(self.has.data or ()):
            words = mark("Nobody has and has not the same: untick one of them.")
            raise ValidationError(locales.gettext(words))

    def audience(self) -> Audience:
        """The checked choice."""
        card, _, level = (self.programme.data or "").partition(":")
        return Audience(
            group_ids=tuple(sorted(self.groups.data or ())),
            not_group_ids=tuple(sorted(self.not_groups.data or ())),
            programme_id=int(card) if card else None,
            level=level[1:] if level else None,
            points=self.points.data,
            outlet_id=int(self.outlet.data) if self.outlet.data else None,
            period_days=self.period_days.value,
            visits_least=self.visits_least.data,
            visits_most=self.visits_most.data,
            spent_minor=self.spent.data,
            silent_days=self.silent_days.data,
            recent_days=self.recent_days.data,
            standing=self.standing.data or None,
            comes=self._hours("comes"),
            never=self._hours("never"),
            birthday_month=int(self.birthday_month.data or 0) or None,
            language=self.speaks.data or None,
            source=self.source.data or None,
            has=tuple(self.has.data or ()),
            lacks=tuple(self.lacks.data or ()),
        )

    def _hours(self, which: str) -> Hours | None:
        days = self[f"{which}_days"].data or ()
        since, until = self[f"{which}_from"].data, self[f"{which}_until"].data
        if not days and since is None and until is None:
            return None
        return Hours(
            weekdays=tuple(days) or tuple(WEEKDAYS), since=since or 0, until=until or 24
        )


def _in_order(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and high < low:
        words = mark("The largest number must not be below the smallest.")
        raise ValidationError(locales.gettext(words))


def _some_time(since: int | None, until: int | None) -> None:
    if (since or 0) == (until if until is not None else 24):
        words = mark("The hours begin and end at the same time. Change one of them.")
        raise ValidationError(locales.gettext(words))


def _cards() -> list[tuple[str, str]]:
    """Cards, and the levels of each: ``12`` or ``12:=Gold`` (``12:=``: the first)."""
    found = []
    for each in programmes.programmes():
        found.append((str(each.id), each.name))
        levels = programmes.current_rules(each.id).level_rules.levels
        if levels:
            first = locales.gettext("the first level")
            found.append((f"{each.id}:=", f"{each.name}: {first}"))
        found += [
            (f"{each.id}:={level.name}", f"{each.name}: {level.name}")
            for level in levels
        ]
    return found


def _sources() -> list[tuple[str, str]]:
    printed = [(code, locales.gettext(title)) for code, title in PRINTED.items()]
    return [*((each.code, each.title) for each in sources.own()), *printed]


def filled(chosen: Audience) -> MailingAudienceForm:
    """The form of a choice; what was typed goes before what is stored."""
    level = "" if chosen.level is None else f":={chosen.level}"
    card = "" if chosen.programme_id is None else f"{chosen.programme_id}{level}"
    return MailingAudienceForm(
        data={
            "groups": list(chosen.group_ids),
            "not_groups": list(chosen.not_group_ids),
            "programme": card,
            "points": chosen.points,
            "outlet": _text(chosen.outlet_id),
            "period_days": chosen.period_days,
            "visits_least": chosen.visits_least,
            "visits_most": chosen.visits_most,
            "spent": chosen.spent_minor,
            "silent_days": chosen.silent_days,
            "recent_days": chosen.recent_days,
            "standing": chosen.standing or "",
            **_of_hours("comes", chosen.comes),
            **_of_hours("never", chosen.never),
            "birthday_month": _text(chosen.birthday_month),
            "speaks": chosen.language or "",
            "source": chosen.source or "",
            "has": list(chosen.has),
            "lacks": list(chosen.lacks),
        }
    )


def _of_hours(which: str, hours: Hours | None) -> dict[str, Any]:
    if hours is None:
        return {}
    is_every_day = hours.weekdays == tuple(WEEKDAYS)
    return {
        f"{which}_days": [] if is_every_day else list(hours.weekdays),
        f"{which}_from": hours.since,
        f"{which}_until": hours.until,
    }


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
