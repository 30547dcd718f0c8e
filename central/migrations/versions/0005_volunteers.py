"""The roster, which is no part of the feed, and the right to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_id = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("grants", sa.Column("roster", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "volunteers",
        sa.Column("id", _id, primary_key=True),
        sa.Column("unit", _id, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("skills", sa.Text, nullable=False),
        sa.Column("vehicle", sa.String(100), nullable=False),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("home", _id, nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("availability", sa.String(100), nullable=False),
        sa.Column("sealed_in", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("rev", _number, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("updated_by", sa.String(32), nullable=False),
    )
    op.create_index("volunteers_unit", "volunteers", ["unit", "id"])
