"""Whether a commit changed accounts or grants: then everybody connected looks again at what they may see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("commits", sa.Column("accounts", sa.Boolean, nullable=False, server_default=sa.false()))
