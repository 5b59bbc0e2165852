"""Goods that a rule is about, as two lists of lines."""

from collections.abc import Mapping
from typing import Any

from wtforms import TextAreaField

from app.core.locales import mark
from app.programmes.goods import Goods
from app.programmes.rules import MAX_EXCLUDED
from app.web.office.forms import AtMost
from app.web.office.parts.part import Part, Values, lines

LONGEST = MAX_EXCLUDED * 101
WORDS = mark("Write one category per line, each up to 100 characters.")


class Fields:
    """Goods that take no part at all."""

    excluded = TextAreaField(
        mark("Goods that do not take part"), validators=[AtMost(LONGEST)]
    )
    excluded_skus = TextAreaField(
        mark("Articles that do not take part"), validators=[AtMost(LONGEST)]
    )


def _fill(rules: Any) -> Values:
    return {
        "excluded": "\n".join(rules.excluded_categories),
        "excluded_skus": "\n".join(rules.excluded_skus),
    }


def _read(form: Any, _base: Any) -> Values:
    return {
        "excluded_categories": lines(form.excluded.data),
        "excluded_skus": lines(form.excluded_skus.data),
    }


EXCLUDED = Part(
    name="excluded",
    title=mark("Goods outside the card"),
    template="office/_part_excluded.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    places={
        "excluded_categories": ("excluded", WORDS),
        "excluded_skus": ("excluded_skus", WORDS),
    },
)


def cells() -> Mapping[str, Any]:
    """The fields for goods within a row."""
    return {
        "categories": TextAreaField(mark("Categories"), validators=[AtMost(LONGEST)]),
        "skus": TextAreaField(mark("Articles"), validators=[AtMost(LONGEST)]),
    }


def filled(goods: Goods) -> Values:
    """Their values for stored goods."""
    return {
        "categories": "\n".join(goods.categories),
        "skus": "\n".join(goods.skus),
    }


def typed(categories: str | None, skus: str | None) -> Goods:
    """The goods as typed; raises InvalidRules."""
    return Goods(categories=lines(categories), skus=lines(skus))
