"""The steps of a simulation: what may happen, how often, and the list of them that a seed stands for.

1. The list depends on the seed and the count alone.
2. Every seed has its own weather: some faults are left out, some come thrice as often.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from tests.sim import faults, work
from tests.sim.world import Step, World

Happening = Callable[[World, int, Random], None]

ALWAYS: Final[dict[str, tuple[int, Happening]]] = {
    "own": (20, work.own),
    "edit": (18, work.edit),
    "people": (14, work.people),
    "ground": (16, work.ground),
    "push": (30, work.push),
    "ask": (30, work.ask),
    "deliver": (50, work.deliver),
    "flush": (10, work.flush),
    "save": (6, work.save),
    "repeat": (10, work.repeat),
}
SOMETIMES: Final[dict[str, tuple[int, Happening]]] = {
    "dismiss": (6, work.dismiss),
    "withdraw": (2, work.withdraw),
    "die": (3, faults.die),
    "die writing": (4, faults.die_writing),
    "disk refuses": (2, faults.disk_refuses),
    "cache lost": (2, faults.cache_lost),
    "older program": (1, faults.older_program),
    "copy home": (1, faults.copy_home),
    "roll back home": (1, faults.roll_back_home),
    "clone home": (1, faults.clone_home),
    "second board": (1, faults.second_board),
    "care": (2, faults.care),
    "token": (1, faults.token),
    "program": (1, faults.program),
    "somebody else": (1, faults.somebody_else),
    "centre down": (1, faults.centre_down),
    "poison": (1, faults.poison),
    "wait": (1, faults.wait),
    "days pass": (2, faults.days_pass),
    "clock goes back": (1, faults.clock_goes_back),
    "catch up": (2, faults.catch_up),
    "admin": (4, faults.admin),
    "move unit": (1, faults.move_unit),
    "move record": (2, faults.move_record),
    "scope": (2, faults.scope),
    "compact": (1, faults.compact),
    "backup": (2, faults.backup),
    "restore": (4, faults.restore),
    "restore an older one": (2, faults.restore_older),
}
EVERY: Final = ALWAYS | SOMETIMES


def steps_of(seed: int, count: int) -> list[Step]:
    rng = Random(seed)
    weights = {what: weight for what, (weight, _) in ALWAYS.items()}
    weights |= {what: weight * rng.choice((0, 0, 1, 1, 3)) for what, (weight, _) in SOMETIMES.items()}
    chosen = rng.choices(list(weights), list(weights.values()), k=count)
    return [Step(what, rng.randrange(60), rng.getrandbits(32)) for what in chosen]


def take(world: World, step: Step) -> None:
    EVERY[step.what][1](world, step.who, Random(step.seed))
    world.counts[f"step {step.what}"] += 1
    world.tick()
