"""A district at work: what an op, a search, a proposal and the first board cost there.

Run as `python -m bench.district`. 200 teams, 20,000 volunteers, 500 places, 40 open requests of 14 days with their
quotas, sign-ups and declarations (`tests/district.py`).

1. An op is a push of one through the centre's own use case on SQLite, each on another record, of every kind that a
   coordinator sends between a call and an assembly; beside it the same rows in one durable transaction.
2. A search of the roster goes over HTTP to a centre of its own; beside it the bare query on the same file.
3. A search over everything and a proposal are what a key waits for, on a board that has taken everything in; beside
   them one look at every record of that board.
4. The first board is painted from a cache by the shipped program; beside it the same with a small record. They take
   turns.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from sqlalchemy import Connection

from bench.figures import Figure, percentile, table
from bench.floors.batch import on_sqlite, prepare
from bench.post import write_post
from bench.start import ROUNDS, seconds_to_paint, shipped
from central import commands
from central.accounts import grant
from central.database import url_of
from central.engines import engine_of
from central.history import head_of
from central.push import take
from central.reading import push_request
from central.roster import keep_all
from postcmd.board import Board
from postcmd.division import propose
from postcmd.edits import Update
from postcmd.ops import (
    AvailabilityDeclare,
    Base,
    MusterReport,
    NoteWrite,
    NoticeAnswer,
    Op,
    QuotaAdd,
    QuotaAnswer,
    RequestTake,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    numbered,
)
from postcmd.records import AnyRecord, Quota, SignUp, Unit
from postcmd.scope import Grant
from postcmd.search import Finder
from tests.centre_fixture import Account, RunningCentre, running_centre
from tests.district import FIRST_DAY, district, team_ids, volunteer, volunteers

EACH: Final = 12
"""Ops of each kind."""
SEARCHES: Final = ("王伟", "13800012", "司机", "v0123", "白 李", "nobody", "手语 英语", "138000199")
TYPED: Final = ("h", "hs", "hsjc", "孙河", "wj", "望京3街道 社区", "b3t7", "r12", "酒仙桥大队", "6438")
TIMES: Final = 5


def figures() -> list[Figure]:
    found = [*_at_the_centre(), *_at_the_post()]
    with tempfile.TemporaryDirectory() as folder:
        return [*found, _first_board(Path(folder))]


def _at_the_centre() -> list[Figure]:
    records = list(district())
    with (
        tempfile.TemporaryDirectory() as name,
        running_centre(Path(name), records, [Account("city", "admin")]) as centre,
    ):
        file = Path(str(centre.database))
        commands.change(url_of(file), _with_roster)
        return [_ops(file, records), _roster(centre, file)]


def _with_roster(connection: Connection) -> None:
    now = datetime.now(UTC)
    keep_all(connection, volunteers(), "centre", now)
    grant(connection, "city", Grant("admin", "*", roster=True), now)


def _ops(file: Path, records: list[AnyRecord]) -> Figure:
    ops = list(_one_of_each(records))
    engine = engine_of(url_of(file), writing=True, size=1)
    spent: list[float] = []
    with engine.connect() as connection:
        with connection.begin():
            epoch = head_of(connection).epoch
        for n, op in enumerate(ops, start=1):
            said = {"client": "DISTRICT", "epoch": epoch, "cursor": None, "low": 1, "ops": [numbered(op, n)]}
            body, began = msgspec.json.encode(said), time.perf_counter()
            with connection.begin():
                (ended,) = take(connection, push_request(body), "city", datetime.now(UTC)).results
            spent.append(time.perf_counter() - began)
            if ended.status != "applied":
                raise RuntimeError(f"{type(op).__name__} was {ended.status}: {ended.info}")
        with connection.begin():
            prepare(connection, ["floor"])
    engine.dispose()
    floor = on_sqlite(file, ["floor"], len(ops))
    p95 = percentile(spent, 0.95)
    return Figure("an op in a district, SQLite, p95", p95 * 1e3, "ms", floor * 1e3, "same rows, mean", 20.0, "ours")


def _one_of_each(records: list[AnyRecord]) -> Iterator[Op]:
    """Every op on a quota or sign-up of its own; the kinds in turn."""
    teams = iter([one for one in records if isinstance(one, Quota) and one.parent])
    signed = {one.of: one for one in records if isinstance(one, SignUp) and one.reserve and one.quota}
    for nth in range(EACH):
        for make in _MAKES:
            quota = next(teams)
            yield make(nth, quota, signed[quota.id])


def _key(quota: Quota) -> dict[str, Any]:
    return {"request": quota.request, "unit": quota.unit, "day": quota.day}


_MAKES: Final[tuple[Callable[[int, Quota, SignUp], Op], ...]] = (
    lambda nth, quota, one: QuotaAdd(min=-1, max=-1, **_key(quota)),
    lambda nth, quota, one: QuotaAdd(min=-9, max=-9, surplus="reserve", **_key(quota)),
    lambda nth, quota, one: QuotaAnswer(answer="partly_accepted", heads=9, **_key(quota)),
    lambda nth, quota, one: MusterReport(present=3, base=Base("", 0, {"present": 0}), **_key(quota)),
    lambda nth, quota, one: ReserveCall(heads=2, pool=True, **_key(quota)),
    lambda nth, quota, one: SignUpOffer(signup=f"new-{nth}", volunteer=volunteer(nth), **_key(quota)),
    lambda nth, quota, one: SignUpOffer(signup=f"many-{nth}", heads=26, **_key(quota)),
    lambda nth, quota, one: SignUpMove(signup=one.id, came_from="reserve", to="confirmed"),
    lambda nth, quota, one: AvailabilityDeclare(unit=quota.unit, day=quota.day, heads=7 + nth, drivers=3),
    lambda nth, quota, one: NoticeAnswer(notice="n1", unit=team_ids()[nth], state="accepted", heads=30),
    lambda nth, quota, one: RequestTake(request=f"r{nth}", by="city", seen=""),
    lambda nth, quota, one: NoteWrite(id=f"new-{nth}", text="01:20 回电", unit=quota.unit, about=("quota", quota.id)),
)


def _roster(centre: RunningCentre, file: Path) -> Figure:
    with httpx.Client(base_url=centre.url, headers=centre.headers("city"), timeout=30) as http:

        def ask(words: str) -> None:
            http.get("/v1/roster", params={"q": words, "limit": "200"}).raise_for_status()

        ours = _spent(SEARCHES, ask)
    with sqlite3.connect(file) as bare:
        query = "SELECT * FROM volunteers WHERE words LIKE ? ORDER BY id LIMIT 200"
        floor = _spent(SEARCHES, lambda words: bare.execute(query, (f"%{words}%",)).fetchall())
    return Figure("a search of a roster of 20,000, p95", ours * 1e3, "ms", floor * 1e3, "the bare query", 100.0, "ours")


def _at_the_post() -> list[Figure]:
    records = list(district())
    board = Board()
    board.apply(Update(whole=True, puts=tuple(records)))
    finder = Finder(board)
    began = time.perf_counter()
    finder.find("a")
    first = time.perf_counter() - began
    found = _spent(TYPED, finder.find)
    look = _spent(TYPED, lambda words: [one for one in records if words in one.id or words in getattr(one, "name", "")])
    units = [one.id for one in records if isinstance(one, Unit) and one.kind == "team"]
    asked = [f"r{nth}" for nth in range(10)]
    proposal = _spent(asked, lambda request: propose(board, request, FIRST_DAY, units, 120))
    pass_ = _spent(asked, lambda request: [one for one in records if getattr(one, "request", "") == request])
    one_look = "one look at every record"
    return [
        Figure("the first search over everything: its index", first * 1e3, "ms"),
        Figure("a search over everything, p95", found * 1e3, "ms", look * 1e3, one_look, 50.0, "ours"),
        Figure("a proposal over 200 teams, p95", proposal * 1e3, "ms", pass_ * 1e3, one_look, 200.0, "ours"),
    ]


def _spent(asked: tuple[str, ...] | list[str], ask: Callable[[str], object]) -> float:
    """p95 of so many times each, after one that warms up."""
    ask(asked[0])
    spent = []
    for _ in range(TIMES):
        for one in asked:
            began = time.perf_counter()
            ask(one)
            spent.append(time.perf_counter() - began)
    return percentile(spent, 0.95)


def _first_board(folder: Path) -> Figure:
    write_post(folder / "large" / "state", of=district())
    write_post(folder / "small" / "state", quotas=200, squads=20)
    programs = {name: shipped(folder / name) for name in ("large", "small")}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for program in programs.values():
        seconds_to_paint(program)
    for _round in range(ROUNDS):
        for name, program in programs.items():
            times[name].append(seconds_to_paint(program))
    large, small = (statistics.median(times[name]) * 1e3 for name in ("large", "small"))
    return Figure("start to the first board of a district", large, "ms", small, "of 200 quotas", 2.0)


if __name__ == "__main__":
    print(table(figures()))
