"""Rules of cards that are sold, as forms, and back."""

import dataclasses
from typing import Any

from wtforms import BooleanField, SelectField, TextAreaField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.actions import MAX_NAME
from app.programmes.goods import Goods
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import Begins, VisitRules
from app.programmes.rules import InvalidRules
from app.web.office.forms import (
    AtMost,
    LineField,
    Needed,
    OfficeForm,
    hundredths,
    money_field,
    number_field,
    percent_field,
)

LONGEST_LIST = 4000


class SoldForm(OfficeForm):
    """What every card with a price has: a name. ``rules`` are read over ``base``."""

    made: type[SoldRules] = SoldRules
    name = LineField(
        mark("Name of the card"),
        validators=[Needed(mark("Write a name of up to 60 characters."), MAX_NAME)],
    )

    def values(self) -> dict[str, Any]:
        """The typed values by the names of the rules."""
        names = {each.name for each in dataclasses.fields(self.made)}
        return {each.name: each.data for each in self if each.name in names}

    def rules(self, base: SoldRules) -> SoldRules | None:
        """The rules as filled in; None when they contradict themselves."""
        try:
            return dataclasses.replace(base, **self.values())
        except InvalidRules as error:
            place = error.field if error.field in self else "name"
            self.decline(place, str(error))
        except ValueError:
            words = mark("Write one sum per line, for example 3000.")
            self.decline("nominals", locales.gettext(words))
        return None


class CertificateForm(SoldForm):
    """Rules of certificates."""

    made = CertificateRules
    nominals = TextAreaField(
        mark("Sums on sale, one per line"), validators=[AtMost(LONGEST_LIST)]
    )
    least_minor = money_field(
        mark("Least free sum"), CertificateRules.bounds["least_minor"]
    )
    most_minor = money_field(
        mark("Greatest free sum"), CertificateRules.bounds["most_minor"]
    )
    valid_months = number_field(
        mark("Good for how many months"),
        CertificateRules.bounds["valid_months"],
        is_needed=False,
    )
    is_owed_after = BooleanField(
        mark("What is left after that is still owed and paid back in money")
    )
    is_earning = BooleanField(mark("What it pays earns points as money does"))

    def values(self) -> dict[str, Any]:
        """Sums from their lines; raises ValueError for what is no sum."""
        lines = (self.nominals.data or "").split("\n")
        sums = tuple(money.parse_minor(line) for line in lines if line.strip())
        return super().values() | {"nominals": sums}


class VisitsForm(SoldForm):
    """Rules of visit passes."""

    made = VisitRules
    price_minor = money_field(mark("Price"), (0, money.MAX_MINOR))
    visits = number_field(
        mark("Visits; 0 for as many as are wanted"), VisitRules.bounds["visits"]
    )
    days = number_field(mark("How many days it lasts"), VisitRules.bounds["days"])
    begins = SelectField(
        mark("The first day is"),
        choices={
            Begins.FIRST_VISIT.value: mark("the day of the first visit"),
            Begins.SALE.value: mark("the day of the sale"),
        },
    )
    cooldown_minutes = number_field(
        mark("A second scan within so many minutes is the same visit"),
        VisitRules.bounds["cooldown_minutes"],
    )
    undo_minutes = number_field(
        mark("A visit can be taken back for so many minutes"),
        VisitRules.bounds["undo_minutes"],
    )
    freeze_times = number_field(
        mark("How many breaks"), VisitRules.bounds["freeze_times"]
    )
    freeze_days = number_field(
        mark("Days of all breaks together"), VisitRules.bounds["freeze_days"]
    )
    visit_price_minor = money_field(
        mark("A used visit counts at a refund; 0 for its share of the price"),
        VisitRules.bounds["visit_price_minor"],
    )
    is_owed_after = BooleanField(mark("What is left after the last day is paid back"))

    def values(self) -> dict[str, Any]:
        """The beginning as one of its kinds."""
        return super().values() | {"begins": Begins(self.begins.data)}


class TicketForm(SoldForm):
    """Rules of tickets."""

    made = TicketRules
    is_transferable = BooleanField(mark("A ticket may go to another person once"))
    refund_hours = number_field(
        mark("Paid back until so many hours before the event"),
        TicketRules.bounds["refund_hours"],
    )
    opens_minutes = number_field(
        mark("Entrances open so many minutes before"),
        TicketRules.bounds["opens_minutes"],
    )


class ClubForm(SoldForm):
    """Rules of clubs."""

    made = ClubRules
    price_minor = money_field(mark("Price"), (0, money.MAX_MINOR))
    days = number_field(mark("How many days it lasts"), ClubRules.bounds["days"])
    discount_basis_points = percent_field(mark("Discount for members"))
    goods = TextAreaField(
        mark("On which categories, one per line; empty: on everything"),
        validators=[AtMost(LONGEST_LIST)],
    )
    benefits = TextAreaField(
        mark("What members are promised, one benefit per line"),
        validators=[AtMost(LONGEST_LIST)],
    )
    service = LineField(
        mark("What staff do for a member, shown at the scan"), validators=[AtMost(100)]
    )

    def values(self) -> dict[str, Any]:
        """Lists from their lines."""
        return super().values() | {
            "goods": Goods(categories=_lines(self.goods.data)),
            "benefits": _lines(self.benefits.data),
            "service": self.service.data or "",
        }


FORMS: dict[str, type[SoldForm]] = {
    "certificate": CertificateForm,
    "visits": VisitsForm,
    "ticket": TicketForm,
    "club": ClubForm,
}


def filled(rules: SoldRules, name: str) -> dict[str, Any]:
    """The form's values for stored rules."""
    values = {
        each.name: getattr(rules, each.name) for each in dataclasses.fields(rules)
    }
    if isinstance(rules, CertificateRules):
        values["nominals"] = "\n".join(hundredths(each) for each in rules.nominals)
    if isinstance(rules, VisitRules):
        values["begins"] = rules.begins.value
    if isinstance(rules, ClubRules):
        values["goods"] = "\n".join(rules.goods.categories)
        values["benefits"] = "\n".join(rules.benefits)
    return values | {"name": name}


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
