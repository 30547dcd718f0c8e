"""The mutation gate: each planted fault breaks a promise within the seeds of a normal run."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.sim.mutants import LOOK_FIRST, PLANTED
from tests.sim.runs import replay_line, run_seed

SEEDS = 80
STEPS = 300


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("mutant", PLANTED)
def test_a_planted_fault_is_caught(mutant: str) -> None:
    for seed in (LOOK_FIRST.get(mutant, 0), *range(SEEDS)):
        run = run_seed(seed, STEPS, mutant)
        if run.failure:
            print(f"{mutant}: {replay_line(seed, STEPS, mutant)}: {run.failure}")
            return
    pytest.fail(f"{mutant} breaks no promise in {SEEDS} seeds of {STEPS} steps")
