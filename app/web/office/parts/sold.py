"""What only cards with a price have, besides their plain values."""

from typing import Any

from wtforms import SelectField, TextAreaField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.goods import Goods
from app.programmes.kinds.visits import Begins
from app.web.office.forms import AtMost, LineField, hundredths
from app.web.office.parts import goods
from app.web.office.parts.part import Part, Values, lines

LONGEST = 4000
_SUMS = mark("Write one sum per line, for example 3000.")
_BENEFITS = mark("Write at most 10 benefits of up to 100 characters.")


class NominalFields:
    """Sums that certificates are sold for."""

    nominals = TextAreaField(
        mark("Sums on sale, one per line"), validators=[AtMost(LONGEST)]
    )


class BeginFields:
    """When the period of a pass begins."""

    begins = SelectField(
        mark("The first day is"),
        choices={
            Begins.FIRST_VISIT.value: mark("the day of the first visit"),
            Begins.SALE.value: mark("the day of the sale"),
        },
    )


class ClubFields:
    """What members are promised."""

    club_goods = TextAreaField(
        mark("On which categories, one per line; empty: on everything"),
        validators=[AtMost(LONGEST)],
    )
    benefits = TextAreaField(
        mark("What members are promised, one benefit per line"),
        validators=[AtMost(LONGEST)],
    )
    service = LineField(
        mark("What staff do for a member, shown at the scan"), validators=[AtMost(100)]
    )


def _sums(form: Any) -> tuple[int, ...]:
    typed = (form.nominals.data or "").split("\n")
    return tuple(money.parse_minor(line) for line in typed if line.strip())


def _has_sums(form: Any) -> bool:
    try:
        _sums(form)
    except ValueError:
        form.refuse("nominals", locales.gettext(_SUMS))
        return False
    return True


def _read_club(form: Any, base: Any) -> Values:
    named = Goods(categories=lines(form.club_goods.data), skus=base.goods.skus)
    return {
        "goods": named,
        "benefits": lines(form.benefits.data),
        "service": form.service.data or "",
    }


NOMINALS = Part(
    name="nominals",
    title=mark("Sums"),
    template="office/_part_nominals.html",
    fields=NominalFields,
    fill=lambda rules: {"nominals": "\n".join(map(hundredths, rules.nominals))},
    read=lambda form, _base: {"nominals": _sums(form)},
    check=_has_sums,
    places={"nominals": ("nominals", _SUMS)},
)
BEGINS = Part(
    name="begins",
    title=mark("The period"),
    template="office/_part_begins.html",
    fields=BeginFields,
    fill=lambda rules: {"begins": rules.begins.value},
    read=lambda form, _base: {"begins": Begins(form.begins.data)},
)
CLUB = Part(
    name="club",
    title=mark("What members get"),
    template="office/_part_club.html",
    fields=ClubFields,
    fill=lambda rules: {
        "club_goods": "\n".join(rules.goods.categories),
        "benefits": "\n".join(rules.benefits),
        "service": rules.service,
    },
    read=_read_club,
    places={
        "goods": ("club_goods", goods.WORDS),
        "benefits": ("benefits", _BENEFITS),
        "service": ("service", _BENEFITS),
    },
)
