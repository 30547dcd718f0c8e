"""How long the centre takes to answer: rough, steady, and measured on what is asked anyway."""

from __future__ import annotations

import itertools

import pytest

from postcmd.wire import PullAnswer, PullRequest
from sync.roundtrip import RoundTrip, Timed
from tests.sync.fake_centre import FakeCentre


def said_after(*seconds: float) -> float:
    trip = RoundTrip()
    for one in seconds:
        trip.took(one)
    return trip.step


@pytest.mark.parametrize(
    ("seconds", "step"), [(0.004, 0.1), (0.1, 0.1), (0.13, 0.2), (0.4, 0.5), (3.0, 5.0), (9.0, 10.0), (70.0, 10.0)]
)
def test_the_first_answer_says_its_step(seconds: float, step: float) -> None:
    assert said_after(seconds) == step


def test_nothing_is_said_before_the_first_answer() -> None:
    assert RoundTrip().step == 0


def test_one_slow_answer_among_many_says_nothing_of_the_link() -> None:
    assert said_after(0.02, 0.02, 0.02, 4.0, 0.02) == 0.1


def test_a_link_at_the_edge_of_a_step_does_not_make_the_line_flicker() -> None:
    trip = RoundTrip()
    said = set()
    for nth in range(40):
        trip.took(0.09 if nth % 6 < 3 else 0.115)
        said.add(trip.step)
    assert said == {0.1}


def test_a_link_that_has_become_slow_or_quick_again_is_said() -> None:
    assert said_after(*[0.02] * 5, *[0.9] * 3) == 1.0
    assert said_after(*[0.9] * 5, *[0.02] * 3) == 0.1


def test_another_link_is_measured_anew() -> None:
    trip = RoundTrip()
    trip.took(0.9)
    trip.forget()
    assert trip.step == 0
    trip.took(0.02)
    assert trip.step == 0.1


@pytest.mark.anyio
async def test_only_short_questions_are_measured() -> None:
    ticks, took = itertools.count(0.0, 0.5), list[float]()
    centre = Timed(FakeCentre(), lambda: next(ticks), took.append)
    hello = await centre.hello("c")
    assert took == [0.5]
    whole = await centre.pull(PullRequest(client="c", epoch=hello.epoch))
    assert isinstance(whole, PullAnswer)
    assert took == [0.5]
    await centre.pull(PullRequest(client="c", epoch=hello.epoch, cursor=whole.cursor))
    assert took == [0.5, 0.5]
