"""A real centre for tests of other rooms: a process of its own on loopback, with a fresh database.

    with running_centre(tmp_path) as centre:
        httpx.get(centre.url + "/v1/sync/hello", headers=centre.headers("chaoyang"))
        centre.stop()      # an outage: SIGTERM
        centre.start()     # the same database at the same address
        centre.kill()      # kill -9

The small world it holds is `world()`; more records and other accounts are handed in. With `database` it serves on that
one, an empty database at the newest schema (`tests.postgres.fresh_database`); `two_replicas` are two processes on one.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection

from central import accounts
from central.database import Database, make_private_file, url_of
from central.load import demo_clock, write_records
from central.upgrade import upgrade
from postcmd.records import AnyRecord, Line, Place, Quota, Request, Squad, Task, Unit, quota_id
from postcmd.scope import Grant, Role
from tests import nursery
from tests.postgres import fresh_database
from tests.postgres_pool import Content, content_of, put_back

T = TypeVar("T")

DAY = date(2022, 11, 20)
PASSWORD = "let me in, please"
WALL = datetime(2022, 11, 20, 11, 0, tzinfo=UTC)
"""19:00 in the field."""


class Account(NamedTuple):
    """An account and its first grant; the password is PASSWORD."""

    name: str
    role: Role = "dispatcher"
    prefix: str = "*"
    roster: bool = False


ACCOUNTS = (
    Account("city", "admin", "*"),
    Account("chaoyang", "dispatcher", "u:centre/chaoyang"),
    Account("lianjia", "recorder", "u:centre/chaoyang/lianjia"),
    Account("miyun", "dispatcher", "u:centre/miyun"),
    Account("sunhe", "observer", "p:chaoyang-d/sunhe-p"),
)


def world() -> list[AnyRecord]:
    """Two corps, a brigade, two streets; 孙河 needs twelve from 链家, 密云 needs five; one squad stands by."""
    return [
        Unit(id="centre", kind="centre", name="市志愿服务运行中心", path="centre"),
        Unit(id="chaoyang", kind="corps", name="朝阳总队", path="centre/chaoyang", parent="centre"),
        Unit(id="lianjia", kind="enterprise", name="链家", path="centre/chaoyang/lianjia", parent="chaoyang"),
        Unit(id="miyun", kind="corps", name="密云总队", path="centre/miyun", parent="centre"),
        Place(id="chaoyang-d", kind="district", name="朝阳区", path="chaoyang-d"),
        Place(id="sunhe-p", kind="township", name="孙河乡", path="chaoyang-d/sunhe-p", parent="chaoyang-d"),
        Place(id="miyun-d", kind="district", name="密云区", path="miyun-d"),
        Task(id="screening", zh="核酸检测", counted_in="人次"),
        a_request("sunhe", "sunhe-p", 12),
        a_request("gubei", "miyun-d", 5),
        a_quota("sunhe", "lianjia", 12),
        a_quota("gubei", "miyun", 5),
        Squad(id="squad-1", unit="lianjia", name="链家一队", strength=12, request="sunhe"),
    ]


def a_request(request: str, place: str, heads: int, day: date = DAY) -> Request:
    line = Line(day=day, min=heads, max=heads)
    return Request(id=request, place=place, task="screening", lines=(line,), status="ordered")


def a_quota(request: str, unit: str, heads: int, day: date = DAY) -> Quota:
    key = quota_id(request, unit, day)
    return Quota(id=key, request=request, unit=unit, day=day, min=heads, max=heads, issued_by="city")


def many_quotas(count: int) -> list[AnyRecord]:
    """`count` quotas of 链家, spread over the days of a hundred requests at 孙河."""
    requests = [a_request(f"many-{number}", "sunhe-p", 10) for number in range(min(count, 100))]
    days = [DAY + timedelta(days=number // 100) for number in range(count)]
    quotas = [a_quota(f"many-{number % 100}", "lianjia", 10, day) for number, day in enumerate(days)]
    return [*requests, *quotas]


@dataclass
class RunningCentre:
    """A centre process; `tokens` by account."""

    database: Path | str
    tokens: dict[str, str]
    log: Path
    port: int = 0
    url: str = ""
    _process: nursery.Born | None = field(default=None, repr=False)

    def headers(self, account: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[account]}", "sync-version": "1"}

    def start(self) -> None:
        """At the same port as before, if there was one."""
        words = ("serve", "--parent-pipe", "--port", str(self.port), "--database", str(self.database))
        with self.log.open("ab") as log:
            self._process = nursery.start("central", *words, stderr=log)
        said = self._process.stdout.readline().decode()
        if "listening on" not in said:
            raise AssertionError(f"the centre did not start: {self.log.read_text()}")
        self.url = said.split()[-1]
        self.port = int(self.url.rpartition(":")[2])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """SIGTERM; returns the exit code."""
        return self._end(how)

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """SIGSTOP: the connection stands, nobody answers."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def write(self, records: Sequence[AnyRecord]) -> None:
        """Change records behind the centre's back, as `load` does."""
        _write(self.database, lambda connection: write_records(connection, records, datetime.now(UTC)))

    def _end(self, how: signal.Signals) -> int:
        process, self._process = self._running(), None
        process.send_signal(how)
        code = process.wait(timeout=10)
        process.close()
        return code

    def _running(self) -> nursery.Born:
        assert self._process is not None, "the centre is not running"
        return self._process


