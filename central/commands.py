"""What the commands of `postcmd-central` do, once the command line has been understood.

1. Each opens the database, does one thing in one transaction, and closes it.
2. Whatever is wrong comes out as a PostError; the command line composes the sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from central import accounts, freezing, roster, service_import
from central.centre import wall_clock
from central.database import Database, make_private_file, must_exist, must_fit, usable
from central.load import CENTRE, demo_clock, write_records
from central.roster_file import people_of
from central.services import Came
from postcmd.scope import Grant, Role
from postcmd.wire import Token

P = ParamSpec("P")
T = TypeVar("T")

EVERYTHING: Final = "*"
ZONE: Final = "Asia/Shanghai"


def init(url: URL) -> None:
    """Make the database, or bring it up to date."""
    from central.upgrade import upgrade

    with usable(url):
        make_private_file(url)
    must_exist(url)
    run_on(url, upgrade, wall_clock())


def load(url: URL, scenario: Path | None, clock: datetime | None, rate: float) -> int:
    """Load the units, places and tasks of a scenario; with a clock, make the centre a demo. Returns how many differ."""
    from postcmd.scenario.reference import reference_records

    loaded: list[Any] = list(reference_records(scenario))
    wall = wall_clock()
    if clock is not None:
        loaded.append(demo_clock(clock, rate, wall))
    return change(url, write_records, loaded, wall, clock)


def freeze(url: URL, day: date, unit: str | None, place: str | None, again: bool) -> tuple[str, ...]:
    """Freeze the day; returns what was frozen by it."""

    def use(connection: Connection, wall: datetime) -> tuple[str, ...]:
        scopes = [(unit, place)] if unit or place else freezing.tops(connection)
        return freezing.freeze(connection, scopes, day, wall, ZONE, again=again).ids

    frozen: tuple[str, ...] = change(url, use, wall_clock())
    return frozen


def add_account(url: URL, name: str, password: str, role: Role | None, where: tuple[str, str] | None) -> None:
    change(url, _add_account, name, accounts.hash_password(password), role, where)


def set_password(url: URL, name: str, password: str) -> None:
    change(url, accounts.set_password, name, accounts.hash_password(password), wall_clock())


def disable(url: URL, name: str) -> None:
    change(url, accounts.disable, name, wall_clock())


def grant(
    url: URL,
    name: str,
    role: Role,
    where: tuple[str, str],
    since: datetime | None,
    until: datetime | None,
    roster: bool = False,
) -> None:
    change(url, _grant, name, Grant(role, "", since, until, roster), where)


def import_people(url: URL, file: Path) -> roster.Counted:
    """BadInput (`bad_people`, with what is wrong on which line) unless every row of the file can count."""

    def work(connection: Connection) -> roster.Counted:
        people = people_of(file, roster.units(connection))
        return roster.keep_all(connection, people, CENTRE, wall_clock())

    return change(url, work)


def import_services(
    url: URL, file: Path, account: str, corrects: bool, only_looks: bool, looked_at: Callable[[int], None]
) -> Came:
    """BadInput (`bad_services`, with what is wrong on which line) unless every row of the file can count."""
    return change(url, service_import.import_services, file, wall_clock(), account, corrects, only_looks, looked_at)


def remove_person(url: URL, number: str) -> bool:
    """Whether there was such a person."""
    return change(url, roster.take_off, number, CENTRE)


def revoke(url: URL, name: str, where: tuple[str, str]) -> bool:
    """Whether there was anything to take back."""
    return change(url, _revoke, name, where)


def token(url: URL, name: str, days: float) -> Token:
    return change(url, accounts.new_token, name, wall_clock(), timedelta(days=days))


def change(url: URL, use: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `use` as one transaction on a database that is there and fits."""

    def fitting(connection: Connection) -> T:
        must_fit(connection)
        return use(connection, *args, **kwargs)

    must_exist(url)
    return run_on(url, fitting)


def run_on(url: URL, use: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `use` as one transaction on whatever database is there."""

    async def run() -> T:
        database = Database(url)
        try:
            return await database.write(use, *args, **kwargs)
        finally:
            await database.close()

    with usable(url):
        return asyncio.run(run())


def _add_account(
    connection: Connection, name: str, password_hash: str, role: Role | None, where: tuple[str, str] | None
) -> None:
    now = wall_clock()
    accounts.add(connection, name, password_hash, now)
    if role is not None and where is not None:
        accounts.grant(connection, name, Grant(role, _prefix(connection, where)), now)


def _grant(connection: Connection, name: str, given: Grant, where: tuple[str, str]) -> None:
    placed = msgspec.structs.replace(given, prefix=_prefix(connection, where))
    accounts.grant(connection, name, placed, wall_clock())


def _revoke(connection: Connection, name: str, where: tuple[str, str]) -> bool:
    return accounts.revoke_grants(connection, name, _prefix(connection, where), wall_clock())


def _prefix(connection: Connection, where: tuple[str, str]) -> str:
    kind, named = where
    return EVERYTHING if kind == "all" else accounts.prefix_of(connection, kind, named)
