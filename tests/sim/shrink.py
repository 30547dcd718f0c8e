"""Cutting a failing list of steps down to what it takes to fail, and keeping it.

1. What is left breaks the same promise.
2. A file of regressions/ is a list of steps as data: it means the same however the seeds are spread later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from tests.sim.runs import Run, run_steps
from tests.sim.world import Step

REGRESSIONS: Final = Path(__file__).parent / "regressions"
MOST_RUNS: Final = 400


class Regression(Struct, omit_defaults=True):
    """Steps that once broke the promise `was`. With a `mutant` they still must."""

    was: str
    steps: list[tuple[str, int, int]]
    mutant: str = ""


def shrunk(run: Run, mutant: str = "", most_runs: int = MOST_RUNS) -> Run:
    """The run with as few steps as could be found."""
    best = run_steps(run.steps[: run.at + 1], mutant)
    if not best.failure:
        best = run
    promise, left = run.promise, [most_runs]

    def fails(steps: Sequence[Step]) -> bool:
        nonlocal best
        left[0] -= 1
        tried = run_steps(steps, mutant)
        if tried.promise != promise:
            return False
        best = tried
        return True

    _cut(list(best.steps), fails, left)
    return best


def _cut(steps: list[Step], fails: Callable[[Sequence[Step]], bool], left: list[int]) -> None:
    """Leave out pieces, large ones first, for as long as that goes on failing."""
    size = len(steps) // 2
    while size and left[0] > 0:
        at = 0
        while at < len(steps) and left[0] > 0:
            without = steps[:at] + steps[at + size :]
            if fails(without):
                steps = without
            else:
                at += size
        size //= 2


def keep(name: str, run: Run, mutant: str = "") -> Path:
    """Write the run down, so that it is replayed from now on."""
    REGRESSIONS.mkdir(exist_ok=True)
    file = REGRESSIONS / f"{name}.json"
    rows = ",\n".join(f"  {msgspec.json.encode(tuple(step)).decode()}" for step in run.steps)
    head = msgspec.json.encode(Regression(run.failure.partition(":")[0], [], mutant)).decode()
    file.write_text(head.replace("[]", f"[\n{rows}\n]") + "\n")
    return file


def regression(file: Path) -> Regression:
    return msgspec.json.decode(file.read_bytes(), type=Regression)


def replayed(file: Path) -> Run:
    found = regression(file)
    return run_steps([Step(*step) for step in found.steps], found.mutant)
