"""Since which commit a scope is tallied whole. Of those that are by now nobody knows: as if they always were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("lines", sa.Column("since", _number, nullable=False, server_default="0"))
