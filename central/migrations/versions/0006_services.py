"""Service records, which are no part of the feed, and the batches they came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_id = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "services",
        sa.Column("id", _id, primary_key=True),
        sa.Column("seq", _number, primary_key=True, autoincrement=False),
        sa.Column("until", _number),
        sa.Column("unit", _id, nullable=False),
        sa.Column("volunteer", _id, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("place", _id, nullable=False),
        sa.Column("task", _id, nullable=False),
        sa.Column("request", _id, nullable=False),
        sa.Column("team", _id, nullable=False),
        sa.Column("post", _id, nullable=False),
        sa.Column("minutes", sa.Integer),
        sa.Column("served", sa.Integer),
        sa.Column("quantity", sa.Integer),
        sa.Column("said", sa.String(16), nullable=False),
        sa.Column("trips", sa.Integer),
        sa.Column("spread", sa.Boolean, nullable=False),
    )
    op.create_index("services_unit", "services", ["unit", "day"])
    op.create_index("services_place", "services", ["place", "day"])
    op.create_table(
        "batches",
        sa.Column("seq", _number, primary_key=True, autoincrement=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("corrected", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("op_at", sa.BigInteger, nullable=False),
    )
