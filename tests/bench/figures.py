"""What a benchmark reports, and the one table of all of them."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_HEAD = ("what", "ours", "against", "ratio", "goal", "")


@dataclass(frozen=True)
class Figure:
    """One promise: our figure, what it is held against, and whether it is kept."""

    what: str
    ours: str
    against: str
    ratio: str
    goal: str
    is_met: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        verdict = "pass" if self.is_met else "FAIL"
        return self.what, self.ours, self.against, self.ratio, self.goal, verdict


def times(
    what: str, ours: float, peer: float, *, unit: str, peer_name: str, least: float
) -> Figure:
    """Ours must be at least ``least`` times the peer's (more is better)."""
    ratio = ours / peer
    return Figure(
        what,
        f"{number(ours)} {unit}",
        f"{peer_name} {number(peer)}",
        f"{ratio:.2f}×",
        f"≥ {least:g}×",
        ratio >= least,
    )


def growth(what: str, large: float, small: float, *, unit: str, most: float) -> Figure:
    """The large case may cost at most ``most`` times the small one."""
    ratio = large / small
    return Figure(
        what,
        f"{number(large)} {unit}",
        f"small {number(small)}",
        f"{ratio:.2f}×",
        f"≤ {most:g}×",
        ratio <= most,
    )


def at_least(what: str, ours: float, limit: float, *, unit: str) -> Figure:
    """Ours must reach the limit."""
    return Figure(
        what,
        f"{number(ours)} {unit}",
        "",
        f"{ours / limit:.2f}",
        f"≥ {number(limit)} {unit}",
        ours >= limit,
    )


def at_most(what: str, ours: float, limit: float, *, unit: str) -> Figure:
    """Ours must stay below the limit."""
    return Figure(
        what,
        f"{number(ours)} {unit}",
        "",
        f"{ours / limit:.2f}",
        f"≤ {number(limit)} {unit}",
        ours <= limit,
    )


def number(value: float) -> str:
    """Three significant digits, thousands grouped."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def interleaved(
    sides: Sequence[str], rounds: int, measure: Callable[[str], float]
) -> dict[str, float]:
    """The median of ``rounds`` measurements of each side, taken in turns.

    What else the machine does then hits all sides alike. A round before them warms up.
    """
    found: dict[str, list[float]] = {side: [] for side in sides}
    for attempt in range(rounds + 1):
        for side in sides if attempt % 2 else reversed(sides):
            value = measure(side)
            if attempt:
                found[side].append(value)
    return {side: statistics.median(values) for side, values in found.items()}


def show(figures: Iterable[Figure]) -> None:
    """Print the table."""
    rows = [_HEAD, *(figure.cells for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
        if place == 0:
            print("  ".join("─" * width for width in widths))
