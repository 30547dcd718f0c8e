"""The last day on which posts need a record. What it is of the records there are, `central/upgrade.py` fills in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("records", sa.Column("ends", sa.Integer))
