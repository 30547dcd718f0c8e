"""Online, reconnecting, offline since: one word and a moment, and never online without a sign of life."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest

from postcmd.edits import Link, Update
from postcmd.records import Quota
from sync.backoff import Backoff
from sync.linkstate import LinkKeeper
from sync.ports import Pace
from sync.telling import Teller
from tests.builders import add, edit, quota
from tests.sync.desk import QUICK, SUNHE, at_work
from tests.sync.fake_centre import FakeCentre

START = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class Time:
    """A wall and a clock that never goes back, moved by hand."""

    ticks: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.ticks)

    def tick(self) -> float:
        return self.ticks


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def link(time: Time) -> LinkKeeper:
    return LinkKeeper(time.now, time.tick, silence=20.0)


def test_it_starts_without_a_claim(link: LinkKeeper) -> None:
    assert link.state == "starting"


def test_an_answer_means_online_since_then(link: LinkKeeper, time: Time) -> None:
    time.ticks = 5
    link.heard()
    time.ticks = 9
    link.heard()
    assert (link.state, link.since) == ("online", START + timedelta(seconds=5))


def test_a_lost_link_is_reconnecting_and_offline_since_the_loss_once_a_try_fails(link: LinkKeeper, time: Time) -> None:
    link.heard()
    time.ticks = 100
    link.lost("connection_lost")
    assert (link.state, link.trouble) == ("reconnecting", "connection_lost")
    time.ticks = 103
    link.lost("no_connection")
    assert (link.state, link.trouble, link.since) == ("offline", "no_connection", START + timedelta(seconds=100))


def test_twenty_seconds_of_silence_are_not_online(link: LinkKeeper, time: Time) -> None:
    link.heard()
    time.ticks = 19.9
    assert not link.check_silence()
    time.ticks = 20
    assert link.check_silence()
    assert (link.state, link.trouble) == ("reconnecting", "silence")


def test_a_missing_sign_in_outlasts_an_outage_until_the_centre_answers(link: LinkKeeper) -> None:
    link.stopped("sign_in", "token_expired")
    link.lost("no_connection")
    assert (link.state, link.trouble) == ("sign_in", "token_expired")
    link.heard()
    assert (link.state, link.trouble) == ("online", "")


def test_waits_grow_up_to_the_longest_and_keep_their_jitter(time: Time) -> None:
    waits = [Backoff(Pace(), Random(seed), time.tick) for seed in range(200)]
    by_try = [[backoff.failed() for backoff in waits] for _ in range(10)]
    assert max(by_try[0]) <= 1.0
    assert all(max(tries) <= 15.0 for tries in by_try)
    assert max(by_try[-1]) > 12.0
    assert min(by_try[-1]) < 1.0


def test_waits_begin_anew_after_a_minute_of_health_and_not_before(time: Time) -> None:
    backoff = Backoff(Pace(), Random(1), time.tick)
    for _ in range(10):
        backoff.failed()
    backoff.worked()
    time.ticks += 59
    backoff.worked()
    assert max(backoff.failed() for _ in range(50)) > 10
    backoff.worked()
    time.ticks += 60
    assert backoff.failed() <= 0.5


def test_the_centre_may_ask_for_a_longer_wait(time: Time) -> None:
    assert Backoff(Pace(), Random(1), time.tick).failed(at_least=30.0) == 30.0


@pytest.mark.anyio
async def test_a_burst_of_changes_is_told_in_two_updates() -> None:
    """The first at once, the rest together."""
    told: list[Update] = []
    teller = Teller(told.append, interval=0.02)
    for heads in range(10):
        teller.tell_all(Update(puts=(quota(heads, heads),)), (), Link(state="online"))
    assert len(told) == 1
    waiting = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.05, waiting.set_result, None)
    await waiting
    assert len(told) == 2
    assert [put.min for put in told[1].puts if isinstance(put, Quota)] == [9]


@pytest.mark.anyio
async def test_a_glyph_goes_out_at_once_with_what_waited() -> None:
    told: list[Update] = []
    teller = Teller(told.append, interval=60.0)
    link = Link(state="online")
    teller.tell_both((edit(add(max=3)),), link)
    teller.tell_all(Update(puts=(quota(1, 1),)), (edit(add(max=3)),), link)
    assert len(told) == 1
    teller.tell_both((edit(add(max=3), stage="done"),), link)
    assert len(told) == 2
    assert len(told[1].puts) == 1


@pytest.mark.anyio
async def test_a_newer_moment_alone_is_no_news() -> None:
    told: list[Update] = []
    teller = Teller(told.append, interval=0.0)
    link = Link(state="online", as_of=START)
    teller.tell_both((), link)
    teller.tell_both((), msgspec.structs.replace(link, as_of=START + timedelta(seconds=15)))
    assert len(told) == 1


def test_an_outage_is_told_with_its_moment_and_ends_by_itself(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "gone"
        centre.drop_streams()
        desk.until(lambda: desk.link.state == "offline")
        assert desk.link.since is not None
        assert desk.quota().max == 12
        centre.weather = "fine"
        desk.until(lambda: desk.link.state == "online")


def test_where_the_stream_does_not_get_through_questions_take_its_place(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.weather = "stream lost"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None)
        centre.put(msgspec.structs.replace(centre.quota(SUNHE), max=30))
        desk.until(lambda: desk.quota().max == 30)


def test_a_missing_sign_in_is_told_and_edits_are_kept_for_it(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.weather = "signed out"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.link.state == "sign_in")
        assert desk.link.trouble == "token_expired"
        ticket = desk.add_to_quota(+3)
        desk.until_stage(ticket, "saved")
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until_done(ticket)
    assert centre.quota(SUNHE).max == 15


def test_what_nobody_foresaw_is_shown_and_the_engine_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    centre = FakeCentre()
    stumbles = iter([True])

    def connect() -> FakeCentre:
        if next(stumbles, False):
            raise LookupError("a fault of our own")
        return centre

    with at_work(tmp_path, connect, pace=QUICK) as desk:
        ticket = desk.add_to_quota(+3)
        desk.until_done(ticket)
    assert any(update.link is not None and update.link.trouble == "internal" for update in desk.updates)
    assert "a fault of our own" in caplog.text
