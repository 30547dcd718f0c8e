"""Keeping many posts in step: after an outage, beside five hundred streams, and after partitions.

Run as `python -m bench.sync [outage|crowd|partitions]…`. Centre and posts share this machine's cores. Floor: a bare
server that fans the same events out to the same number of sockets.

1. Outage: a hundred shipped engines have fifty edits each waiting when the centre comes back; over when the ledger has
   all of them and every post holds what a fresh snapshot holds, by digest.
2. Crowd: two shipped engines beside light posts that pull when poked; every commit is seen by ten posts at most.
3. Partitions: shipped engines at their shipped pace; over when each has what was written after its way had healed, and
   its own edit has ended. After a dead partition the old connections stay open and silent for ever.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.coordinators import FORKS, Coordinators, Seat, Standing
from bench.crowd import bare_fan_out, crowd
from bench.figures import Figure, percentile, table
from bench.seen import Post
from postcmd.intents import add_heads
from postcmd.records import AnyRecord, Quota, Unit
from sync.ports import Secret
from sync.post import open_cache, pull_once, way_to
from tests.centre_fixture import DAY, Account, RunningCentre, a_quota, running_centre
from tests.chaos.ways import Healing, Way, Ways

PATIENCE: Final = 180.0
COORDINATORS: Final = 100
EDITS: Final = 50
CORPS: Final = 10
PROCESSES: Final = 4

STREAMS: Final = 500
AT_ONCE: Final = 8
RATE: Final = 20.0
CROWD_SECONDS: Final = 40.0

PARTED: Final = 24
WATCHED: Final = f"sunhe.lianjia.{DAY}"


def figures() -> list[Figure]:
    return [*outage(), *beside_a_crowd(), *partitions()]


# 1. An outage ends


def outage() -> list[Figure]:
    people = [Account(f"c-{nth}", "dispatcher", f"u:centre/corps-{nth % CORPS}") for nth in range(COORDINATORS)]
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), _corps(CORPS, 50), people) as centre:
        seats = [Seat(centre.url, one.name, centre.tokens[one.name], folder) for one in people]
        rooms = [Coordinators(seats[nth::PROCESSES]) for nth in range(PROCESSES)]
        _until_equal(centre, rooms, people)
        centre.stop()
        for room in rooms:
            room.edit(EDITS)
        centre.start()
        began = time.monotonic()
        ended = _until_equal(centre, rooms, people) - began
        broken = sum(sum(one.failures.values()) for room in rooms for one in room.standings())
        for room in rooms:
            room.leave()
    return [
        Figure(f"{COORDINATORS} x {EDITS} edits after an outage: equal", ended, "s", at_most=60, of="ours"),
        Figure("answers 5xx meanwhile", broken, "", at_most=0, of="ours"),
    ]


def _corps(count: int, quotas: int) -> list[AnyRecord]:
    """Corps with so many quotas each, seen by nobody else."""
    made: list[AnyRecord] = []
    for nth in range(count):
        name = f"corps-{nth}"
        made.append(Unit(id=name, kind="corps", name=name, path=f"centre/{name}", parent="centre"))
        below = [f"{name}-{part}" for part in range(quotas)]
        made += [Unit(id=one, kind="enterprise", name=one, path=f"centre/{name}/{one}", parent=name) for one in below]
        made += [a_quota("sunhe", one, 10) for one in below]
    return made


def _until_equal(centre: RunningCentre, rooms: list[Coordinators], people: list[Account]) -> float:
    """The moment at which nothing waits and every post holds its scope as it is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        stand = [one for room in rooms for one in room.standings()]
        now = time.monotonic()
        if not any(one.pending for one in stand) and _all_equal(centre, stand, people):
            return now
        time.sleep(0.25)
    raise TimeoutError("the posts did not become equal")


def _all_equal(centre: RunningCentre, stand: list[Standing], people: list[Account]) -> bool:
    held = {one.digest for one in stand}
    return len(held) == CORPS and held == {_digest(centre, people[nth].name) for nth in range(CORPS)}


