"""The tables that the figures are kept in, beside what they are counted from.

1. `entries` is what each live record says to the figures (`postcmd/entries.py`), version by version: one counts from
   the commit `seq` on, up to `until`, in which it ceased to.
2. `tallies`, `standing` and `firsts` only ever grow: a change is a row more, with the commit that made it. As of a
   commit they are the sum of the rows up to it.
3. `tallies` sums by day what can be summed; `standing` what holds from its day on until it is taken back.
4. `firsts` counts, of what counts once each, on how many of a day it was there before last on the day `prev`: of a
   period from `a` on, those count whose `prev` lies before `a`.
5. `presences` says what of that a live record shows to have been there; `n` of them do.
6. `lines` says which units and places lie in which, `depth` levels below, and which community a place is of. A scope
   is `wide` once anything lies below it or it has many service records of its own; of the others none are tallied:
   their own rows are few. It is so from the commit `since` on: as of one before, its rows are what there is.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from central.tables import Day, Id, Kind, Number, metadata

MEASURES: Final = (
    "unnamed",
    "participations",
    "services",
    "served",
    "minutes",
    "trips",
    "lost",
    "quantity",
    "verified",
    "unverified",
    "seen",
)
"""Columns of `tallies`, by the names of `postcmd/counting.py`."""
HELD: Final = ("placements", "heads", "unsaid")
"""Columns of `standing`: how many, their heads, how many of them without a number."""
NEVER: Final = -800_000
"""The day before all days: `prev` of what was never there before, and since when holds what nobody dated."""

Scope = String(210).with_variant(String(210, collation="C"), "postgresql")
Word = String(16).with_variant(String(16, collation="C"), "postgresql")
_STANDING: Final = text("until IS NULL")

entries = Table(
    "entries",
    metadata,
    Column("kind", Kind, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("until", Number),
    Column("day", Day),
    Column("unit", Id, nullable=False),
    Column("place", Id, nullable=False),
    Column("request", Id, nullable=False),
    Column("family", Id, nullable=False),
    Column("post", Id, nullable=False),
    Column("body", Text, nullable=False),
    Index("entries_unit", "unit", "day"),
    Index("entries_place", "place", "day"),
    Index("entries_request", "request", "day"),
    Index("entries_family", "family", "day"),
    Index("entries_post", "post", postgresql_where=_STANDING, sqlite_where=_STANDING),
)

tallies = Table(
    "tallies",
    metadata,
    Column("scope", Scope, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("task", Id, primary_key=True),
    Column("said", Word, primary_key=True),
    Column("seq", Number, primary_key=True, autoincrement=False),
    *(Column(measure, Number, nullable=False, server_default="0") for measure in MEASURES),
    sqlite_with_rowid=False,
)

standing = Table(
    "standing",
    metadata,
    Column("scope", Scope, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("said", Word, primary_key=True),
    Column("seq", Number, primary_key=True, autoincrement=False),
    *(Column(name, Number, nullable=False) for name in HELD),
    sqlite_with_rowid=False,
)

firsts = Table(
    "firsts",
    metadata,
    Column("scope", Scope, primary_key=True),
    Column("what", Word, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("prev", Integer, primary_key=True, autoincrement=False),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("delta", Number, nullable=False),
    sqlite_with_rowid=False,
)

presences = Table(
    "presences",
    metadata,
    Column("what", Word, primary_key=True),
    Column("thing", Id, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("unit", Id, primary_key=True),
    Column("place", Id, primary_key=True),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("until", Number),
    Column("n", Integer, nullable=False),
    Index("presences_unit", "unit", "day"),
    Index("presences_place", "place", "day"),
)

lines = Table(
    "lines",
    metadata,
    Column("kind", Word, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("above", Id, primary_key=True),
    Column("depth", Integer, nullable=False),
    Column("wide", Boolean, nullable=False),
    Column("since", Number, nullable=False, server_default="0"),
    Index("lines_above", "kind", "above", "depth", "id"),
)
