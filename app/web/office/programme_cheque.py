"""The sample cheque beside the rules: typed by the owner, answered by the engine."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from app.core import clock, locales, money
from app.core.locales import mark
from app.programmes.explain import limit_sentence
from app.programmes.rules import MAX_POINTS, CardRules
from app.sales.rules import Line
from app.sales.simulation import Trial, Tried, tried
from app.web.office.forms import AtMost, LineField, money_field, number_field
from app.web.office.parts import rows
from app.web.office.parts.part import AmountField

PREFIX = "cheque"
ROWS = range(1, 7)
LARGEST_MINOR = 1_000_000_00
