"""A card's level as every audience's templates show it."""

from dataclasses import dataclass

from flask import g

from app.core import locales
from app.core.ids import CardId
from app.incentives import queries
from app.incentives.queries import LevelView
from app.programmes import level_words
from app.programmes.levels import Level, LevelMeasure
from app.programmes.queries import Version
from app.programmes.rules import CardRules


@dataclass(frozen=True, kw_only=True)
class LevelLine:
    """One level of a card: its name, from when it holds, what it brings."""

    name: str
    threshold: str
    benefits: list[str]
    service: str


@dataclass(frozen=True, kw_only=True)
class LevelBoard:
    """Where a card stands among its levels, in words.

    ``name`` is empty for the first level, which everybody has.
    """

    view: LevelView
    name: str
    service: str
    benefits: list[str]
    ahead: str
    goal: int
    missing: str
    counted: str
    lines: list[LevelLine]


def board(card_id: CardId, version: Version) -> LevelBoard | None:
    """The level of a card; None where its rules have none."""
    view = queries.level_view(card_id, version)
    if view is None:
        return None
    level, ahead = view.level, view.ahead
    return LevelBoard(
        view=view,
        name=level.name if level else "",
        service=level.service if level else "",
        benefits=level_words.benefits(level) if level else [],
        ahead=ahead.name if ahead else "",
        goal=ahead.from_amount if ahead else 0,
        missing=amount(view.missing, view.by),
        counted=amount(view.counted, view.by),
        lines=lines(version.rules),
    )


def lines(rules: CardRules) -> list[LevelLine]:
    """All levels of a card, from the lowest."""
    return [_line(level, rules) for level in rules.levels]


def amount(value: int, by: LevelMeasure) -> str:
    """What counts towards a level, in its own measure."""
    if by is LevelMeasure.SPENT:
        return locales.money(value, g.business.currency)
    return locales.points(value, g.business.unit)


def _line(level: Level, rules: CardRules) -> LevelLine:
    return LevelLine(
        name=level.name,
        threshold=level_words.threshold(
            level,
            rules.level_by,
            rules.level_months,
            unit=g.business.unit,
            currency=g.business.currency,
        ),
        benefits=level_words.benefits(level),
        service=level.service,
    )
