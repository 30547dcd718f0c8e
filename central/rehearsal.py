"""A demo's centre in one process: made, loaded, peopled and served (`python -m central.rehearsal`).

1. The first line of stdin is the plan, in JSON; the first line of stdout answers it with a fresh token for every
   account. The second line of stdout is the address, as `postcmd-central serve` says it. It ends when stdin does.
2. A database that is there already is resumed: accounts are kept, and the clock is only ever set forward.
3. Nobody knows the passwords of the accounts made here; their tokens are the only way in.

Every command of `postcmd-central` starts Python anew; a demo that ran ten of them would not be there in three seconds.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from central import accounts, tables
from central.centre import Settings, wall_clock
from central.database import Database, make_private_file, url_of
from central.history import clock_of, operational_now
from central.load import demo_clock, write_records
from postcmd.decoding import decode
from postcmd.errors import PostError
from postcmd.scenario.reference import reference_records
from postcmd.scope import Grant, Role

TOKEN_LIFE = timedelta(days=7)


class Part(Struct, frozen=True):
    """An account to be there, and where it holds its role: ids of units and places, or everything."""

    account: str
    role: Role
    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    everything: bool = False


class Plan(Struct, frozen=True):
    """What the demo wants. `clock` is the moment the clock shows, held until somebody sets it going."""

    database: str
    clock: datetime
    rate: float
    parts: tuple[Part, ...]
    scenario: str | None = None
    port: int = 0
    name: str = "DEMO"
    forward: bool = False


class Ready(Struct, frozen=True):
    """The token of every account, and whether the database had been there before."""

    tokens: dict[str, str]
    resumed: bool


def main() -> int:
    plan = decode(sys.stdin.buffer.readline(), Plan)
    try:
        ready = asyncio.run(prepare(plan))
        sys.stdout.write(msgspec.json.encode(ready).decode() + "\n")
        sys.stdout.flush()
        _serve(plan)
    except PostError as error:
        from central.sentences import sentence

        sys.stderr.write(sentence(error) + "\n")
        return 1
    return 0


async def prepare(plan: Plan) -> Ready:
    """Make or resume the database, and let every account in."""
    from central.upgrade import upgrade

    url = url_of(plan.database)
    make_private_file(url)
    database = Database(url)
    try:
        await database.write(upgrade, wall_clock())
        return await database.write(_people, plan)
    finally:
        await database.close()


def _serve(plan: Plan) -> None:
    from central.serve import serve

    serve(Database(url_of(plan.database)), "127.0.0.1", plan.port, Settings(name=plan.name), parent_pipe=True)


def _people(connection: Connection, plan: Plan) -> Ready:
    """Records, clock, accounts and tokens in one transaction."""
    wall = wall_clock()
    resumed = clock_of(connection) is not None
    loaded: list[Any] = list(reference_records(Path(plan.scenario) if plan.scenario else None))
    if not resumed or (plan.forward and plan.clock > operational_now(connection, wall)):
        loaded.append(msgspec.structs.replace(demo_clock(plan.clock, plan.rate, wall), paused=True))
    write_records(connection, loaded, wall)
    nobodys = _nobodys_hash()
    known = set(connection.execute(select(tables.accounts.c.name)).scalars())
    for part in plan.parts:
        if part.account not in known:
            accounts.add(connection, part.account, nobodys, wall)
            for prefix in _prefixes(connection, part):
                accounts.grant(connection, part.account, Grant(part.role, prefix), wall)
    tokens = {part.account: accounts.new_token(connection, part.account, wall, TOKEN_LIFE).token for part in plan.parts}
    return Ready(tokens, resumed)


def _nobodys_hash() -> str:
    """The hash of a password that nobody was told. It is as long as a token, so it need not be slow to try."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(secrets.token_urlsafe(32))


def _prefixes(connection: Connection, part: Part) -> list[str]:
    named = [("unit", unit) for unit in part.units] + [("place", place) for place in part.places]
    return ["*"] * part.everything + [accounts.prefix_of(connection, kind, path) for kind, path in named]


if __name__ == "__main__":
    sys.exit(main())
