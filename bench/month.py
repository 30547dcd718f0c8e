"""A month on the ground in a district: what an op, the watch, the overview, the sheet and proposals cost by its end.

Run as `python -m bench.month [--days N]`. The district of `bench.district` with 200 posts and 600 squads, 2,000 duties
and 1,000 counts of work on each of 30 days (`tests/month.py`); a small run takes fewer days.

1. An op is a push of one through the centre's own use case, on SQLite and on PostgreSQL, each on another record, of
   every kind that is sent between the gate and the last count; beside it the same rows in one durable transaction.
2. The watch, the overview, the day's sheet and the proposals for 50 gaps are what a key waits for, on a board that has
   taken everything in; beside them one look at every record of that board.
3. The keys of the watch and of the overview are pressed on the shipped program, over a cache with all of it; the paint
   ends with its last byte. Beside the start over that cache: the start over the district without the month.
4. A post holds what `postcmd/window.py` leaves it: more days than those are more for the centre alone.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from bench.figures import Figure, percentile, table
from bench.floors.batch import on_postgresql, on_sqlite, prepare
from bench.post import ACCOUNT, write_post
from bench.start import seconds_to_paint, shipped
from bench.terminal import Terminal
from central.database import url_of
from central.engines import engine_of
from central.history import head_of
from central.push import take
from central.reading import push_request
from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.ops import (
    AttritionReport,
    Base,
    DutyArrive,
    DutyCheck,
    DutyMove,
    DutyPlan,
    DutyRelieve,
    DutySet,
    HandOverGive,
    Op,
    Part,
    SquadMove,
    SquadRoll,
    SquadSplit,
    WorkReport,
    WorkVerify,
    numbered,
)
from postcmd.overview import overview
from postcmd.records import AnyRecord, Duty
from postcmd.redeploy import gaps, proposals
from postcmd.sheet import day_sheet
from postcmd.sheet_text import sheet_text
from postcmd.standing_watch import watch
from postcmd.window import first_day, is_kept
from tests.centre_fixture import Account, RunningCentre, running_centre
from tests.district import FIRST_DAY, district, team_ids
from tests.month import Month, month
from tests.postgres import own_server

EACH: Final = 12
"""Ops of each kind."""
TIMES: Final = 7
GAPS: Final = 50
ONE_LOOK: Final = "one look at every record"
ADMIN: Final = [Account("city", "admin")]


def figures(days: int = Month().days) -> list[Figure]:
    size = Month(days=days)
    before, during = list(district()), list(month(size))
    records = [*before, *during]
    said = f"{len(during):,} records"
    held = [*before, *(one for one in during if is_kept(one, first_day(size.now)))]
    return [*_at_the_centre(size, records), *_at_the_post(size, held), *_on_the_screen(before, held, said)]


# At the centre


def _at_the_centre(size: Month, records: Sequence[AnyRecord]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name, running_centre(Path(name), records, ADMIN, clock=size.now) as centre:
        yield _ops(size, records, centre, "SQLite", lambda: on_sqlite(Path(str(centre.database)), ["floor"], EACH))
    with tempfile.TemporaryDirectory() as name, own_server() as server:
        url = server.fresh_database()
        with running_centre(Path(name), records, ADMIN, clock=size.now, database=url) as centre:
            conninfo = url.replace("+psycopg", "")
            yield _ops(size, records, centre, "PostgreSQL", lambda: on_postgresql(conninfo, ["floor"], EACH))


def _ops(
    size: Month, records: Sequence[AnyRecord], centre: RunningCentre, which: str, floor: Callable[[], float]
) -> Figure:
    engine = engine_of(url_of(centre.database), writing=True, size=1)
    with engine.connect() as connection:
        with connection.begin():
            epoch = head_of(connection).epoch
        spent: list[float] = []
        for n, op in enumerate(_of_each(size, records), start=1):
            said = {"client": "MONTH", "epoch": epoch, "cursor": None, "low": 1, "ops": [numbered(op, n)]}
            body, began = msgspec.json.encode(said), time.perf_counter()
            with connection.begin():
                (ended,) = take(connection, push_request(body), "city", datetime.now(UTC)).results
            spent.append(time.perf_counter() - began)
            if ended.status != "applied":
                raise RuntimeError(f"{type(op).__name__} was {ended.status}: {ended.info}")
        with connection.begin():
            prepare(connection, ["floor"])
    engine.dispose()
    p95 = percentile(spent, 0.95) * 1e3
    return Figure(f"an op at a month's end, {which}, p95", p95, "ms", floor() * 1e3, "same rows, mean", 20.0, "ours")


def _of_each(size: Month, records: Sequence[AnyRecord]) -> Iterator[Op]:
    """Every kind in turn, each on records of its own."""
    today = [one for one in records if isinstance(one, Duty) and one.day == size.last]
    awaited = iter([one for one in today if not one.came])
    here = iter([one for one in today if one.here])
    for nth in range(EACH):
        yield from _with(size, nth, [next(awaited) for _ in range(4)], [next(here) for _ in range(3)])


def _with(size: Month, nth: int, awaited: list[Duty], here: list[Duty]) -> Iterator[Op]:
    day, at, squad = size.last, size.now, f"sq{300 + nth}"
    team, tomorrow = team_ids()[nth], size.now + timedelta(hours=24)
    yield DutyCheck(duty=awaited[0].id, way="in", at=at)
    yield DutyCheck(duty=here[0].id, way="out", at=at)
    yield DutySet(duty=awaited[1].id, base=Base("", 0), heads=2, reason="加人")
    yield DutyPlan(
        duty=f"new-{nth}",
        unit=team_ids()[(300 + nth) % len(team_ids())],
        squad=squad,
        post=f"post{nth}",
        day=day + timedelta(days=1),
        begins=tomorrow,
        ends=tomorrow + timedelta(hours=8),
        heads=6,
        reason="连续上岗",
    )
    yield DutyArrive(duty=f"walk-{nth}", unit=team, post=f"post{nth}", day=day, heads=2, at=at)
    yield DutyMove(duty=here[1].id, to=f"on-{nth}", post=f"post{nth + 20}", heads=1, at=at, reason="换点")
    by = f"relief-{nth}"
    yield DutyPlan(duty=by, unit=team, post=here[2].post, day=day, begins=at, ends=at + timedelta(hours=8), heads=1)
    yield DutyRelieve(duty=here[2].id, by=by, heads=1, at=at)
    yield WorkReport(work=f"new-{nth}", unit=team, day=day, task="ledgers", quantity=90, said="余")
    yield WorkReport(
        work=f"more-{nth}", unit=team, day=day, task="ledgers", quantity=95, said="余", supersedes=f"new-{nth}"
    )
    yield WorkVerify(work=f"w{day:%m%d}-{3 * nth}")
    yield SquadRoll(squad=f"sq{400 + nth}", present=11, at=at)
    yield SquadMove(squad=f"sq{3 * nth + 1}", came_from="on_post", to="resting")
    yield AttritionReport(attrition=f"lost-{nth}", squad=f"sq{450 + nth}", heads=2, loss="sick")
    parts = tuple(Part(f"part-{nth}-{one}", f"{one}", 6, 6) for one in (1, 2))
    yield SquadSplit(squad=f"sq{500 + nth}", parts=parts)
    yield HandOverGive(handover=f"h{nth}", unit=team, lines=("孙河缺 3",))


# At the post


def _at_the_post(size: Month, records: Sequence[AnyRecord]) -> Iterator[Figure]:
    link = Link(state="online", as_of=size.now, clock_at=size.now, account=ACCOUNT, epoch="e1")
    board = Board()
    began = time.perf_counter()
    board.apply(Update(whole=True, puts=tuple(records), link=link))
    taken = (time.perf_counter() - began) * 1e3
    look = _spent(lambda: [one for one in records if getattr(one, "day", None) == size.last])
    days = [FIRST_DAY + timedelta(days=nth) for nth in range(7)]
    found = gaps(board, size.now)[:GAPS]
    yield Figure("a board takes a month in", taken, "ms", look, ONE_LOOK)
    for what, do, most in (
        ("the watch of 200 posts", lambda: watch(board, None, size.now), 100.0),
        ("the overview of a week", lambda: overview(board, "d", days), 100.0),
        ("the day's sheet of a corps", lambda: _sheet(board, size), 500.0),
        ("where posts are short", lambda: gaps(board, size.now), 1_000.0),
        (f"proposals for {len(found)} gaps", lambda: proposals(board, found, size.now), 1_000.0),
    ):
        yield Figure(f"{what}, p95", _spent(do), "ms", look, ONE_LOOK, most, "ours")


def _sheet(board: Board, size: Month) -> str:
    return sheet_text(board, day_sheet(board, ("unit", "corps"), size.last), "zh")


def _spent(do: Callable[[], object]) -> float:
    """p95 in milliseconds, after one that warms up."""
    do()
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        do()
        spent.append((time.perf_counter() - began) * 1e3)
    return percentile(spent, 0.95)


# On the screen


def _on_the_screen(before: Sequence[AnyRecord], records: Sequence[AnyRecord], said: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_post(folder / "without" / "state", of=before)
        write_post(folder / "with" / "state", of=records)
        without, with_it = (
            statistics.median([seconds_to_paint(shipped(folder / which)) for _ in range(3)])
            for which in ("without", "with")
        )
        yield Figure(f"start to the first board, {said}", with_it * 1e3, "ms", without * 1e3, "without the month")
        caches = [
            sum(file.stat().st_size for file in (folder / which).rglob("cache.json")) for which in ("with", "without")
        ]
        yield Figure(f"the cache, {said}", caches[0] / 1e6, "MB", caches[1] / 1e6, "without the month")
        yield from _keys(folder / "with")


def _keys(folder: Path) -> Iterator[Figure]:
    program = shipped(folder)
    with Terminal(program.argv, env=program.env) as terminal:
        if terminal.until(program.is_painted, 60) is None:
            raise RuntimeError(f"no board was painted:\n{terminal.text()}")
        terminal.settle(1.0)
        for key, what in ((b"B", "the watch"), (b".", "the overview")):
            yield Figure(f"{what}: key to its paint, median", _key(terminal, key), "ms", None, "", 100.0, "ours")


def _key(terminal: Terminal, key: bytes) -> float:
    """The first time loads what the screen is made of, and is not counted."""
    spent = []
    for _ in range(TIMES):
        spent.append(terminal.press(key).seconds * 1e3)
        terminal.press(b"\x1b", quiet=0.3)
    return statistics.median(spent[1:])


if __name__ == "__main__":
    words = sys.argv[1:]
    print(table(figures(int(words[words.index("--days") + 1])) if "--days" in words else figures()))
