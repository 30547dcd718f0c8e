"""The figures: what records say to them, and the sums that are kept of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(length: int) -> Any:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


_id, _scope, _word = _text(200), _text(210), _text(16)
_measures = (
    *("unnamed", "participations", "services", "served", "minutes", "trips"),
    *("lost", "quantity", "verified", "unverified", "seen"),
)
_standing = sa.text("until IS NULL")
_of_requests = sa.text("request <> ''")


def _key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "entries",
        *(_key("kind", _word), _key("id", _id), _key("seq", _number)),
        sa.Column("until", _number),
        sa.Column("day", sa.Integer),
        *(sa.Column(name, _id, nullable=False) for name in ("unit", "place", "request", "family", "post")),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("entries_unit", "entries", ["unit", "day"])
    op.create_index("entries_place", "entries", ["place", "day"])
    op.create_index("entries_request", "entries", ["request", "day"])
    op.create_index("entries_family", "entries", ["family", "day"])
    _create_partly("entries_post", "entries", ["post"], _standing)
    op.create_table(
        "tallies",
        *(_key("scope", _scope), _key("day", sa.Integer), _key("task", _id), _key("said", _word), _key("seq", _number)),
        *(sa.Column(measure, _number, nullable=False, server_default="0") for measure in _measures),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing",
        *(_key("scope", _scope), _key("day", sa.Integer), _key("said", _word), _key("seq", _number)),
        *(sa.Column(measure, _number, nullable=False) for measure in ("placements", "heads", "unsaid")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "firsts",
        *(_key("scope", _scope), _key("what", _word), _key("day", sa.Integer), _key("prev", sa.Integer)),
        *(_key("seq", _number), sa.Column("delta", _number, nullable=False)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "presences",
        *(_key("what", _word), _key("thing", _id), _key("day", sa.Integer), _key("unit", _id), _key("place", _id)),
        *(_key("seq", _number), sa.Column("until", _number), sa.Column("n", sa.Integer, nullable=False)),
    )
    op.create_index("presences_unit", "presences", ["unit", "day"])
    op.create_index("presences_place", "presences", ["place", "day"])
    op.create_table(
        "lines",
        *(_key("kind", _word), _key("id", _id), _key("above", _id)),
        sa.Column("depth", sa.Integer, nullable=False),
        sa.Column("wide", sa.Boolean, nullable=False),
    )
    op.create_index("lines_above", "lines", ["kind", "above", "depth", "id"])
    op.create_index("commits_op_at", "commits", ["op_at"])
    op.create_index("services_volunteer", "services", ["volunteer", "day"])
    _create_partly("services_request", "services", ["request", "day"], _of_requests)


def _create_partly(name: str, table: str, columns: list[str], where: Any) -> None:
    op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)
