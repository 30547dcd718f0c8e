"""The replay at a real centre: what is due goes out once, whatever happens to the clock and the centre."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from postcmd.ops import Base, ClockSet, QuotaAdd, QuotaReport
from postcmd.scenario.expand import expand
from sync.http import HttpCentre
from sync.ports import Secret
from tests.demo.people import LONG, Up, centre, ended_within, november, watching
from tests.scenario.shelf import told
from tui.demo_replayer import CLIENT, Pace, Replayer

pytestmark = pytest.mark.anyio

SUNHE = "sunhe.lianjia.2022-11-20"
HELD = Pace(60.0, paused=True)


@asynccontextmanager
async def replaying(
    up: Up, pace: Pace, until: datetime | None = None, said: list[str] | None = None
) -> AsyncIterator[None]:
    """A replay at work, from the moment at which the backlog is with the centre."""
    ready = asyncio.Event()
    way = HttpCentre(up.url, Secret(up.tokens["replay"]))
    say = said.append if said is not None else lambda words: None
    replayer = Replayer(way, expand(), pace=pace, until=until, on_ready=ready.set, say=say)
    playing = asyncio.create_task(replayer.run())
    try:
        await asyncio.wait_for(ready.wait(), LONG)
        yield
    finally:
        await ended_within(playing, LONG)
        await way.close()


async def steps_taken(up: Up) -> int:
    way = HttpCentre(up.url, Secret(up.tokens["replay"]))
    try:
        return (await way.hello(CLIENT)).last
    finally:
        await way.close()


async def test_what_lies_before_the_clock_is_there_at_once_and_nothing_after_it(tmp_path: Path) -> None:
    with centre(tmp_path, november(20, 19, 30)) as up:
        async with replaying(up, HELD), watching(up.url, up.tokens["chaoyang"]) as coordinator:
            await coordinator.look()
            assert coordinator.quotas[SUNHE].max == 12
            assert coordinator.quotas[SUNHE].offered == 0
            assert await steps_taken(up) == sum(step.at <= november(20, 19, 30) for step in expand())


async def test_steps_follow_the_clock_through_pause_and_speed(tmp_path: Path) -> None:
    with centre(tmp_path, november(20, 19, 29)) as up:
        async with replaying(up, HELD), watching(up.url, up.tokens["centre"]) as coordinator:
            await coordinator.look()
            assert SUNHE not in coordinator.quotas
            await coordinator.say(ClockSet(rate=1800.0, paused=False))
            await coordinator.until(lambda: SUNHE in coordinator.quotas and coordinator.quotas[SUNHE].offered >= 4)
            await coordinator.say(ClockSet(rate=1800.0, paused=True))
            await coordinator.until(lambda: coordinator.clock is not None and coordinator.clock.paused)
            await coordinator.until_quiet()
            assert coordinator.quotas[SUNHE].present == 0
            await coordinator.say(ClockSet(rate=3600.0, paused=False))
            await coordinator.until(lambda: coordinator.quotas[SUNHE].present == 12)


async def test_a_replay_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    with centre(tmp_path, november(20, 20)) as up:
        async with replaying(up, HELD):
            before = await steps_taken(up)
        async with replaying(up, Pace(3600.0)), watching(up.url, up.tokens["centre"]) as coordinator:
            await coordinator.until(lambda: "sunhe-lianjia" in coordinator.squads)
            assert await steps_taken(up) > before
            assert coordinator.quotas[SUNHE].offered == 26


async def test_a_centre_that_goes_away_gets_every_step_once_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with centre(folder, november(20, 19, 29)) as first:
        port = int(first.url.rpartition(":")[2])
        async with replaying(first, Pace(3600.0)):
            async with watching(first.url, first.tokens["centre"]) as coordinator:
                await coordinator.until(lambda: SUNHE in coordinator.quotas)
            first.child.kill()
            with centre(folder, november(20, 19, 29), port) as second:
                async with watching(second.url, second.tokens["centre"]) as coordinator:
                    await coordinator.until(
                        lambda: SUNHE in coordinator.quotas and coordinator.quotas[SUNHE].present == 12
                    )
    expected = told(november(20, 21))
    assert coordinator.quotas[SUNHE].offered == expected.quota(SUNHE).offered == 26


async def test_a_coordinators_word_stands_and_the_replay_goes_on(tmp_path: Path) -> None:
    """A report that clashes with a person's is told and passed by; a person's bounds are left alone."""
    said: list[str] = []
    with centre(tmp_path, november(20, 19, 30)) as up:
        async with replaying(up, HELD, said=said), watching(up.url, up.tokens["chaoyang"]) as coordinator:
            await coordinator.look()
            day = november(20, 19).date()
            await coordinator.say(QuotaAdd(request="sunhe", unit="lianjia", day=day, min=3, max=3))
            seen = Base(coordinator.epoch, coordinator.quotas[SUNHE].rev, {"present": 0})
            await coordinator.say(QuotaReport(request="sunhe", unit="lianjia", day=day, base=seen, present=7))
            async with watching(up.url, up.tokens["centre"], "hand") as hand:
                await hand.look()
                await hand.say(ClockSet(rate=3600.0, paused=False))
            await coordinator.until(lambda: bool(said) and "jiuxianqiao-lianjia" in coordinator.squads)
            assert coordinator.quotas[SUNHE].max == 15
            # Three more places: three more of those who signed up have one.
            assert (coordinator.quotas[SUNHE].confirmed, coordinator.quotas[SUNHE].reserve) == (15, 11)
            assert coordinator.quotas[SUNHE].present == 7
    assert any("conflict" in words for words in said)


async def test_up_to_an_end_the_replay_stops_there_and_the_record_is_as_told(tmp_path: Path) -> None:
    end = expand()[-1].at
    with centre(tmp_path, end) as up:
        way = HttpCentre(up.url, Secret(up.tokens["replay"]))
        await asyncio.wait_for(Replayer(way, expand(), until=end).run(), LONG)
        await way.close()
        async with watching(up.url, up.tokens["observer"]) as coordinator:
            await coordinator.look()
        expected = told()
        assert {
            quota.id: (quota.min, quota.max, quota.offered, quota.confirmed, quota.reserve, quota.present)
            for quota in coordinator.quotas.values()
        } == {
            quota.id: (quota.min, quota.max, quota.offered, quota.confirmed, quota.reserve, quota.present)
            for quota in expected.quotas()
        }
        assert {squad.id: (squad.strength, squad.status, squad.place) for squad in coordinator.squads.values()} == {
            squad.id: (squad.strength, squad.status, squad.place) for squad in expected.squads()
        }
