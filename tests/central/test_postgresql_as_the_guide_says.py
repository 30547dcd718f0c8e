"""What docs/operator.md says of several processes on one PostgreSQL, on the embedded server."""

from __future__ import annotations

import os
import re
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection

from central.database import READERS, url_of
from central.engines import LIMITS, engine_of
from central.load import MANY, write_records
from postcmd.records import Unit
from tests import nursery
from tests.centre_fixture import WALL
from tests.postgres import Server

TIMEOUTS = ("statement_timeout", "idle_in_transaction_session_timeout")
GUIDE = Path(__file__).parents[2] / "docs" / "operator.md"


def test_init_load_accounts_and_two_processes_on_an_empty_database(postgres: Server) -> None:
    url = postgres.empty_database()
    for words in ("init", "load", "account add city --role admin --all"):
        central(*words.split(), url=url)
    token = central("account", "token", "city", url=url).strip()
    with ExitStack() as served:
        hellos = [hello(served, url, token) for _ in range(2)]
    assert hellos[0]["epoch"] == hellos[1]["epoch"]
    assert hellos[0]["head"] == hellos[1]["head"] > 0


def central(*words: str, url: str) -> str:
    done = nursery.run("central", *words, "--database", url, env=os.environ, stdin=b"a password\n")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def hello(served: ExitStack, url: str, token: str) -> dict[str, Any]:
    """What a process that serves the database says to whoever holds the token."""
    process = nursery.start("central", "serve", "--port", "0", "--database", url)
    served.callback(process.close)
    served.callback(process.wait, 10)
    served.callback(process.send_signal, signal.SIGTERM)
    place = process.stdout.readline().decode().split()[-1]
    return dict(httpx.get(f"{place}/v1/sync/hello", headers={"authorization": f"Bearer {token}"}).json())


def test_whoever_loads_thousands_is_not_stopped_for_being_long_at_it_and_nobody_after(postgres: Server) -> None:
    many = [Unit(id=f"u{nth}", parent=None, kind="team", name=f"{nth}", path=f"u{nth}/") for nth in range(MANY)]
    engine = engine_of(url_of(postgres.fresh_database()), writing=True, size=1)
    with engine.begin() as connection:
        assert write_records(connection, many, WALL) == MANY
        assert limits(connection) == {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
    with engine.begin() as connection:
        assert limits(connection) == {name: LIMITS[name] for name in TIMEOUTS}
        write_records(connection, [], WALL)
        assert limits(connection) == {name: LIMITS[name] for name in TIMEOUTS}
    engine.dispose()


def limits(connection: Connection) -> dict[str, str]:
    return {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in TIMEOUTS}


def test_the_bounds_it_names_are_those_of_the_program() -> None:
    found = re.search(r"## On PostgreSQL\n(.*?)\n## ", GUIDE.read_text(), re.DOTALL)
    assert found is not None
    words = " ".join(found[1].split())
    assert f"longer than {LIMITS['lock_timeout'].rstrip('s')} s" in words
    assert f"after {LIMITS['idle_in_transaction_session_timeout'].rstrip('s')} s" in words
    assert f"up to {READERS + 2} connections" in words
