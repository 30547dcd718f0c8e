"""When the present epoch began, by the operational clock; and the days that passed, by which commits grow old."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("head", sa.Column("began", sa.BigInteger))
    op.add_column("head", sa.Column("aged", _number, nullable=False, server_default="0"))
    op.add_column("head", sa.Column("days", sa.Text, nullable=False, server_default="[]"))
    op.add_column("head", sa.Column("day_at", sa.BigInteger))
    op.execute("UPDATE head SET began = (SELECT op_at FROM commits WHERE commits.seq = head.seq)")
