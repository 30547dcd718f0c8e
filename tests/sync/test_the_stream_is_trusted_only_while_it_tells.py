"""A stream that says nothing, or says it late, is no reason to be behind; and an outage ends soon after it ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
import pytest

from sync.backoff import Backoff
from sync.channel import GRACE, Channel
from sync.ports import Pace
from tests.sync.desk import SUNHE, at_work
from tests.sync.fake_centre import FakeCentre

SILENCE = 20.0


@dataclass
class Clock:
    """Moved by hand."""

    seconds: float = 0.0

    def tick(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel(clock: Clock) -> Channel:
    channel = Channel(clock.tick, SILENCE)
    channel.heard()
    return channel


def test_an_open_stream_is_trusted_until_it_has_been_silent_for_long(channel: Channel, clock: Clock) -> None:
    trust = []
    for seconds in (SILENCE - 0.1, SILENCE):
        clock.seconds = seconds
        trust.append(channel.is_trusted)
    channel.heard()
    trust.append(channel.is_trusted)
    channel.closed()
    assert [*trust, channel.is_trusted] == [True, False, True, False]


def missed(channel: Channel, times: int) -> Channel:
    for _ in range(times):
        channel.answered(news=True)
    return channel


def test_two_questions_in_a_row_that_bring_untold_changes_end_the_trust(channel: Channel) -> None:
    assert missed(channel, 1).is_trusted
    channel.answered(news=False)
    assert not missed(channel, 1).is_trusted


def test_a_change_that_was_told_or_is_our_own_is_not_missed(channel: Channel) -> None:
    for _ in range(3):
        channel.poked()
        channel.answered(news=True)
        channel.expected()
        channel.answered(news=True)
    assert channel.is_trusted


def test_a_poke_in_time_brings_the_stream_back_and_a_late_one_does_not(channel: Channel, clock: Clock) -> None:
    missed(channel, 2)
    clock.seconds += GRACE + 0.1
    channel.heard()
    channel.poked()
    channel.answered(news=False)
    assert not channel.is_trusted
    missed(channel, 1)
    clock.seconds += GRACE / 2
    channel.poked()
    assert channel.is_trusted


def test_a_poke_that_tells_something_new_brings_the_stream_back(channel: Channel, clock: Clock) -> None:
    missed(channel, 2)
    clock.seconds += GRACE + 0.1
    channel.heard()
    channel.poked()
    channel.answered(news=True)
    assert channel.is_trusted


def test_behind_a_proxy_that_keeps_the_stream_to_itself_changes_arrive(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.weather = "stream silent"
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        for heads in (30, 31, 32):
            centre.put(msgspec.structs.replace(centre.quota(SUNHE), max=heads))
            desk.until(lambda heads=heads: desk.quota().max == heads)  # type: ignore[misc]  # a default binds it


def test_after_an_outage_a_post_is_back_within_twelve_seconds_at_p95() -> None:
    """In a black hole: each try holds out five seconds and gets through where the way opens in its first three."""
    waits = sorted(seconds_until_back(Random(seed)) for seed in range(4_000))
    assert waits[len(waits) * 95 // 100] < 12.0
    assert waits[-1] < 16.0


def test_the_longest_outage_is_knocked_at_no_more_often_than_every_five_seconds() -> None:
    clock = Clock()
    backoff = Backoff(Pace(), Random(1), clock.tick, Pace().longest_probe)
    waits = [backoff.failed() for _ in range(1_000)][10:]
    assert sum(waits) / len(waits) > 4.5


def seconds_until_back(rng: Random) -> float:
    """From the moment the way opens until a try gets through."""
    clock, opens = Clock(), rng.uniform(20, 600)
    backoff = Backoff(Pace(), rng, clock.tick, Pace().longest_probe)
    while True:
        if clock.seconds + 3.0 >= opens:
            return max(0.0, clock.seconds - opens)
        clock.seconds += 5.0
        clock.seconds += backoff.failed()