def _digest(centre: RunningCentre, account: str) -> str:
    """Of a fresh snapshot."""
    with tempfile.TemporaryDirectory() as nowhere:
        way = way_to(centre.url, lambda: Secret(centre.tokens[account]))
        return pull_once(open_cache(centre.url, account, Path(nowhere)), way, limit=60).learnt.digest().x


# 2. Beside a crowd


def beside_a_crowd() -> list[Figure]:
    units = STREAMS // AT_ONCE + 1
    names = [f"s-{nth}" for nth in range(2 * units)]
    people = [Account(name, "dispatcher", f"u:centre/corps-{nth // 2}") for nth, name in enumerate(names)]
    people += [Account("city", "admin", "*"), Account("chaoyang", "dispatcher", "u:centre/chaoyang")]
    with tempfile.TemporaryDirectory() as folder, running_centre(Path(folder), _corps(units, 2), people) as centre:
        quotas = [one for one in _corps(units, 2) if isinstance(one, Quota)]
        tokens = [centre.tokens[names[nth // 4]] for nth in range(STREAMS)]
        ours, theirs = FORKS.Pipe()
        asked = (centre.port, tokens, centre.tokens["city"], quotas, RATE, theirs)
        process = FORKS.Process(target=crowd, args=asked, daemon=True)
        process.start()
        ours.recv()
        here, there = (Post(centre, "chaoyang", Path(folder, name)) for name in ("here", "there"))
        memory = [_memory(centre)]
        ours.send("write")
        seen = list(_edits_seen(here, there, memory, centre))
        ours.send("enough")
        commits, pokes, pulls, broken = ours.recv()
        process.join()
        here.engine.stop(5), there.engine.stop(5)
    floor = percentile(asyncio.run(bare_fan_out(STREAMS, AT_ONCE, RATE, 10)), 0.95)
    shown = percentile(seen, 0.95)
    return [
        Figure(
            f"edit on another board beside {STREAMS} streams, p95", shown * 1e3, "ms", floor * 1e3, "bare fan-out p95"
        ),
        Figure("the same, as demanded", shown, "s", at_most=1, of="ours"),
        Figure("commits a second meanwhile, besides", commits, "/s"),
        Figure("pulls of the crowd a second", pulls, "/s", pokes, "pokes"),
        Figure("streams and pulls that broke", broken, "", at_most=0, of="ours"),
        Figure("memory of the centre, in the middle", memory[len(memory) // 2], "MB", memory[0], "at the start"),
        Figure("memory of the centre, at the end", memory[-1], "MB", memory[len(memory) // 2], "in the middle", 1.1),
    ]


def _edits_seen(here: Post, there: Post, memory: list[float], centre: RunningCentre) -> Iterator[float]:
    """Seconds from an edit on one board to the other, again and again."""
    for post in (here, there):
        post.wait(lambda board: board.link.state == "online" and board.quota(WATCHED) is not None)
    end = time.monotonic() + CROWD_SECONDS
    while time.monotonic() < end:
        quota = here.board.quota(WATCHED)
        assert quota is not None
        wanted, started = (quota.max or 0) + 1, time.perf_counter()
        here.engine.submit([add_heads(quota, 1)], [quota])
        yield there.wait(lambda board, wanted=wanted: there.most >= wanted) - started  # type: ignore[misc]
        here.wait(lambda board, wanted=wanted: here.most >= wanted and not board.waiting)  # type: ignore[misc]
        memory.append(_memory(centre))
        time.sleep(0.3)


def _memory(centre: RunningCentre) -> float:
    """Resident megabytes of the centre's process."""
    status = Path(f"/proc/{centre._running().pid}/status").read_text()
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(resident[1]) / 1024 if resident else 0.0


# 3. After partitions


def partitions() -> list[Figure]:
    """Two thirds last up to ten seconds, one sixth half a minute, and as many leave their connections dead."""
    chance = Random(7)
    plan: list[tuple[float, Healing]] = [(chance.uniform(0, 10), "resumed") for _ in range(PARTED // 3)]
    plan += [(chance.uniform(0, 10), "cut") for _ in range(PARTED // 3)]
    plan += [(30.0, "cut") for _ in range(PARTED // 6)]
    plan += [(chance.uniform(0, 10), "dead") for _ in range(PARTED // 6)]
    people = [Account("city", "admin", "*"), *(Account(f"p-{nth}", "dispatcher", "*") for nth in range(len(plan)))]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_centre(Path(folder), _corps(1, 4), people) as centre,
        Ways() as ways,
    ):
        roads = [ways.open([centre.port]) for _ in plan]
        named = [(way.url, f"p-{nth}") for nth, way in enumerate(roads)]
        seats = [Seat(url, name, centre.tokens[name], folder, WATCHED) for url, name in named]
        room, editor = Coordinators(seats), Post(centre, "city", Path(folder, "editor"))
        back = _parted(plan, roads, room, editor)
        room.leave()
        editor.engine.stop(5)
    late = [seconds for seconds, _ in back]
    stalls = sum(seconds > PATIENCE / 2 for seconds in late)
    dead = [seconds for seconds, how in back if how == "dead"]
    return [
        Figure(f"equal again after {len(plan)} partitions, p95", percentile(late, 0.95), "s", at_most=12, of="ours"),
        Figure("equal again after those that left dead connections, worst", max(dead), "s"),
        Figure("posts that stalled", stalls, "", at_most=0, of="ours"),
    ]


def _parted(
    plan: list[tuple[float, Healing]], roads: list[Way], room: Coordinators, editor: Post
) -> list[tuple[float, Healing]]:
    """Seconds from the end of each partition until its post was equal, and how it ended."""
    editor.wait(lambda board: board.quota(WATCHED) is not None)
    _until(lambda: all(one.seen and one.link == "online" for one in room.standings()))
    began = time.monotonic()
    for way in roads:
        way.part()
    room.edit(1)
    healed: dict[int, tuple[float, int]] = {}
    while len(healed) < len(plan):
        _write_something(editor)
        for nth, (seconds, how) in enumerate(plan):
            if nth not in healed and time.monotonic() - began >= seconds:
                roads[nth].heal(how)
                healed[nth] = (time.monotonic(), editor.most)
    _write_something(editor)
    _until(lambda: all(_equal_at(one, healed[nth][1]) for nth, one in enumerate(room.standings())))
    stand = room.standings()
    ends = {nth: _equal_at(one, healed[nth][1]) or PATIENCE + began for nth, one in enumerate(stand)}
    return [(max(0.0, ends[nth] - healed[nth][0]), how) for nth, (_, how) in enumerate(plan)]


def _write_something(editor: Post) -> None:
    """One edit, until the centre has it; so much goes on elsewhere meanwhile."""
    quota = editor.board.quota(WATCHED)
    assert quota is not None
    wanted = (quota.max or 0) + 1
    editor.engine.submit([add_heads(quota, 1)], [quota])
    editor.wait(lambda board: editor.most >= wanted and not board.waiting)
    time.sleep(0.2)


def _equal_at(one: Standing, heads: int) -> float:
    """The moment at which it showed what was written after the healing, online and with nothing waiting; 0 if never."""
    caught_up = next((moment for moment, seen in one.seen if seen > heads), 0.0)
    if not caught_up or one.pending or one.link != "online":
        return 0.0
    return max(caught_up, one.done, one.online[-1])


def _until(holds: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)


PARTS: Final = {"outage": outage, "crowd": beside_a_crowd, "partitions": partitions}

if __name__ == "__main__":
    print(f"load average before: {os.getloadavg()[0]:.1f}", file=sys.stderr)
    print(table([figure for name in sys.argv[1:] or PARTS for figure in PARTS[name]()]))
