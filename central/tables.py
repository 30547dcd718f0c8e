"""The tables of the centre.

1. `head` is one row: the epoch of this history and the seq of its last commit. `commits` has one row per seq, no gaps;
   `accounts` says whether accounts or grants changed in it. `secret` never leaves but in a backup.
   `began` is the operational moment that the epoch began at; `days` are the seqs at which the last days ended, `day_at`
   the end of the last of them, `aged` the seq that is as many days old.
2. A record is kept as the JSON that travels (`body`, `log`), beside it who wrote each field last (`stamps`), and on
   which day it is over (`ends`, postcmd/window.py; NULL: not yet).
3. `paths` holds every path a record lies on; a scope is a few ranges of its first index.
4. `volunteers` is the roster: no record, in no commit and in no path. `words` is what is searched in.
5. Times are whole microseconds since 1970 in UTC, days whole days since then: they sort, and no database changes them.
6. `services` are service records: no record of the feed, in no path. A row says in which commit it came, `seq`, and in
   which it ceased to count, `until`: asked as of a commit, those count that had come by then and not ceased. What was
   said of a service is never changed: a correction is a row more. `batches` says what came in how, one commit each.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
)

SCHEMA: Final = "0011"
"""The newest migration this program knows; the database says which one it is at."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST_DAY: Final = _EPOCH.toordinal()


def microseconds(moment: datetime) -> int:
    """An aware moment as it is kept."""
    return (moment - _EPOCH) // _MICROSECOND


class Instant(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=int(value))


def day_number(day: date) -> int:
    """A day as it is kept."""
    return day.toordinal() - _FIRST_DAY


def day_of_number(number: int) -> date:
    return date.fromordinal(number + _FIRST_DAY)


class Day(TypeDecorator[date]):
    """A date as days since 1970-01-01."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return None if value is None else day_number(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else day_of_number(int(value))


Number = BigInteger().with_variant(Integer(), "sqlite")
# A range over paths is a range of bytes; PostgreSQL's own collations sort "/" elsewhere.
Path = String(1000).with_variant(String(1000, collation="C"), "postgresql")
Id = String(200).with_variant(String(200, collation="C"), "postgresql")
Kind = String(16).with_variant(String(16, collation="C"), "postgresql")

metadata = MetaData()

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("seq", Number, nullable=False),
    Column("min_seq", Number, nullable=False),
    Column("safe", Number, nullable=False),
    Column("secret", String(64), nullable=False, server_default=""),
    Column("began", Instant),
    Column("aged", Number, nullable=False, server_default="0"),
    Column("days", Text, nullable=False, server_default="[]"),
    Column("day_at", Instant),
)

commits = Table(
    "commits",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("nonce", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("op_at", Instant, nullable=False),
    Column("accounts", Boolean, nullable=False, server_default=false()),
    Index("commits_at", "at"),
    Index("commits_op_at", "op_at"),
)

_OF_DUTIES: Final = text("kind = 'duty'")

records = Table(
    "records",
    metadata,
    Column("kind", Kind, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("seq", Number, nullable=False),
    Column("deleted", Boolean, nullable=False, default=False),
    Column("parent", Id),
    Column("body", Text, nullable=False),
    Column("stamps", Text, nullable=False),
    Column("log", Text, nullable=False),
    Column("ends", Day),
    Index("records_seq", "seq"),
    Index("records_parent", "parent"),
    Index("records_duties", "kind", "ends", sqlite_where=_OF_DUTIES, postgresql_where=_OF_DUTIES),
)

paths = Table(
    "paths",
    metadata,
    Column("path", Path, primary_key=True),
    Column("kind", Kind, primary_key=True),
    Column("id", Id, primary_key=True),
    Index("paths_record", "kind", "id", "path"),
)

moves = Table(
    "moves",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("kind", Kind, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("path", Path, primary_key=True),
)

events = Table(
    "events",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("kind", Kind, nullable=False),
    Column("id", Id, nullable=False),
    Column("body", Text, nullable=False),
    Index("events_record", "kind", "id", "seq"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("client", String(80), primary_key=True),
    Column("n", Number, primary_key=True, autoincrement=False),
    Column("hash", String(80), nullable=False),
    Column("status", String(16), nullable=False),
    Column("seq", Number, nullable=False),
    Column("info", Text),
    Column("op", Text),
    Column("at", Instant, nullable=False),
)

clients = Table(
    "clients",
    metadata,
    Column("client", String(80), primary_key=True),
    Column("account", String(32), nullable=False),
    Column("last", Number, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("client", String(80), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("hash", String(80), nullable=False),
    Column("status", Integer, nullable=False),
    Column("etag", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("created", Instant, nullable=False),
    Column("disabled", Instant),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(32), ForeignKey("accounts.name"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("prefix", Path, nullable=False),
    Column("since", Instant),
    Column("until", Instant),
    Column("granted", Instant, nullable=False),
    Column("roster", Boolean, nullable=False, server_default=false()),
    Index("grants_account", "account"),
)

volunteers = Table(
    "volunteers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit", Id, nullable=False),
    Column("name", String(100), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("skills", Text, nullable=False),
    Column("vehicle", String(100), nullable=False),
    Column("seats", Integer, nullable=False),
    Column("home", Id, nullable=False),
    Column("standing", String(16), nullable=False),
    Column("availability", String(100), nullable=False),
    Column("sealed_in", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("rev", Number, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", String(32), nullable=False),
    Index("volunteers_unit", "unit", "id"),
)

_OF_REQUESTS = text("request <> ''")
_SPREAD: Final = text("spread")

services = Table(
    "services",
    metadata,
    Column("id", Id, primary_key=True),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("until", Number),
    Column("unit", Id, nullable=False),
    Column("volunteer", Id, nullable=False),
    Column("day", Day, nullable=False),
    Column("place", Id, nullable=False),
    Column("task", Id, nullable=False),
    Column("request", Id, nullable=False),
    Column("team", Id, nullable=False),
    Column("post", Id, nullable=False),
    Column("minutes", Integer),
    Column("served", Integer),
    Column("quantity", Integer),
    Column("said", String(16), nullable=False),
    Column("trips", Integer),
    Column("spread", Boolean, nullable=False),
    Index("services_unit", "unit", "day"),
    Index("services_place", "place", "day"),
    Index("services_volunteer", "volunteer", "day"),
    Index("services_request", "request", "day", postgresql_where=_OF_REQUESTS, sqlite_where=_OF_REQUESTS),
    Index("services_spread", "unit", "day", postgresql_where=_SPREAD, sqlite_where=_SPREAD),
)

batches = Table(
    "batches",
    metadata,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("file", String(200), nullable=False),
    Column("new", Integer, nullable=False),
    Column("corrected", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("by", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("op_at", Instant, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", String(32), ForeignKey("accounts.name"), nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("revoked", Instant),
    Column("replaces", String(64)),
)
