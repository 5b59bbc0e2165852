"""The card's own discount: fixed, or growing with what was bought."""

from typing import Any

from wtforms import TextAreaField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.goods import Goods
from app.programmes.tiers import Tier
from app.web.office.forms import AtMost, money_field, percent_field
from app.web.office.parts import goods, rows
from app.web.office.parts.part import Part, Values, lines

PREFIX = "tier"
ROWS = range(1, 9)
_RISING = mark("Each step begins with a greater sum and gives a greater discount.")
_NEEDED = mark("Write a discount: without one the card would give nothing.")


class Fields:
    """Steps, and the goods that they are for."""

    tier_goods = TextAreaField(
        mark("Only on these categories"), validators=[AtMost(goods.LONGEST)]
    )


rows.add(
    Fields,
    PREFIX,
    ROWS,
    lambda: {
        "from": money_field(
            mark("Bought so far, from"), (0, money.MAX_MINOR), is_needed=False
        ),
        "percent": percent_field(mark("Discount"), is_needed=False),
    },
)


def _fill(rules: Any) -> Values:
    values: Values = {"tier_goods": "\n".join(rules.tier_goods.categories)}
    for row, tier in zip(ROWS, rules.tiers, strict=False):
        values |= {
            f"tier_{row}_from": tier.from_minor,
            f"tier_{row}_percent": tier.share_basis_points,
        }
    return values


def _read(form: Any, base: Any) -> Values:
    steps = [
        Tier(
            from_minor=rows.cell(form, PREFIX, row, "from").data or 0,
            share_basis_points=rows.cell(form, PREFIX, row, "percent").data,
        )
        for row in rows.used(form, PREFIX, ROWS, "percent")
    ]
    return {
        "tiers": (*steps, *base.tiers[len(ROWS) :]),
        "tier_goods": Goods(
            categories=lines(form.tier_goods.data), skus=base.tier_goods.skus
        ),
    }


def _check(form: Any) -> bool:
    """A step that begins somewhere also takes something off."""
    is_right = True
    for row in rows.used(form, PREFIX, ROWS, "from"):
        share = rows.cell(form, PREFIX, row, "percent")
        if not share.data and not share.errors:
            form.refuse(share.name, share.words())
            is_right = False
    return is_right


def _check_needed(form: Any) -> bool:
    if not rows.used(form, PREFIX, ROWS, "percent"):
        form.refuse("tier_1_percent", locales.gettext(_NEEDED))
        return False
    return _check(form)


def _is_open(form: Any) -> bool:
    return bool(rows.used(form, PREFIX, ROWS, "from", "percent"))


def _shown(form: Any) -> Values:
    return {"tier_rows": rows.shown(form, PREFIX, ROWS, "from", "percent")}


_PLACES = {
    "tiers": ("tier_1_percent", _RISING),
    "goods": ("tier_goods", goods.WORDS),
}
DISCOUNT = Part(
    name="discount",
    title=mark("Discount"),
    template="office/_part_tiers.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check_needed,
    shown=_shown,
    places=_PLACES,
)
TIERS = Part(
    name="tiers",
    title=mark("A discount of its own"),
    template="office/_part_tiers.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=_is_open,
    shown=_shown,
    places=_PLACES,
)
