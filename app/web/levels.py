"""A card's level as every audience's templates show it."""

from dataclasses import dataclass

from flask import g

from app.core import locales
from app.core.ids import CardId
from app.incentives import queries
from app.incentives.queries import LevelView
from app.programmes import level_words
from app.programmes.kinds.registry import kind_of
from app.programmes.levels import Level, LevelMeasure
from app.programmes.measures import Measure
from app.programmes.queries import Version
from app.programmes.rules import CardRules
from app.web import measures


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
        missing=_amount(view.missing, version.rules),
        counted=_amount(view.counted, version.rules),
        lines=lines(version.rules),
    )


def lines(rules: CardRules) -> list[LevelLine]:
    """All levels of a card, from the lowest."""
    return [_line(level, rules) for level in rules.levels]


def _amount(value: int, rules: CardRules) -> str:
    """What counts towards a level, in its own measure."""
    if rules.level_by is LevelMeasure.SPENT:
        return locales.money(value, g.business.currency)
    return _measure(rules).text(value)


def _measure(rules: CardRules) -> Measure:
    return measures.of(kind_of(rules).unit)


def _line(level: Level, rules: CardRules) -> LevelLine:
    return LevelLine(
        name=level.name,
        threshold=level_words.threshold(level, rules, _measure(rules)),
        benefits=level_words.benefits(level),
        service=level.service,
    )
