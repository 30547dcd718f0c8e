"""What a benchmark says: our figure, what stands beside it in the same run, and what was demanded.

1. A ratio is ours divided by the peer's or the floor's of the same run on the same machine.
2. A demand is a bound from above, on the ratio or on our figure itself; missing it is said, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple


class Figure(NamedTuple):
    """One line of the report."""

    what: str
    ours: float
    unit: str
    beside: float | None = None
    peer: str = ""
    at_most: float | None = None
    of: Literal["ratio", "ours"] = "ratio"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.beside if self.beside else None

    @property
    def is_met(self) -> bool | None:
        measured = self.ratio if self.of == "ratio" else self.ours
        return None if self.at_most is None or measured is None else measured <= self.at_most


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -int(-len(ranked) * share // 1) - 1)]


def table(figures: Iterable[Figure]) -> str:
    """The figures as lines for a reader."""
    lines = [f"{'figure':<58} {'ours':>12} {'beside':>12} {'ratio':>8} {'demand':>10}"]
    return "\n".join(lines + [_line(figure) for figure in figures])


def _line(figure: Figure) -> str:
    beside = "" if figure.beside is None else f"{figure.beside:,.4g} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.3f}x"
    demand = "" if figure.at_most is None else f"<= {figure.at_most:g}{'x' if figure.of == 'ratio' else ''}"
    verdict = {True: "ok", False: "MISSED", None: ""}[figure.is_met]
    peer = f"  ({figure.peer})" if figure.peer else ""
    ours = f"{figure.ours:,.4g} {figure.unit}"
    return f"{figure.what:<58} {ours:>12} {beside:>12} {ratio:>8} {demand:>10} {verdict}{peer}"