@contextmanager
def running_centre(
    folder: Path,
    records: Sequence[AnyRecord] = (),
    people: Sequence[Account] = ACCOUNTS,
    clock: datetime | None = None,
    rate: float = 60.0,
    database: str | None = None,
) -> Iterator[RunningCentre]:
    """A centre with the small world and `records`; with `clock` a demo centre whose clock starts there."""
    place = database or folder / "central.sqlite"
    loaded: list[AnyRecord] = [*world(), *records]
    if clock is not None:
        loaded.append(demo_clock(clock, rate, datetime.now(UTC)))
    tokens = new_database(place, loaded, people, datetime.now(UTC), clock)
    with _ended(RunningCentre(place, tokens, folder / "central.log")) as centre:
        centre.start()
        yield centre


@contextmanager
def two_replicas(
    folder: Path, database: str, records: Sequence[AnyRecord] = (), people: Sequence[Account] = ACCOUNTS
) -> Iterator[tuple[RunningCentre, RunningCentre]]:
    """Two processes that serve the same database."""
    with (
        running_centre(folder, records, people, database=database) as one,
        _ended(RunningCentre(database, one.tokens, folder / "central-2.log")) as other,
    ):
        other.start()
        yield one, other


@contextmanager
def _ended(centre: RunningCentre) -> Iterator[RunningCentre]:
    try:
        yield centre
    finally:
        if centre._process is not None:
            centre._running().send_signal(signal.SIGCONT)
            centre.kill()


def new_database(
    place: Path | str,
    records: Sequence[AnyRecord],
    people: Sequence[Account],
    wall: datetime,
    now: datetime | None = None,
) -> dict[str, str]:
    """A database with these records and accounts; returns a token of each account."""
    if isinstance(place, Path):
        shutil.copy(_empty_database(), place)

    def fill(connection: Connection) -> dict[str, str]:
        write_records(connection, records, wall, now)
        return {person.name: _join(connection, person, wall) for person in people}

    return _write(place, fill)


def filled_database(
    place: Path | str, records: Sequence[AnyRecord], people: Sequence[Account], wall: datetime
) -> dict[str, str]:
    """The same, filled once and then copied; what stands in a database of PostgreSQL is replaced."""
    content = msgspec.msgpack.encode((isinstance(place, Path), records, people, wall))
    if content in _filled:
        image, tokens = _filled[content]
        image(place)
        return dict(tokens)
    if isinstance(place, str):
        put_back(place, _without_anything())
    tokens = new_database(place, records, people, wall)
    _filled[content] = _image_of(place), tokens
    return dict(tokens)


_filled: dict[bytes, tuple[Callable[[Any], object], dict[str, str]]] = {}
"""By what was asked for: what puts it in place, and the token of each account."""


def _image_of(place: Path | str) -> Callable[[Any], object]:
    if isinstance(place, str):
        return partial(put_back, content=content_of(place))
    copied = _folder() / f"{len(_filled)}.sqlite"
    shutil.copy(place, copied)
    return partial(shutil.copy, copied)


@cache
def _without_anything() -> Content:
    return content_of(fresh_database())


def _join(connection: Connection, person: Account, wall: datetime) -> str:
    accounts.add(connection, person.name, _password_hash(), wall)
    accounts.grant(connection, person.name, Grant(person.role, person.prefix, roster=person.roster), wall)
    return accounts.new_token(connection, person.name, wall).token


@cache
def _empty_database() -> Path:
    """Migrated once, then copied: importing alembic takes longer than most tests."""
    file = _folder() / "empty.sqlite"
    make_private_file(url_of(file))
    _write(file, lambda connection: upgrade(connection, WALL))
    return file


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="centre-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def _password_hash() -> str:
    return accounts.hash_password(PASSWORD)


def _write(place: Path | str, use: Callable[[Connection], T]) -> T:
    async def run() -> T:
        database = Database(url_of(place))
        try:
            return await database.write(use)
        finally:
            await database.close()

    return asyncio.run(run())
