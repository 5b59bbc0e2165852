"""Gift certificates: money paid in advance, spent in parts (R21, row 24; E22)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from app.core import money
from app.core.locales import mark
from app.programmes.kinds.kind import Kind, Knob, Wheel
from app.programmes.kinds.sold import NOTHING_EARNED, SoldRules, check_flag
from app.programmes.months import add_months
from app.programmes.rules import Bounds, InvalidRules, check_number

MAX_NOMINALS = 12
LEAST_MINOR = 1_00


@dataclass(frozen=True, kw_only=True)
class CertificateRules(SoldRules):
    """Rules of a gift certificate; its unit is the smallest unit of money.

    Attributes:
        nominals: the sums it is sold for.
        least_minor: least free sum.
        most_minor: greatest free sum; zero: only the sums of the list.
        valid_months: how long it pays, by calendar months; None: for ever.
        is_owed_after: what is left when its time has ended is still owed and can be
            paid back in money, as the law of the place asks; else it is income.
        is_earning: the part of a cheque that it pays earns points as money does.
    """

    point_value_minor: int = 1
    nominals: tuple[int, ...] = (1_000_00, 3_000_00, 5_000_00)
    least_minor: int = 500_00
    most_minor: int = 0
    valid_months: int | None = 12
    is_owed_after: bool = True
    is_earning: bool = False

    fixed: ClassVar[Mapping[str, object]] = MappingProxyType(
        {**NOTHING_EARNED, "point_value_minor": 1, "price_minor": 0}
    )
    bounds: ClassVar[Bounds] = MappingProxyType(
        {
            **SoldRules.bounds,
            "least_minor": (LEAST_MINOR, money.MAX_MINOR // 10),
            "most_minor": (0, money.MAX_MINOR // 10),
            "valid_months": (1, 120),
        }
    )

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        super().__post_init__()
        for nominal in self.nominals:
            check_number("nominals", nominal, LEAST_MINOR, money.MAX_MINOR // 10)
        repeats = len(set(self.nominals)) < len(self.nominals)
        if repeats or len(self.nominals) > MAX_NOMINALS:
            raise InvalidRules("nominals")
        if not self.nominals and not self.most_minor:
            raise InvalidRules("nominals")
        if self.most_minor and self.most_minor < self.least_minor:
            raise InvalidRules("most_minor")
        check_flag("is_owed_after", self.is_owed_after)
        check_flag("is_earning", self.is_earning)

    def is_sold_for(self, amount_minor: int) -> bool:
        """Whether a certificate of this sum is on sale."""
        is_free = self.least_minor <= amount_minor <= self.most_minor
        return is_free or amount_minor in self.nominals

    def last_day(self, first: date) -> date | None:
        """The last day on which it pays, when it was sold on ``first``."""
        if self.valid_months is None:
            return None
        return add_months(first, self.valid_months)


CERTIFICATE = Kind(
    name="certificate",
    unit="minor",
    rules=CertificateRules,
    title=mark("Gift certificate"),
    purpose=mark("Paid for today, spent later, in one go or in parts."),
    guest=mark("How much is left on it, and until when it pays."),
    art="certificate",
    parts=("nominals",),
    knobs=(
        Knob(
            name="least_minor",
            label=mark("Least free sum"),
            wheel=Wheel.MONEY,
        ),
        Knob(
            name="most_minor",
            label=mark("Greatest free sum"),
            wheel=Wheel.MONEY,
        ),
        Knob(
            name="valid_months",
            label=mark("Good for how many months"),
            is_optional=True,
        ),
        Knob(
            name="is_owed_after",
            label=mark("What is left after that is still owed and paid back in money"),
            wheel=Wheel.FLAG,
        ),
        Knob(
            name="is_earning",
            label=mark("What it pays earns points as money does"),
            wheel=Wheel.FLAG,
        ),
    ),
    is_sold=True,
)
