"""What a reader sees, as statements: each is made once for every shape it takes, and then only gets its parameters.

1. A shape is what no parameter can say: how many prefixes there are, and whether they are everything.
2. A record is seen if any of its paths lies under one of the prefixes.
3. What is over, and ended before :first, is in no snapshot, in no digest, and not among what comes into sight or leaves
   it with a prefix: a post lets go of it by itself (postcmd/window.py). What changed travels all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, tuple_

from central.tables import ledger, moves, paths, records
from postcmd.scope import EVERYTHING

ALL: Final = -1
"""The shape of prefixes that are everything."""
_made_once = lru_cache(maxsize=256)


def shape_of(prefixes: Iterable[str]) -> int:
    named = list(prefixes)
    return ALL if EVERYTHING in named else len(named)


def under(name: str, prefixes: Iterable[str]) -> dict[str, str]:
    """The parameters of the ranges called `name`: what lies below a prefix stands between its "/" and "0"."""
    ends = (("", ""), ("_from", "/"), ("_to", "0"))
    return {f"{name}{k}{end}": prefix + mark for k, prefix in enumerate(prefixes) for end, mark in ends}


def covers(column: ColumnElement[str], name: str, shape: int) -> ColumnElement[bool]:
    """Whether a path lies under one of the prefixes called `name`, as ranges that an index serves."""
    return or_(False, *(_lies(column, f"{name}{k}") for k in range(shape)))


def sees(table: Any, name: str, shape: int) -> ColumnElement[bool]:
    """Whether a record named in the table is seen with the prefixes called `name`."""
    same = (paths.c.kind == table.c.kind, paths.c.id == table.c.id)
    return exists().where(*same) if shape == ALL else exists().where(*same, covers(paths.c.path, name, shape))


def _lies(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    start: ColumnElement[str] = bindparam(f"{name}_from")
    end: ColumnElement[str] = bindparam(f"{name}_to")
    return or_(column == bindparam(name), and_(column >= start, column < end))


@_made_once
def page(seen: int, since: bool, held: int | None, after: bool) -> Select[Any]:
    """Rows in order, from :after_kind, :after_id on: changed since :since, or (`held`) not seen with what was held."""
    wanted = _bodies().where(sees(records, "seen", seen))
    if since:
        changed = records.c.seq > bindparam("since")
        wanted = wanted.where(changed if held is None else or_(changed, and_(_kept(), ~sees(records, "held", held))))
    else:
        wanted = wanted.where(_kept())
    if after:
        start = tuple_(
            bindparam("after_kind", type_=records.c.kind.type), bindparam("after_id", type_=records.c.id.type)
        )
        wanted = wanted.where(tuple_(records.c.kind, records.c.id) > start)
    return wanted.order_by(records.c.kind, records.c.id).limit(bindparam("most"))


@_made_once
def late(seen: int) -> Select[Any]:
    """What changed since :since."""
    return _bodies().where(sees(records, "seen", seen), records.c.seq > bindparam("since"))


@_made_once
def revs(seen: int) -> Select[Any]:
    """Every record that is seen and kept, and its rev."""
    return select(records.c.kind, records.c.id, records.c.seq).where(_alive(), _kept(), sees(records, "seen", seen))


@_made_once
def deleted(held: int) -> Select[Any]:
    """What was deleted since :since, of what was held."""
    dead = select(records.c.kind, records.c.id).where(records.c.deleted, records.c.seq > bindparam("since"))
    return dead.where(sees(records, "held", held))


@_made_once
def moved_away(seen: int, held: int) -> Select[Any]:
    """What left a path that was held since :since, and is seen no more, or no more there."""
    out = select(moves.c.kind, moves.c.id).distinct().where(moves.c.seq > bindparam("since"))
    same = (records.c.kind == moves.c.kind, records.c.id == moves.c.id)
    # Deleted after it had moved: what was held does not cover the paths that it lies on now.
    out = out.where(or_(~sees(moves, "seen", seen), exists().where(*same, records.c.deleted)))
    return out if held == ALL else out.where(covers(moves.c.path, "held", held))


@_made_once
def lost(seen: int, held: int) -> Select[Any]:
    """What was seen with the prefixes that were held, and is not with those of now."""
    out = select(records.c.kind, records.c.id).where(_alive(), _kept(), sees(records, "held", held))
    return out.where(~sees(records, "seen", seen))


RESULTS: Final = (
    select(ledger.c.n, ledger.c.status, ledger.c.seq, ledger.c.info, ledger.c.hash)
    .where(ledger.c.client == bindparam("client"), ledger.c.n >= bindparam("low"))
    .order_by(ledger.c.n)
)
"""How the ops of :client ended, from :low on."""


def _bodies() -> Select[Any]:
    return select(records.c.kind, records.c.id, records.c.body, records.c.log).where(_alive())


def _alive() -> ColumnElement[bool]:
    return records.c.deleted.is_(False)


def _kept() -> ColumnElement[bool]:
    """Whether posts hold it that hold everything from :first on."""
    return or_(records.c.ends.is_(None), records.c.ends >= bindparam("first", type_=records.c.ends.type))
