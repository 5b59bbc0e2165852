"""How a business hears its guests: who reads first, whether it asks, which themes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import audit, db, locales, single, tenancy
from app.core.locales import mark
from app.reviews.errors import BadThemes
from app.reviews.models import ReviewRules
from app.reviews.rules import LONGEST_THEME, MOST_THEMES

THEMES = (
    mark("Quality"),
    mark("Staff and service"),
    mark("Cleanliness"),
    mark("Speed"),
    mark("Prices"),
    mark("Choice"),
)
"""What a business's guests can mark until it names its own."""


@dataclass(frozen=True)
class Policy:
    """The rules in force."""

    is_premoderated: bool
    is_asking: bool
    themes: tuple[str, ...]


def policy() -> Policy:
    """Those of the business in scope; the defaults until it chose its own."""
    row = db.session().execute(
        select(ReviewRules.is_premoderated, ReviewRules.is_asking, ReviewRules.themes)
    )
    found = row.one_or_none()
    if found is None:
        return Policy(is_premoderated=False, is_asking=True, themes=_defaults())
    return Policy(
        is_premoderated=found[0],
        is_asking=found[1],
        themes=tuple(found[2]) or _defaults(),
    )


def is_asking() -> bool:
    """Whether the business in scope asks for reviews; yes unless it chose not to."""
    chosen = db.session().scalar(select(ReviewRules.is_asking))
    return chosen is None or chosen


def _defaults() -> tuple[str, ...]:
    """In the language of the business, since they are kept with reviews."""
    with locales.speaking(businesses.by_id(tenancy.current()).language):
        return tuple(locales.gettext(theme) for theme in THEMES)


def change(*, is_premoderated: bool, is_asking: bool, themes: Sequence[str]) -> None:
    """Choose them; reviews keep the themes they have. Raises BadThemes."""
    wanted = list(dict.fromkeys(theme for theme in themes if theme))
    if not 0 < len(wanted) <= MOST_THEMES or any(
        len(theme) > LONGEST_THEME for theme in wanted
    ):
        raise BadThemes(most=MOST_THEMES, longest=LONGEST_THEME)
    row = single.locked(ReviewRules, themes=[])
    row.is_premoderated, row.is_asking = is_premoderated, is_asking
    row.themes = wanted
    db.session().flush()
    audit.note(
        "feedback.rules_changed",
        subject="feedback",
        is_premoderated=is_premoderated,
        is_asking=is_asking,
        themes=wanted,
    )
