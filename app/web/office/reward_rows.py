"""The rewards of a card as rows of a form: what each is, its price and its limits."""

from typing import Any

from wtforms import SelectField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.rewards import KINDS
from app.programmes.rules import MAX_LIMIT, MAX_POINTS, Reward, RewardKind
from app.web.office.forms import (
    AtMost,
    LineField,
    OfficeForm,
    money_field,
    number_field,
)

ROWS = (1, 2, 3, 4, 5, 6)
_LIMITS = ("per_person", "per_day", "stock")


class RewardRows(OfficeForm):
    """A form with rows of rewards; a row without a name and a price is no reward."""

    def has_whole_rewards(self) -> bool:
        """Whether each row that is used is filled in; refuses what is missing."""
        wrong = [row for row in ROWS if not self._is_whole(row)]
        return not wrong

    def _is_whole(self, row: int) -> bool:
        name, points = self._cell(row, "name"), self._cell(row, "points")
        if name.data and points.data is None:
            return not points.errors and self._lacks(points.name, points.words())
        if points.data is not None and not name.data:
            words = mark("Name the reward, or leave both fields of the row empty.")
            return self._lacks(name.name, locales.gettext(words))
        return not name.data or self._has_right_limits(row)

    def _has_right_limits(self, row: int) -> bool:
        discount = self._cell(row, "discount")
        is_discount = self._cell(row, "kind").data == RewardKind.DISCOUNT
        if is_discount and discount.data is None and not discount.errors:
            return self._lacks(discount.name, discount.words())
        in_all, per_day = self._cell(row, "per_person"), self._cell(row, "per_day")
        if in_all.data and per_day.data and per_day.data > in_all.data:
            words = mark("Write no more than one person can get in all.")
            return self._lacks(per_day.name, locales.gettext(words))
        return True

    def _lacks(self, name: str, words: str) -> bool:
        self.refuse(name, words)
        return False

    def _cell(self, row: int, name: str) -> Any:
        return self[f"reward_{row}_{name}"]

    def rewards(self) -> list[Reward]:
        """The rewards as filled in; raises InvalidRules."""
        return [self._reward(row) for row in ROWS if self._cell(row, "name").data]

    def _reward(self, row: int) -> Reward:
        kind = RewardKind(self._cell(row, "kind").data)
        is_discount = kind is RewardKind.DISCOUNT
        return Reward(
            name=self._cell(row, "name").data,
            points=self._cell(row, "points").data,
            kind=kind,
            discount_minor=self._cell(row, "discount").data if is_discount else None,
            **{limit: self._cell(row, limit).data for limit in _LIMITS},
        )


def filled(rewards: tuple[Reward, ...]) -> dict[str, Any]:
    """The rows' values for stored rewards."""
    values: dict[str, Any] = {}
    for row, reward in zip(ROWS, rewards, strict=False):
        values |= {
            f"reward_{row}_name": reward.name,
            f"reward_{row}_points": reward.points,
            f"reward_{row}_kind": reward.kind.value,
            f"reward_{row}_discount": reward.discount_minor,
            **{f"reward_{row}_{limit}": getattr(reward, limit) for limit in _LIMITS},
        }
    return values


def shown(form: RewardRows) -> list[int]:
    """The rows to show: those in use, one that is free, and three at least."""
    used = [row for row in ROWS if form[f"reward_{row}_name"].data]
    return list(ROWS[: max(3, (used[-1] if used else 0) + 1)])


def has_details(form: RewardRows, row: int) -> bool:
    """Whether a row says more than a name and a price, so that it is shown open."""
    cells = [form[f"reward_{row}_{name}"] for name in ("discount", *_LIMITS)]
    kind = form[f"reward_{row}_kind"]
    return kind.data != RewardKind.GIFT or any(
        cell.data is not None or cell.errors for cell in cells
    )


def _add_rows() -> None:
    for row in ROWS:
        cells: dict[str, Any] = {
            "name": LineField(mark("Reward"), validators=[AtMost(100)]),
            "points": number_field(mark("Points"), (1, MAX_POINTS), is_needed=False),
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
            "stock": number_field(
                mark("How many in all"), (1, MAX_LIMIT), is_needed=False
            ),
        }
        for name, field in cells.items():
            setattr(RewardRows, f"reward_{row}_{name}", field)


_add_rows()
