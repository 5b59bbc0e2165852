"""The figures beside the rules, in words: facts, and what the owner is warned of."""

from dataclasses import dataclass
from fractions import Fraction

from flask import g

from app.core import locales
from app.core.locales import gettext as _
from app.core.money import divide_half_up
from app.programmes import economics
from app.programmes.checking import BASIS
from app.web.office.programme_figures import THOUSAND_MINOR, Figures


@dataclass(frozen=True)
class Said:
    """Figures in words; ``names`` are facts whose first word is somebody's own."""

    facts: list[tuple[str, str]]
    competitors: list[tuple[str, str, str]]
    warnings: list[str]
    notes: list[str]


def said(figures: Figures) -> Said:
    """The figures in the language being spoken."""
    return Said(
        facts=[*_back(figures), *_margin(figures), *_later(figures)],
        competitors=[
            (each.name, each.mechanics, _of_thousand(_share(each.back_basis_points)))
            for each in figures.competitors
        ],
        warnings=list(_warnings(figures)),
        notes=_notes(figures),
    )


def _back(figures: Figures) -> list[tuple[str, str]]:
    if figures.back is None or figures.best is None:
        return []
    sums = [_of_thousand(figures.back)]
    if figures.best != figures.back:
        sums.append(_of_thousand(figures.best))
    thousand = locales.money(THOUSAND_MINOR, g.business.currency)
    return [
        (_("Comes back of every %(sum)s", sum=thousand), " – ".join(sums)),
        (_("As a discount that is"), _percent(figures.best / (1 + _earned(figures)))),
    ]


def _earned(figures: Figures) -> Fraction:
    """What is given for later: it is bought with the money of another cheque."""
    return figures.earned or Fraction(0)


def _margin(figures: Figures) -> list[tuple[str, str]]:
    if figures.margin_left is None:
        return []
    more = _percent(figures.uplift) if figures.uplift is not None else _("never")
    return [
        (_("Left of the margin"), _percent(figures.margin_left)),
        (_("More sales needed to earn as before"), more),
    ]


def _later(figures: Figures) -> list[tuple[str, str]]:
    found = []
    if figures.liability_minor is not None:
        owed = locales.money(figures.liability_minor, g.business.currency)
        found.append((_("Owed to members in a year"), owed))
    if figures.goal is not None:
        words = (
            _("To the first reward, “%(name)s”", name=figures.goal.name)
            if figures.goal.name
            else _("To the first discount")
        )
        found.append((words, _weeks(figures.weeks)))
    return found


def _weeks(weeks: Fraction | None) -> str:
    if weeks is None:
        return _("not known")
    whole = divide_half_up(weeks.numerator, weeks.denominator)
    if not whole:
        return _("less than a week")
    return locales.ngettext("%(num)s week", "%(num)s weeks", whole)


def _warnings(figures: Figures) -> list[str]:
    found = []
    if figures.is_below_floor and figures.margin_left is not None:
        left = _percent(figures.margin_left)
        found.append(
            _("Only %(left)s of the sales is left: less than you have set.", left=left)
        )
    if figures.has_margin and figures.uplift is None and figures.best:
        found.append(_("The card gives away the whole margin."))
    if figures.is_far:
        found.append(
            _(
                "The first reward is more than %(count)s weeks away: most guests will "
                "not wait for it. Make it smaller, or give more.",
                count=economics.TOO_LONG_WEEKS,
            )
        )
    return found


def _notes(figures: Figures) -> list[str]:
    if figures.goal is None:
        return []
    if figures.is_own:
        return [
            locales.ngettext(
                "Weeks are the median of %(num)s member's own visits in half a year.",
                "Weeks are the median of %(num)s members' own visits in half a year.",
                figures.members,
            )
        ]
    if figures.weeks is None:
        return [_("Write your usual cheque and the days between visits to see weeks.")]
    return [
        _(
            "Weeks come from the cheque and the days that you wrote: there are too few "
            "members with two visits in half a year."
        )
    ]


def _of_thousand(share: Fraction) -> str:
    minor = share * THOUSAND_MINOR
    rounded = divide_half_up(minor.numerator, minor.denominator)
    return locales.money(rounded, g.business.currency)


def _share(basis_points: int) -> Fraction:
    return Fraction(basis_points, BASIS)


def _percent(share: Fraction) -> str:
    """To a tenth of a percent, as K19 is written."""
    tenths = abs(share) * 1000
    rounded = divide_half_up(tenths.numerator, tenths.denominator) * 10
    return locales.percent(-rounded if share < 0 else rounded)
