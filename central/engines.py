"""How the centre's database is spoken to: the settings that its promises stand on, and what its errors mean.

1. SQLite: WAL, synchronous=FULL; a writer begins as one, a reader sees one cut.
2. PostgreSQL: synchronous_commit is on, or what asks for more; a reader sees one cut and cannot write; a writer reads
   what is committed by now, so that what it reads under a lock is the newest.
3. Nobody waits for another writer, or holds one up, for longer than the limits here, however they hang; but for
   an operator who brings thousands of rows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

CHANNEL: Final = "feed"
"""What replicas of a centre tell one another on PostgreSQL: that there is something to read."""

_SERVING: Final = 0x706F7374
"""The number of the lock that every serving process has a share of."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
)
LIMITS: Final = {
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "10s",
    "statement_timeout": "20s",
}
_CONNECTING: Final = {
    "application_name": "postcmd-central",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    # What is asked twice is asked again: a plan of the figures' questions costs ten times what they do.
    "prepare_threshold": 1,
}
"""A server that went away without a word is noticed before a post gives up."""
_WEAK: Final = "current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"

_COLLIDED: Final = ("40001", "40P01", "23505")
_READ_ONLY: Final = "25006"
_PASSING: Final = ("08", "25P", "40", "53", "55", "57", "58")
"""SQLSTATEs of what goes away by itself: connections, time limits, collisions, no room, locks, shutdown, the disk."""


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def take_time(connection: Connection, **room: str) -> None:
    """Whoever moves thousands of rows in one transaction may be at it for minutes, with so much room to sort them."""
    if connection.dialect.name == "postgresql":
        for name, value in {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", **room}.items():
            connection.exec_driver_sql(f"SET LOCAL {name} = '{value}'")


def engine_of(url: URL, writing: bool, size: int) -> Engine:
    if is_sqlite(url):
        engine = create_engine(url, pool_size=size, max_overflow=0, hide_parameters=True)
        _speak_sqlite(engine, "BEGIN IMMEDIATE" if writing else "BEGIN")
        return engine
    level = "READ COMMITTED" if writing else "REPEATABLE READ"
    engine = create_engine(
        url, pool_size=size, max_overflow=0, isolation_level=level, connect_args=_CONNECTING, hide_parameters=True
    )
    _speak_postgresql(engine, writing)
    return engine


async def listen(url: URL, told: Callable[[], None]) -> None:
    """Call `told` whenever another replica announces something, until the connection is lost. SQLite has none."""
    if is_sqlite(url):
        return
    import psycopg

    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connecting = psycopg.AsyncConnection.connect(conninfo, autocommit=True, **_CONNECTING)  # type: ignore[arg-type]
    try:
        async with await connecting as connection:
            await connection.execute("SELECT pg_advisory_lock_shared(%s)", (_SERVING,))
            await connection.execute(f"LISTEN {CHANNEL}")
            told()  # whatever was announced before
            async for _notice in connection.notifies():
                told()
    except psycopg.Error:
        return  # looking at the head goes on meanwhile


def announce(connection: Connection) -> None:
    """Tell the other replicas that there is something to read; SQLite's processes look by themselves."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")


def is_served(connection: Connection) -> bool:
    """Whether a process serves this database that listens to what others commit. An SQLite file has one at most."""
    if connection.dialect.name == "sqlite":
        return False
    return not connection.exec_driver_sql("SELECT pg_try_advisory_xact_lock(%s)", (_SERVING,)).scalar()


def is_passing(error: BaseException) -> bool:
    """Whether nothing is wrong with the question: asked again later, the database may well answer."""
    if not isinstance(error, DBAPIError):
        return False
    state = _sqlstate(error)
    lost = error.connection_invalidated or isinstance(error, InterfaceError | OperationalError)
    return state == _READ_ONLY or (state.startswith(_PASSING) if state else lost)


def is_read_only(error: BaseException) -> bool:
    """Whether a write met a standby."""
    return isinstance(error, DBAPIError) and _sqlstate(error) == _READ_ONLY


def collided(error: DBAPIError) -> bool:
    """Whether two writers got into each other's way; each of them alone would have come through."""
    return _sqlstate(error) in _COLLIDED


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _speak_sqlite(engine: Engine, begin: str) -> None:
    """Begin transactions ourselves: the driver would begin them late, and never as a writer's."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _speak_postgresql(engine: Engine, writing: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        for name, value in LIMITS.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.execute(f"SELECT set_config('synchronous_commit', 'on', false) WHERE {_WEAK}")
        connection.autocommit = False
        connection.read_only = not writing or None
