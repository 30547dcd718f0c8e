"""Runs of the simulation: by a seed, by a list of steps, and cut down to what still fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack

from msgspec import Struct

from tests.sim.healing import a_world, settle
from tests.sim.history import Violation
from tests.sim.mutants import planted
from tests.sim.steps import steps_of, take
from tests.sim.world import Step, World


class Run(Struct):
    """How a run went: `failure` says which promise was broken and where, "" where none was."""

    steps: list[Step]
    failure: str = ""
    at: int = 0
    counts: Counter[str] = Counter()

    @property
    def promise(self) -> str:
        """The number of the promise that was broken."""
        return self.failure.partition(":")[0]


def run_seed(seed: int, count: int, mutant: str = "") -> Run:
    return run_steps(steps_of(seed, count), mutant)


def run_steps(steps: Sequence[Step], mutant: str = "") -> Run:
    """Take the steps, heal, and look whether every promise was kept."""
    run = Run(list(steps), counts=Counter())
    with planted(mutant) as forgets, ExitStack() as stack:
        world: World | None = None
        try:
            world = stack.enter_context(a_world(forgets))
            for run.at, step in enumerate(steps):
                take(world, step)
            run.at = len(steps)
            settle(world)
        except Violation as broken:
            run.failure = str(broken)
        if world is not None:
            run.counts = world.counts + world.oracle.statuses
            run.counts["edits"] = len(world.oracle.edits)
    return run


def replay_line(seed: int, count: int, mutant: str = "") -> str:
    return f"python -m tests.sim {seed} {count} {mutant}".rstrip()
