"""The rewards of a card as rows of a form: what each is, its price and its limits."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.rewards import KINDS
from app.programmes.rules import MAX_LIMIT, MAX_POINTS, Reward, RewardKind
from app.web.office.forms import AtMost, LineField, money_field, number_field
from app.web.office.parts import rows
from app.web.office.parts.part import AmountField, Part, Values

PREFIX = "reward"
ROWS = range(1, 7)
_LIMITS = ("per_person", "per_day", "stock")
_LEAST = 3


class Fields:
    """Rows of rewards; a row without a name and a price is no reward."""


def _cells() -> Mapping[str, Any]:
    return {
        "name": LineField(mark("Reward"), validators=[AtMost(100)]),
        "points": AmountField(
            mark("Points"),
            money_label=mark("Price"),
            within=(1, MAX_POINTS),
            is_needed=False,
        ),
        "kind": SelectField(
            mark("What it is"),
            choices={kind.value: words for kind, words in KINDS.items()},
            default=RewardKind.GIFT.value,
        ),
        "discount": money_field(
            mark("Money off"), (1, money.MAX_MINOR), is_needed=False
        ),
        "per_person": number_field(
            mark("Most for one person"), (1, MAX_LIMIT), is_needed=False
        ),
        "per_day": number_field(
            mark("Most for one person a day"), (1, MAX_LIMIT), is_needed=False
        ),
        "stock": number_field(mark("How many in all"), (1, MAX_LIMIT), is_needed=False),
    }


rows.add(Fields, PREFIX, ROWS, _cells)


def _check(form: Any) -> bool:
    """Whether each row that is used is filled in; refuses what is missing."""
    whole = [_is_whole(form, row) for row in ROWS]
    return all(whole)


def _is_whole(form: Any, row: int) -> bool:
    name, points = (rows.cell(form, PREFIX, row, each) for each in ("name", "points"))
    if name.data and points.data is None:
        return not points.errors and _lacks(form, points, points.words())
    if points.data is not None and not name.data:
        words = mark("Name the reward, or leave both fields of the row empty.")
        return _lacks(form, name, locales.gettext(words))
    return not name.data or _has_right_limits(form, row)


def _has_right_limits(form: Any, row: int) -> bool:
    discount = rows.cell(form, PREFIX, row, "discount")
    is_discount = rows.cell(form, PREFIX, row, "kind").data == RewardKind.DISCOUNT
    if is_discount and discount.data is None and not discount.errors:
        return _lacks(form, discount, discount.words())
    in_all, per_day = (rows.cell(form, PREFIX, row, each) for each in _LIMITS[:2])
    if in_all.data and per_day.data and per_day.data > in_all.data:
        words = mark("Write no more than one person can get in all.")
        return _lacks(form, per_day, locales.gettext(words))
    return True


def _lacks(form: Any, field: Any, words: str) -> bool:
    form.refuse(field.name, words)
    return False


def _read(form: Any, base: Any) -> Values:
    made = [_reward(form, row) for row in rows.used(form, PREFIX, ROWS, "name")]
    return {"rewards": (*made, *base.rewards[len(ROWS) :])}


def _reward(form: Any, row: int) -> Reward:
    cells = {name: rows.cell(form, PREFIX, row, name).data for name in _cells()}
    kind = RewardKind(cells["kind"])
    return Reward(
        name=cells["name"],
        points=cells["points"],
        kind=kind,
        discount_minor=cells["discount"] if kind is RewardKind.DISCOUNT else None,
        **{limit: cells[limit] for limit in _LIMITS},
    )


def _fill(rules: Any) -> Values:
    values: Values = {}
    for row, reward in zip(ROWS, rules.rewards, strict=False):
        values |= {
            f"reward_{row}_name": reward.name,
            f"reward_{row}_points": reward.points,
            f"reward_{row}_kind": reward.kind.value,
            f"reward_{row}_discount": reward.discount_minor,
            **{f"reward_{row}_{limit}": getattr(reward, limit) for limit in _LIMITS},
        }
    return values


def _shown(form: Any) -> Values:
    shown = rows.shown(form, PREFIX, ROWS, "name", "points", least=_LEAST)
    return {"reward_rows": [(row, has_details(form, row)) for row in shown]}


def has_details(form: Any, row: int) -> bool:
    """Whether a row says more than a name and a price, so that it is shown open."""
    cells = [rows.cell(form, PREFIX, row, name) for name in ("discount", *_LIMITS)]
    kind = rows.cell(form, PREFIX, row, "kind")
    return kind.data != RewardKind.GIFT or any(
        cell.data is not None or cell.errors for cell in cells
    )


REWARDS = Part(
    name="rewards",
    title=mark("Rewards"),
    template="office/_part_rewards.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    shown=_shown,
    places={"rewards": ("reward_1_name", mark("Give each reward another name."))},
)
