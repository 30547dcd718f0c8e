"""The same world, walked by hypothesis: it looks for the smallest story that breaks a promise."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.sim.healing import a_world, settle
from tests.sim.steps import ALWAYS, SOMETIMES, take
from tests.sim.world import Step

STORIES = 100
STEPS = 60


class AnyStory(RuleBasedStateMachine):
    """Steps in any order; at the end the faults stop, and everything has to arrive."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._world = self._stack.enter_context(a_world())

    @rule(what=some.sampled_from(sorted(ALWAYS)), who=some.integers(0, 4), seed=some.integers(0, 2**16))
    def work(self, what: str, who: int, seed: int) -> None:
        take(self._world, Step(what, who, seed))

    @rule(what=some.sampled_from(sorted(SOMETIMES)), who=some.integers(0, 4), seed=some.integers(0, 2**16))
    def trouble(self, what: str, who: int, seed: int) -> None:
        take(self._world, Step(what, who, seed))

    def teardown(self) -> None:
        with self._stack:
            settle(self._world)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_story_breaks_a_promise() -> None:
    few = settings(
        max_examples=STORIES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(AnyStory, settings=few)
