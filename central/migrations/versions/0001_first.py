"""The first tables.

A migration is written out and never changed afterwards: the tables of the program may move on, this page may not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_path = sa.String(1000).with_variant(sa.String(1000, collation="C"), "postgresql")
_id = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
_kind = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")
_instant = sa.BigInteger


def upgrade() -> None:
    _history()
    _state()
    _sync()
    _people()


def _history() -> None:
    op.create_table(
        "head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("seq", _number, nullable=False),
        sa.Column("min_seq", _number, nullable=False),
        sa.Column("safe", _number, nullable=False),
    )
    op.create_table(
        "commits",
        sa.Column("seq", _number, primary_key=True, autoincrement=False),
        sa.Column("nonce", sa.String(16), nullable=False),
        sa.Column("at", _instant, nullable=False),
        sa.Column("op_at", _instant, nullable=False),
    )
    op.create_index("commits_at", "commits", ["at"])
    op.create_table(
        "events",
        sa.Column("seq", _number, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", _kind, nullable=False),
        sa.Column("id", _id, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("events_record", "events", ["kind", "id", "seq"])


def _state() -> None:
    op.create_table(
        "records",
        sa.Column("kind", _kind, primary_key=True),
        sa.Column("id", _id, primary_key=True),
        sa.Column("seq", _number, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("parent", _id),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("stamps", sa.Text, nullable=False),
        sa.Column("log", sa.Text, nullable=False),
    )
    op.create_index("records_seq", "records", ["seq"])
    op.create_index("records_parent", "records", ["parent"])
    op.create_table(
        "paths",
        sa.Column("path", _path, primary_key=True),
        sa.Column("kind", _kind, primary_key=True),
        sa.Column("id", _id, primary_key=True),
    )
    op.create_index("paths_record", "paths", ["kind", "id", "path"])
    op.create_table(
        "moves",
        sa.Column("seq", _number, primary_key=True, autoincrement=False),
        sa.Column("kind", _kind, primary_key=True),
        sa.Column("id", _id, primary_key=True),
        sa.Column("path", _path, primary_key=True),
    )


def _sync() -> None:
    op.create_table(
        "ledger",
        sa.Column("client", sa.String(80), primary_key=True),
        sa.Column("n", _number, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(80), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("seq", _number, nullable=False),
        sa.Column("info", sa.Text),
        sa.Column("op", sa.Text),
        sa.Column("at", _instant, nullable=False),
    )
    op.create_table(
        "clients",
        sa.Column("client", sa.String(80), primary_key=True),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("last", _number, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("client", sa.String(80), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("hash", sa.String(80), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("etag", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", _instant, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("created", _instant, nullable=False),
        sa.Column("disabled", _instant),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("prefix", _path, nullable=False),
        sa.Column("since", _instant),
        sa.Column("until", _instant),
        sa.Column("granted", _instant, nullable=False),
    )
    op.create_index("grants_account", "grants", ["account"])
    op.create_table(
        "tokens",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("created", _instant, nullable=False),
        sa.Column("expires", _instant, nullable=False),
        sa.Column("revoked", _instant),
    )
